import {sum} from './checksum.ts';
import {dissectTransport} from './dissect-transport.ts';
import {address6, decimal, hexadecimal, protocol, type FieldList, type Format, type Layout} from './field-list.ts';
import {FRAGMENT_HEADER_LENGTH, moreFragments6, readFragmentOffset6} from './ipv6-fragment.ts';
import {IPV6_FIELD, IPV6_HEADER_LENGTH, NEXT_HEADER} from './ipv6.ts';
import {readUint16, readUint32} from './octets.ts';

const versionClassLabel: Format = (octets) => {
  const label = readUint32(octets, 0) & 0xf_ffff;
  return `${octets[0]! >>> 4}, 0x${hex((readUint16(octets, 0) >>> 4) & 0xff, 2)}, 0x${hex(label, 5)}`;
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

const IPV6: Layout = [
  [4, 'version, traffic class, flow label', versionClassLabel],
  [2, 'payload length', decimal],
  [1, 'next header', protocol],
  [1, 'hop limit', decimal],
  [16, 'source', address6],
  [16, 'destination', address6],
];

const FRAGMENT: Layout = [
  [1, 'next header', protocol],
  [1, 'reserved', hexadecimal],
  [
    2,
    'fragment offset, more fragments',
    (octets) => `${readUint16(octets, 0) & 0xfff8}, ${octets[1]! & 1 ? 'yes' : 'no'}`,
  ],
  [4, 'identification', decimal],
];

/** What the data of an extension header of the common form is called; its next header and length come first. */
const EXTENSION: Readonly<Record<number, string>> = {
  [NEXT_HEADER.hopByHop]: 'hop-by-hop options',
  [NEXT_HEADER.routing]: 'routing data',
  [NEXT_HEADER.destinationOptions]: 'destination options',
};

const headerLength: Format = (octets) => String((octets[0]! + 1) * 8);

/** Where the packet ends; a payload length that can not be is not believed. */
export function ipv6End(bytes: Uint8Array, start: number): number {
  if (bytes.length < start + IPV6_HEADER_LENGTH) return bytes.length;
  const end = start + IPV6_HEADER_LENGTH + readUint16(bytes, start + IPV6_FIELD.payloadLength);
  return Math.min(end, bytes.length);
}

/** Takes a packet's headers and data. Returns where a quoted packet begins, if there is one. */
export function takeIpv6(
  list: FieldList,
  bytes: Uint8Array,
  start: number,
  end: number,
  part: 'whole' | 'quoted',
): number | undefined {
  list.takeAll(IPV6, Math.min(end, start + IPV6_HEADER_LENGTH));
  if (start + IPV6_HEADER_LENGTH >= end) return undefined;
  const {upper, isWhole} = takeExtensions(list, bytes, bytes[start + IPV6_FIELD.nextHeader]!, end);
  if (upper === undefined || list.at >= end) return undefined;
  const addresses = sum(bytes, start + IPV6_FIELD.source, start + IPV6_HEADER_LENGTH);
  const place = {at: list.at, end, protocol: upper, addresses, isWhole: isWhole && part === 'whole'};
  return dissectTransport(list, bytes, place);
}

/** Each header takes at least one octet, so there is an end. `upper` is `undefined` where it is not there. */
function takeExtensions(
  list: FieldList,
  bytes: Uint8Array,
  first: number,
  end: number,
): {readonly upper: number | undefined; readonly isWhole: boolean} {
  let upper = first;
  let isWhole = true;
  for (;;) {
    const name = EXTENSION[upper];
    if ((name === undefined && upper !== NEXT_HEADER.fragment) || list.at >= end) return {upper, isWhole};
    const at = list.at;
    upper = bytes[at]!;
    if (name === undefined) {
      list.takeAll(FRAGMENT, end);
      const isThere = at + FRAGMENT_HEADER_LENGTH <= end;
      if (!isThere || readFragmentOffset6(bytes, at) > 0) return {upper: undefined, isWhole: false};
      isWhole &&= !moreFragments6(bytes, at);
    } else {
      list.take(1, 'next header', protocol, end);
      list.take(1, 'header length', headerLength, end);
      // With segments left the pseudo header has another destination (RFC 8200 §8.1).
      if (name === EXTENSION[NEXT_HEADER.routing] && bytes[at + 3] !== 0) isWhole = false;
      list.takeRest(name, Math.min(end, at + ((bytes[at + 1] ?? 0) + 1) * 8));
    }
  }
}
