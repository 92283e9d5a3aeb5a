import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6} from '../../src/packet/ethernet.ts';
import {packetType, type LinkHeader} from '../../src/packet/link-header.ts';
import {linkHeader} from './arbitraries.ts';
import {hex} from './golden.ts';

test.each<[LinkHeader, string, number | undefined]>([
  ['none', '45', ETHERTYPE_IPV4],
  ['none', '60', ETHERTYPE_IPV6],
  ['none', '50', undefined],
  ['none', '', undefined],
  ['ethernet', '000000000000 000000000000 0806', ETHERTYPE_ARP],
  ['ethernet', '000000000000 000000000000 08', undefined],
  ['pi', '0000 86dd', ETHERTYPE_IPV6],
  ['pi', '0000 08', undefined],
  ['af', '00000002', ETHERTYPE_IPV4],
  ['af', '00000018', ETHERTYPE_IPV6],
  ['af', '0000001c', ETHERTYPE_IPV6],
  ['af', '0000001e', ETHERTYPE_IPV6],
  ['af', '02000000', undefined],
])('behind link header %s, %j leads to the type of the packet', (header, text, type) => {
  expect(packetType(hex(text), header)).toBe(type);
});

test('any octets have a type or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 20}), linkHeader, (frame, header) => {
      const type = packetType(frame, header);
      expect(type === undefined || (type >= 0 && type <= 0xffff)).toBe(true);
    }),
  );
});
