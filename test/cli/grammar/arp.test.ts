import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseArp} from '../../../src/cli/grammar/arp.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

const MAC = '02:00:00:00:00:07';

const set = (change = {}) => ({
  kind: 'set',
  neighbour: {dst: '10.0.0.7', lladdr: MAC, proxy: false, temporary: false, ...change},
});
const [ALL, ONE] = [{}, {dst: '10.0.0.7'}];

test.each<[string, object]>([
  ['', {kind: 'list', which: ALL}],
  ['-a', {kind: 'list', which: ALL}],
  ['-n', {kind: 'list', which: ALL}],
  ['-an', {kind: 'list', which: ALL}],
  ['-n -a -i eth0', {kind: 'list', which: {dev: 'eth0'}}],
  ['-ani eth0', {kind: 'list', which: {dev: 'eth0'}}],
  ['-aieth0', {kind: 'list', which: {dev: 'eth0'}}],
  ['10.0.0.7', {kind: 'list', which: ONE}],
  ['-n 10.0.0.7 dev eth0', {kind: 'list', which: {...ONE, dev: 'eth0'}}],
  [`-s 10.0.0.7 ${MAC}`, set()],
  [`-s 10.0.0.7 ${MAC} pub`, set({proxy: true})],
  [`-s 10.0.0.7 ${MAC} temp pub`, set({proxy: true, temporary: true})],
  [`-i eth1 -s 10.0.0.7 ${MAC} temp`, set({temporary: true, dev: 'eth1'})],
  [`-s 10.0.0.7 ${MAC} ifscope em0`, set({dev: 'em0'})],
  ['-d 10.0.0.7', {kind: 'delete', which: ONE}],
  ['-d 10.0.0.7 -i eth0', {kind: 'delete', which: {...ONE, dev: 'eth0'}}],
  ['-nd 10.0.0.7 ifscope en0', {kind: 'delete', which: {...ONE, dev: 'en0'}}],
  ['-d -a', {kind: 'flush', which: ALL}],
  ['-ad -i eth0', {kind: 'flush', which: {dev: 'eth0'}}],
])('arp %s', (line, request) => {
  expect(parseArp(words(line))).toEqual(request);
});

test.each([
  ['-', '"-" is not for arp: -a, ADDRESS, -s ADDRESS MAC [temp] [pub], -d ADDRESS, or -d -a (-F), each with -i IF'],
  ['-x', '"-x" is not for arp'],
  ['-ax', '"-ax" is not for arp'],
  ['--all', '"--all" is not for arp'],
  ['-a 10.0.0.7', '"-a" means all: leave it out, or leave out "10.0.0.7"'],
  ['-d -a 10.0.0.7', '"-a" means all'],
  ['10.0.0.7 10.0.0.8', '"10.0.0.8" is one word too many: -a, ADDRESS,'],
  ['10.0.0.7 temp', '"temp" says how to add a neighbour: it goes with -s'],
  ['-d 10.0.0.7 pub', '"pub" says how to add a neighbour'],
  ['-s', '"-s" needs an address and a hardware address behind it'],
  ['-s 10.0.0.7', '"-s" needs an address and a hardware address behind it'],
  [`-sd 10.0.0.7 ${MAC}`, '"-s" adds one neighbour: leave out "-a" and "-d"'],
  [`-s 10.0.0.7 ${MAC} blackhole`, '"blackhole" is one word too many'],
  ['-s 10.0.0.7 02:00', '"02:00" is not a hardware address such as 02:00:00:00:00:07'],
  [`-s 10.0.0 ${MAC}`, '"10.0.0" is not a whole address'],
  ['-i', '"-i" needs an interface behind it'],
  ['-a dev', '"dev" needs an interface behind it'],
  ['-i eth0 dev eth1', 'the interface is given twice: give it once'],
  ['-d', '"-d" needs the address of a neighbour behind it, or "-a" for all'],
  [`-d 10.0.0.7 ${MAC}`, 'is one word too many'],
  ['-d server', '"server" is not an IPv4 address'],
  ['-d 10.0.0.0/24', 'has a prefix length'],
])('arp %s is refused', (line, text) => {
  expectRefusal(parseArp, line, text);
});

test('an address of IPv6 is refused as such', () => {
  expectRefusal(parseArp, '-d fe80::1', '"fe80::1" is an IPv6 address, and an IPv4 address belongs here');
});

test('any words are a request or a documented refusal', () => {
  fc.assert(
    fc.property(anyWords(['-a', '-n', '-s', '-d', '-i', 'dev', 'ifscope', 'eth0', 'temp', 'pub', MAC]), (given) =>
      expectRequestOrRefusal(parseArp, given),
    ),
    {numRuns: 2000},
  );
});
