import {readFileSync, writeFileSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openStore} from '../../src/daemon/lmdb-store.ts';
import {memoryStore} from '../../src/daemon/store.ts';
import {Child, compiledProgram} from './child.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const committer = compiledProgram('committer');

describe('the store', () => {
  test('gives back what was committed, in the next process as well', async () => {
    const directory = temporary();
    const store = openStore(directory);
    const value = {
      text: 'ü\0',
      numbers: [0, -1, 1.5, 2 ** 53 - 1],
      nested: {deep: [{}, [], null, true]},
      octets: Uint8Array.of(0, 255, 10),
    };
    store.commit(
      new Map<string, unknown>([
        ['a', value],
        ['b', 'gone soon'],
        ['c/1', null],
      ]),
    );
    store.commit(
      new Map<string, unknown>([
        ['b', undefined],
        ['c/2', 2],
        ['never there', undefined],
      ]),
    );
    await store.close();

    const again = openStore(directory);
    const entries = new Map(again.load());
    expect([...entries.keys()]).toEqual(['a', 'c/1', 'c/2']);
    const {octets, ...rest} = entries.get('a') as typeof value;
    expect(octets).toBeInstanceOf(Uint8Array);
    expect([...octets]).toEqual([0, 255, 10]);
    expect(rest).toEqual({text: value.text, numbers: value.numbers, nested: value.nested});
    await again.close();
  });

  test('keeps none of the changes when one of them can not be made', async () => {
    const store = openStore(temporary());
    store.commit(new Map([['a', 1]]));
    const changes = new Map<string, unknown>([
      ['a', 2],
      ['x'.repeat(5000), 'the name is too long'],
    ]);
    expect(() => store.commit(changes)).toThrow(expect.objectContaining({code: 'EIO'}));
    expect([...store.load()]).toEqual([['a', 1]]);
    await store.close();
  });

  test('takes thousands of changes at once', async () => {
    const store = openStore(temporary());
    store.commit(
      new Map(Array.from({length: 5000}, (_, index) => [`k/${index}`, {index, octets: new Uint8Array(1500)}])),
    );
    expect([...store.load()]).toHaveLength(5000);
    await store.close();
  });

  test.each(['x', 'x'.repeat(100_000), '\0'.repeat(8192)])('says so when what lies there is not one', (content) => {
    const directory = temporary();
    mkdirSync(join(directory, 'store'));
    writeFileSync(join(directory, 'store', 'data.mdb'), content);
    expect(() => openStore(directory)).toThrow(
      expect.objectContaining({code: 'EIO', message: expect.stringContaining(directory) as unknown}),
    );
  });

  test('has every change that was acknowledged before its process was killed', async () => {
    for (const wanted of [0, 3, 50]) {
      const directory = temporary();
      const child = new Child(committer, [directory]);
      let acknowledged = -1;
      while (acknowledged < wanted) acknowledged = Number(await child.line());
      await child.kill('SIGKILL');
      const store = openStore(directory);
      const entries = new Map(store.load());
      for (let number = 0; number <= acknowledged; number++) {
        expect(entries.get(`entry/${number}`)).toEqual({number});
      }
      // Each commit wrote both: no half of one is there.
      expect(entries.size).toBe((entries.get('last') as number) + 2);
      await store.close();
    }
  });
});

test('a lab that keeps nothing has a store that holds nothing, without lmdb', async () => {
  const store = memoryStore();
  store.commit(new Map([['a', 1]]));
  expect([...store.load()]).toEqual([]);
  await store.close();
  expect(readFileSync(new URL('../../src/daemon/store.ts', import.meta.url), 'utf8')).not.toContain('import');
});
