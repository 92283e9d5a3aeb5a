import {expect, test} from 'vitest';
import {Scratch} from '../../src/packet/scratch.ts';

test('gives as much as is asked for, of the same memory while there is enough', () => {
  const scratch = new Scratch();
  const views = [0, 1, 300, 20, 65_549, 300].map((length) => scratch.take(length));
  expect(views.map(({length}) => length)).toEqual([0, 1, 300, 20, 65_549, 300]);
  expect(views[3]!.buffer).toBe(views[2]!.buffer);
  expect(views[5]!.buffer).toBe(views[4]!.buffer);
  expect(views[1]!.buffer.byteLength).toBeLessThan(300);
});
