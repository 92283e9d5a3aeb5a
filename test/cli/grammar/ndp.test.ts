import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseNdp} from '../../../src/cli/grammar/ndp.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

const MAC = '02:00:00:00:00:07';

test.each<[string, object]>([
  ['', {kind: 'list'}],
  ['-a', {kind: 'list'}],
  ['-an', {kind: 'list'}],
  ['-n -a', {kind: 'list'}],
  ['fd00::7', {kind: 'get', neighbour: {dst: 'fd00::7'}}],
  ['-n fe80::7%em0', {kind: 'get', neighbour: {dst: 'fe80::7', dev: 'eth0'}}],
  [`-s fd00::7 ${MAC}`, {kind: 'set', neighbour: {dst: 'fd00::7'}, lladdr: MAC, proxy: false, temporary: false}],
  [
    `-s fe80::7%eth0 ${MAC} proxy`,
    {kind: 'set', neighbour: {dst: 'fe80::7', dev: 'eth0'}, lladdr: MAC, proxy: true, temporary: false},
  ],
  [`-s fd00::7 ${MAC} temp`, {kind: 'set', neighbour: {dst: 'fd00::7'}, lladdr: MAC, proxy: false, temporary: true}],
  ['-d fd00::7', {kind: 'delete', neighbour: {dst: 'fd00::7'}}],
  ['-c', {kind: 'clear'}],
  ['-i eth0', {kind: 'show-interface', ifname: 'eth0'}],
  [
    '-i em0 accept_rtadv -advertise',
    {kind: 'change-interface', ifname: 'eth0', inet6: {accept_ra: true, advertise: false}},
  ],
  ['-i eth0 ifdisabled', {kind: 'change-interface', ifname: 'eth0', inet6: {enabled: false}}],
])('ndp %s', (line, request) => {
  expect(parseNdp(words(line))).toEqual(request);
});

test.each([
  ['-x', '"-x" is not for ndp: -a, ADDRESS'],
  ['-a fd00::7', 'is not for ndp'],
  ['-c eth0', 'is not for ndp'],
  ['-i', '"-i" is not for ndp'],
  ['-s fd00::7', 'is not for ndp'],
  [`-s fd00::7 ${MAC} pub`, 'is not for ndp'],
  ['-s fd00::7 02:00', '"02:00" is not a hardware address'],
  ['-d', '"-d" is not for ndp'],
  ['-d 10.0.0.7', '"10.0.0.7" is an IPv4 address, and an IPv6 address belongs here'],
  ['-d server', '"server" is not an IPv6 address'],
  ['fd00::7%eth0', 'not an address of one link'],
  ['-i eth0 nud', '"nud" is not a flag of an interface: -ifdisabled'],
  ['-i eth0 advertise -advertise', 'contradicts'],
])('ndp %s is refused', (line, text) => {
  expectRefusal(parseNdp, line, text);
});

test('any words are a request or a documented refusal', () => {
  const known = ['-a', '-n', '-s', '-d', '-c', '-i', 'proxy', 'accept_rtadv', '-ifdisabled', MAC];
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseNdp, given)),
    {numRuns: 2000},
  );
});
