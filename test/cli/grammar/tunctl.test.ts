import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseClassicTunctl} from '../../../src/cli/grammar/tunctl.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

test.each([
  ['', {brief: false, mode: 'tun'}],
  ['-b', {brief: true, mode: 'tun'}],
  ['-n', {brief: false, mode: 'tun'}],
  ['-p', {brief: false, mode: 'tap'}],
  ['-t tun5', {ifname: 'tun5', brief: false, mode: 'tun'}],
  ['-t tun/5', {ifname: 'tun5', brief: false, mode: 'tun'}],
  ['-t tap5', {ifname: 'tap5', brief: false, mode: 'tap'}],
  ['-n -t vpn', {ifname: 'vpn', brief: false, mode: 'tun'}],
  ['-bttun0', {ifname: 'tun0', brief: true, mode: 'tun'}],
  ['-bt tun0 -u nobody -g 1234', {ifname: 'tun0', user: 'nobody', group: '1234', brief: true, mode: 'tun'}],
  ['-f /dev/net/tun -t tun0', {ifname: 'tun0', brief: false, mode: 'tun'}],
])('tunctl %s makes a device', (line, request) => {
  expect(parseClassicTunctl(words(line))).toEqual({kind: 'create', ...request});
});

test.each(['-d tun0', '-dtun/0', '-n -d tun0', '-f /dev/net/tun -d tun0'])('tunctl %s deletes one', (line) => {
  expect(parseClassicTunctl(words(line))).toEqual({kind: 'delete', ifname: 'tun0'});
});

test.each([
  ['extra', '"extra" is not an option of tunctl'],
  ['-t tun0 extra', '"extra" is not an option of tunctl'],
  ['--help', '"--help" is not an option of tunctl'],
  ['-x', '"-x" is not an option of tunctl'],
  ['-bx', '"-x" is not an option of tunctl'],
  ['-t', '"-t" needs the name of an interface'],
  ['-d', '"-d" needs the name of an interface'],
  ['-u', '"-u" needs a user'],
  ['-t tun0 -t tun1', '"-t" is given twice'],
  ['-n -p', 'contradict'],
  ['-p -t tun0', '"tun0" is the name of a tun: leave out "-p"'],
  ['-n -t tap0', '"tap0" is the name of a tap: leave out "-n"'],
  ['-d tun0 -t tun1', '-d deletes: leave out "-t"'],
  ['-b -d tun0', '-d deletes: leave out "-b"'],
  ['-f /dev/null -t tun0', '"/dev/null" is not a clone device'],
  ['-t averyveryverylongname0', 'too long'],
  ['-t a!b', 'is not an interface name'],
])('tunctl %s is refused', (line, text) => {
  expectRefusal(parseClassicTunctl, line, text);
});

test('any words are a request or a documented refusal', () => {
  const known = words('-b -u -g -t -n -p -f -d -bn -ttun0 -unobody /dev/net/tun');
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseClassicTunctl, given)),
    {numRuns: 2000},
  );
});
