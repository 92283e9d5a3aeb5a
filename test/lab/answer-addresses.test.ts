import {expect, test} from 'vitest';
import {AnswerAddresses} from '../../src/lab/answer-addresses.ts';

test('the last address of the host that another end has sent to, by its address and port', () => {
  const answers = new AnswerAddresses();
  answers.heard(1, 7, 100);
  answers.heard(1, 8, 101);
  answers.heard(1n, 7, 5n);
  answers.heard(1, 7, 102);
  expect([answers.for(1, 7), answers.for(1, 8), answers.for(1n, 7), answers.for(2, 7)]).toEqual([
    102,
    101,
    5n,
    undefined,
  ]);
});

test('of 1024 ends at most: the oldest is forgotten', () => {
  const answers = new AnswerAddresses();
  for (let end = 1; end <= 1025; end++) answers.heard(end, 7, 100);
  expect([answers.for(1, 7), answers.for(2, 7), answers.for(1025, 7)]).toEqual([undefined, 100, 100]);
});
