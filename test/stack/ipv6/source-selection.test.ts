/** Which address a packet comes from: the examples of RFC 6724 §10.1, and the rules one by one. */
import {expect, test} from 'vitest';
import type {Ipv6AddressState, Ipv6InterfaceAddress} from '../../../src/stack/ipv6/ipv6-interface.ts';
import {parsePrefix6} from '../../../src/packet/ipv6-address.ts';
import {bestSource} from '../../../src/stack/ipv6/source-selection.ts';
import {ip6} from '../../packet/golden.ts';

/** `address/length state`: 64 and preferred unless said otherwise. */
function candidate(text: string): Ipv6InterfaceAddress {
  const [prefix = '', state = 'preferred'] = text.split(' ');
  const {address: local, length} = parsePrefix6(prefix.includes('/') ? prefix : `${prefix}/64`)!;
  return {local, prefixLength: length, origin: 'static', state: state as Ipv6AddressState};
}

test.each<[string, readonly string[], string, ...string[]]>([
  // RFC 6724 §10.1
  ['2001:db8:1::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1', 'prefers the appropriate scope'],
  ['ff05::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1', 'prefers the appropriate scope'],
  ['2001:db8:1::1', ['2001:db8:1::1 deprecated', '2001:db8:2::1'], '2001:db8:1::1', 'prefers the same address'],
  ['fe80::1', ['fe80::2 deprecated', '2001:db8:1::1'], 'fe80::2', 'prefers the appropriate scope'],
  ['2001:db8:1::1', ['2001:db8:1::2', '2001:db8:3::2'], '2001:db8:1::2', 'prefers the longest prefix in common'],
  [
    '2002:c633:6401::1',
    ['2002:c633:6401::d5e3:7953:13eb:22e8', '2001:db8:1::2'],
    '2002:c633:6401::d5e3:7953:13eb:22e8',
    'prefers the same label',
  ],
  [
    '2001:db8:1::d5e3:0:0:1',
    ['2001:db8:1::2', '2001:db8:1::d5e3:7953:13eb:22e8'],
    '2001:db8:1::2',
    'looks at no bits behind the prefix',
  ],
  // The rules
  ['2001:db8:1::1', ['2001:db8:9::1 deprecated', '2001:db8:8::1'], '2001:db8:8::1', 'avoids deprecated ones'],
  [
    '2001:db8:1::1',
    ['2001:db8:1::9 optimistic', '2001:db8:8::1'],
    '2001:db8:8::1',
    'avoids ones that are being checked',
  ],
  ['fd00:1::1', ['2001:db8:1::1', 'fd00:2::1'], 'fd00:2::1', 'prefers a unique local one for its like'],
  ['2001:db8:1::1', ['fd00:2::1', '2001:db8:2::1'], '2001:db8:2::1', 'prefers a global one for its like'],
  ['ff02::1', ['2001:db8:1::1', 'fe80::1'], 'fe80::1', 'prefers the address of the link for a group of it'],
  ['ff0e::1', ['fe80::1', '2001:db8:1::1'], '2001:db8:1::1', 'prefers a global one for a global group'],
  ['2001:db8:1::1', ['fe80::1'], 'fe80::1', 'takes what there is'],
  ['2001:db8:1::1', ['2001:db8:2::1', '2001:db8:2::2'], '2001:db8:2::1', 'takes the first of equals'],
  ['2001:db8:1::1', ['2001:db8:1::8/16', '2001:db8:2::1/48'], '2001:db8:2::1', 'counts no more bits than a prefix has'],
])('to %s from %j comes from %s: %s', (destination, candidates, expected) => {
  const source = bestSource(ip6(destination), candidates.map(candidate));
  expect(source).toBe(ip6(expected));
});

test('there is none where there are no candidates', () => {
  expect(bestSource(1n, [])).toBeUndefined();
});
