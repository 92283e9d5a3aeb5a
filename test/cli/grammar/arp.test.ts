import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseArp} from '../../../src/cli/grammar/arp.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

const MAC = '02:00:00:00:00:07';

test.each<[string, object]>([
  ['', {kind: 'list'}],
  ['-a', {kind: 'list'}],
  ['-n', {kind: 'list'}],
  ['-an', {kind: 'list'}],
  [`-s 10.0.0.7 ${MAC}`, {kind: 'set', dst: '10.0.0.7', lladdr: MAC, proxy: false}],
  [`-s 10.0.0.7 ${MAC} pub`, {kind: 'set', dst: '10.0.0.7', lladdr: MAC, proxy: true}],
  ['-d 10.0.0.7', {kind: 'delete', dst: '10.0.0.7'}],
])('arp %s', (line, request) => {
  expect(parseArp(words(line))).toEqual(request);
});

test.each([
  ['-', '"-" is not for arp: -a, -s ADDRESS MAC [pub], or -d ADDRESS'],
  ['-x', '"-x" is not for arp'],
  ['-a 10.0.0.7', '"-a 10.0.0.7" is not for arp'],
  ['10.0.0.7', '"10.0.0.7" is not for arp'],
  ['-s', '"-s" is not for arp'],
  ['-s 10.0.0.7', '"-s 10.0.0.7" is not for arp'],
  [`-s 10.0.0.7 ${MAC} temp`, 'temp" is not for arp'],
  [`-s 10.0.0 ${MAC}`, '"10.0.0" is not a whole address'],
  ['-d', '"-d" is not for arp'],
  [`-d 10.0.0.7 ${MAC}`, 'is not for arp'],
  ['-d server', '"server" is not an IPv4 address'],
  ['-d 10.0.0.0/24', 'has a prefix length'],
])('arp %s is refused', (line, text) => {
  expectRefusal(parseArp, line, text);
});

test('an address of IPv6 is refused as such', () => {
  expectRefusal(parseArp, '-d fe80::1', 'IPv6 is not supported yet', 'EAFNOSUPPORT');
});

test('any words are a request or a documented refusal', () => {
  fc.assert(
    fc.property(anyWords(['-a', '-n', '-s', '-d', 'pub', MAC]), (given) => expectRequestOrRefusal(parseArp, given)),
    {numRuns: 2000},
  );
});
