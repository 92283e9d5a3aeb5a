import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseDropRule, parseFrameMatch} from '../../../src/cli/grammar/frame-match.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

const CLIENT = {host: 'client', ifname: 'eth0'};

test.each<[string, object]>([
  ['3', {nth: 3}],
  ['icmp', {nth: 1, protocol: 1}],
  ['3 icmp from client:eth0 to 10.0.0.2', {nth: 3, protocol: 1, from: CLIENT, destination: '10.0.0.2'}],
  ['to 10.0.0.2 from client:eth0 icmp 3', {nth: 3, protocol: 1, from: CLIENT, destination: '10.0.0.2'}],
  ['udp port 53', {nth: 1, protocol: 17, port: 53}],
  ['ip6 to FD00:0::1', {nth: 1, ether_type: 0x86dd, destination: 'fd00::1'}],
  ['tcp src 10.0.0.1 dst 10.0.0.2', {nth: 1, protocol: 6, source: '10.0.0.1', destination: '10.0.0.2'}],
  ['icmp type echo-request length 1000', {nth: 1, protocol: 1, icmp_type: 8, minimum_length: 1000}],
  ['type 13', {nth: 1, icmp_type: 13}],
  ['2 arp', {nth: 2, ether_type: 0x0806}],
  ['ip proto 47', {nth: 1, ether_type: 0x0800, protocol: 47}],
  ['ip6 icmp6', {nth: 1, ether_type: 0x86dd, protocol: 58}],
  ['ip6 udp port 53', {nth: 1, ether_type: 0x86dd, protocol: 17, port: 53}],
  ['length 0x40', {nth: 1, minimum_length: 64}],
])('%s', (line, rule) => {
  expect(parseDropRule(words(line))).toEqual(rule);
});

test.each([
  ['', 'say which frame to drop, such as: wire drop lan 3 icmp from client:eth0 to 10.0.0.2'],
  ['0', '"0" is not which matching frame to drop: a whole number from 1'],
  ['3rd icmp', '"3rd" is not a number'],
  ['1.5', '"1.5" is not a number'],
  ['-1', '"-1" says nothing about a frame: a number, arp ip ip6 icmp tcp udp icmp6, proto, from'],
  ['icpm', '"icpm" says nothing about a frame'],
  ['constructor', '"constructor" says nothing about a frame'],
  ['3 clear', '"clear" says nothing about a frame'],
  ['icmp udp', '"udp" says again what an earlier word has said: say it once'],
  ['1 2', '"2" says again'],
  ['to 10.0.0.1 dst 10.0.0.2', '"dst" says again'],
  ['from', '"from" needs HOST:NIC behind it'],
  ['from client', '"client" is no end of a wire: write HOST:NIC'],
  ['to 10.0.0', '"10.0.0" is not a whole address'],
  ['to 10.0.0.0/8', 'has a prefix length'],
  ['port 65536', '"65536" is no port: a whole number from 0 to 65535'],
  ['port http', '"http" is not a number, and "port" needs one'],
  ['proto 256', '"256" is no proto'],
  ['type ping', '"ping" is no type of ICMP: echo-reply, destination-unreachable,'],
  ['type 256', '"256" is no type of ICMP'],
  ['length -1', '"-1" is no length'],
  ['arp to 10.0.0.1', 'an ARP packet is no IP packet'],
  ['arp udp', 'an ARP packet is no IP packet'],
  ['ip6 to 10.0.0.1', 'an IPv6 packet has no IPv4 address: say either'],
  ['ip to fd00::1', 'an IPv4 packet has no IPv6 address: say either'],
  ['src 10.0.0.1 to fd00::1', 'say two addresses of one version'],
  ['icmp port 53', 'only tcp and udp have a port'],
  ['udp type echo-request', 'only icmp has a type'],
  ['port 53 type 8', 'what has a port has no type of ICMP'],
])('%s is refused', (line, text) => {
  expectRefusal(parseDropRule, line, text);
});

describe('which frames to hear', () => {
  test.each([
    ['', {}],
    ['udp port 51820', {protocol: 17, port: 51820}],
    ['from client:eth0 arp', {from: {host: 'client', ifname: 'eth0'}, ether_type: 0x0806}],
  ])('"%s"', (line, match) => {
    expect(parseFrameMatch(words(line))).toEqual(match);
  });

  test.each([
    ['3 icmp', '"3" says nothing about a frame: arp ip ip6 icmp tcp udp icmp6, proto, from'],
    ['udp udp', 'says again'],
    ['arp udp', 'an ARP packet is no IP packet'],
  ])('%s is refused', (line, text) => {
    expectRefusal(parseFrameMatch, line, text);
  });
});

test('any words are a rule or a documented refusal', () => {
  const known = words(
    '3 arp ip ip6 icmp udp proto 47 from client:eth0 src to 10.0.0.2 port 53 type echo-request length',
  );
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseDropRule, given)),
    {numRuns: 2000},
  );
});
