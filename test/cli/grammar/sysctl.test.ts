import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readSetting} from '../../../src/cli/grammar/sysctl.ts';
import {expectRefusal, expectRequestOrRefusal} from './refusals.ts';

test.each<[string, object]>([
  ['net.inet.ip.forwarding=1', {'net.inet.ip.forwarding': true}],
  ['net.inet.ip.forwarding=0', {'net.inet.ip.forwarding': false}],
  // Which settings there are, the lab knows.
  ['net.ipv4.ip_forward=1', {'net.ipv4.ip_forward': true}],
  ['nonsense=1', {nonsense: true}],
])('%s', (word, setting) => {
  expect(readSetting(word)).toEqual(setting);
});

test.each(['net.inet.ip.forwarding', 'a=', '=1', '=', 'a=2', 'a=yes', 'a==1', 'a=01', 'a=1=1', 'a=-1'])(
  '%s is refused',
  (word) => {
    const text = `${JSON.stringify(word)} is no setting: write NAME=1 or NAME=0, such as net.inet.ip.forwarding=1`;
    expectRefusal(() => readSetting(word), '', text);
  },
);

test('any word is one setting or a refusal', () => {
  const word = fc.oneof(
    fc.string(),
    fc.string().map((name) => `${name}=1`),
    fc.constantFrom('__proto__=1', 'toString=0'),
  );
  fc.assert(
    fc.property(word, (given) => expectRequestOrRefusal(([only = '']) => readSetting(only), [given])),
    {numRuns: 1000},
  );
});
