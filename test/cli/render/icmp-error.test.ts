import {expect, test} from 'vitest';
import {icmpErrorText, isTimeExceeded} from '../../../src/cli/render/icmp-error.ts';

const ROUTER = '2001:db8::1';

test.each([
  [1, 0, 'Destination unreachable: No route'],
  [1, 1, 'Destination unreachable: Administratively prohibited'],
  [1, 2, 'Destination unreachable: Beyond scope of source address'],
  [1, 3, 'Destination unreachable: Address unreachable'],
  [1, 4, 'Destination unreachable: Port unreachable'],
  [1, 5, 'Destination unreachable: Source address failed ingress/egress policy'],
  [1, 6, 'Destination unreachable: Reject route to destination'],
  [1, 9, 'Destination unreachable: Bad code: 9'],
  [2, 0, 'Packet too big: mtu=1400'],
  [3, 0, 'Time exceeded: Hop limit'],
  [3, 1, 'Time exceeded: Fragment reassembly'],
  [4, 0, 'Parameter problem: Wrong header field'],
  [4, 1, 'Parameter problem: Unknown header type'],
  [4, 2, 'Parameter problem: Unknown IPv6 option'],
  [100, 0, 'Bad ICMPv6 type: 100'],
])('type %d, code %d of ICMPv6: %s', (type, code, text) => {
  expect(icmpErrorText({from: ROUTER, type, code, mtu: 1400})).toBe(text);
});

test.each([
  ['who is nearer', {type: 5, code: 1, gateway: '10.0.0.9'}, 'Redirect Host(New addr: 10.0.0.9)'],
  [
    'what a redirect of no known code says too',
    {type: 5, code: 9, gateway: '10.0.0.9'},
    'Redirect, Bad Code: 9(New addr: 10.0.0.9)',
  ],
  ['which octet is wrong', {type: 12, code: 0, pointer: 6}, 'Parameter problem: pointer = 0x06'],
])('%s', (_what, message, text) => {
  expect(icmpErrorText({from: '10.0.0.1', ...message})).toBe(text);
});

test('which octet of an IPv6 packet is wrong', () => {
  expect(icmpErrorText({from: ROUTER, type: 4, code: 0, pointer: 40})).toBe(
    'Parameter problem: Wrong header field at 40',
  );
});

test('the same number is another thing from an IPv4 router', () => {
  expect(icmpErrorText({from: '10.0.0.1', type: 3, code: 0})).toBe('Destination Net Unreachable');
});

test('a hop that says so is known in both versions', () => {
  expect(isTimeExceeded({from: ROUTER, type: 3, code: 0})).toBe(true);
  expect(isTimeExceeded({from: ROUTER, type: 1, code: 3})).toBe(false);
  expect(isTimeExceeded({from: '10.0.0.1', type: 11, code: 0})).toBe(true);
  expect(isTimeExceeded({from: '10.0.0.1', type: 3, code: 0})).toBe(false);
});
