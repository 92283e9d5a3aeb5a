/** A frame field by field, for people who learn what the octets mean. Nothing here throws. */
import {checksum, sum} from './checksum.ts';
import {ipv6End, takeIpv6} from './dissect-ipv6.ts';
import {dissectTransport} from './dissect-transport.ts';
import {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6} from './ethernet.ts';
import {
  FieldList,
  address,
  decimal,
  hexadecimal,
  mac,
  protocol,
  type Field,
  type Format,
  type Layout,
} from './field-list.ts';
import {DONT_FRAGMENT, FRAGMENT_OFFSET, IPV4_HEADER_LENGTH, MORE_FRAGMENTS} from './ipv4.ts';
import {packetType, type LinkHeader} from './link-header.ts';
import {readUint16} from './octets.ts';
import {compareChecksum} from './compare-checksum.ts';

export type {Field} from './field-list.ts';

const LINK_LAYOUT: Readonly<Record<LinkHeader, Layout>> = {
  none: [],
  ethernet: [
    [6, 'destination MAC', mac],
    [6, 'source MAC', mac],
    [2, 'EtherType', hexadecimal],
  ],
  pi: [
    [2, 'packet information flags', hexadecimal],
    [2, 'EtherType', hexadecimal],
  ],
  af: [[4, 'address family', decimal]],
};

const flagsAndOffset: Format = (octets) => {
  const word = readUint16(octets, 0);
  const flags = [
    ...(word & 0x8000 ? ['reserved bit'] : []),
    ...(word & DONT_FRAGMENT ? ["don't fragment"] : []),
    ...(word & MORE_FRAGMENTS ? ['more fragments'] : []),
  ];
  return `${flags.join(', ') || 'no flags'}, offset ${(word & FRAGMENT_OFFSET) * 8}`;
};

const IPV4_START: Layout = [
  [1, 'version, header length', (octets) => `${octets[0]! >>> 4}, ${(octets[0]! & 15) * 4}`],
  [1, 'type of service', hexadecimal],
  [2, 'total length', decimal],
  [2, 'identification', decimal],
  [2, 'flags, fragment offset', flagsAndOffset],
  [1, 'time to live', decimal],
  [1, 'protocol', protocol],
];

const ARP: Layout = [
  [2, 'hardware type', decimal],
  [2, 'protocol type', hexadecimal],
  [1, 'hardware address length', decimal],
  [1, 'protocol address length', decimal],
  [2, 'operation', decimal],
  [6, 'sender MAC', mac],
  [4, 'sender address', address],
  [6, 'target MAC', mac],
  [4, 'target address', address],
];

/**
 * Link header, packet and what trails it, field by field: in order, each octet in exactly one field, of any octets at all.
 * What an ICMP error quotes is dissected too, its names begin with `quoted `.
 */
export function dissect(bytes: Uint8Array, header: LinkHeader): Field[] {
  const list = new FieldList(bytes);
  list.takeAll(LINK_LAYOUT[header], bytes.length);
  switch (packetType(bytes, header)) {
    case ETHERTYPE_IPV4:
      dissectIp(list, bytes, ipv4End, takeIpv4);
      break;
    case ETHERTYPE_IPV6:
      dissectIp(list, bytes, ipv6End, takeIpv6);
      break;
    case ETHERTYPE_ARP:
      list.takeAll(ARP, bytes.length);
      break;
    default:
      list.takeRest('data');
  }
  list.takeRest('trailing');
  return list.fields;
}

/** A packet, and what it quotes if it is an ICMP error. */
function dissectIp(list: FieldList, bytes: Uint8Array, endOf: typeof ipv4End, take: typeof takeIpv4): void {
  const start = list.at;
  const end = endOf(bytes, start);
  const quotedAt = take(list, bytes, start, end, 'whole');
  if (quotedAt !== undefined) {
    list.prefix = 'quoted ';
    take(list, bytes, quotedAt, end, 'quoted');
  }
  list.takeRest('data', end);
  list.prefix = '';
}

/** Where the packet ends; a total length that can not be is not believed. */
function ipv4End(bytes: Uint8Array, start: number): number {
  if (bytes.length < start + IPV4_HEADER_LENGTH) return bytes.length;
  const totalLength = readUint16(bytes, start + 2);
  const isPossible = totalLength >= IPV4_HEADER_LENGTH && start + totalLength <= bytes.length;
  return isPossible ? start + totalLength : bytes.length;
}

/** Returns where a quoted packet begins, if there is one. */
function takeIpv4(
  list: FieldList,
  bytes: Uint8Array,
  start: number,
  end: number,
  part: 'whole' | 'quoted',
): number | undefined {
  const headerLength = Math.max(IPV4_HEADER_LENGTH, ((bytes[start] ?? 0) & 15) * 4);
  const headerEnd = Math.min(end, start + headerLength);
  const checksumAt = start + 10;
  list.takeAll(IPV4_START, headerEnd);
  const covered =
    sum(bytes, start, Math.min(checksumAt, headerEnd)) + sum(bytes, Math.min(checksumAt + 2, headerEnd), headerEnd);
  list.take(2, 'header checksum', compareChecksum(checksum(bytes, 0, 0, covered)), headerEnd);
  list.take(4, 'source', address, headerEnd);
  list.take(4, 'destination', address, headerEnd);
  list.takeRest('options', headerEnd);
  if (headerEnd >= end) return undefined;
  const flags = readUint16(bytes, start + 6);
  if (flags & FRAGMENT_OFFSET) return undefined;
  const isWhole = part === 'whole' && (flags & MORE_FRAGMENTS) === 0;
  const addresses = sum(bytes, start + 12, start + 20);
  return dissectTransport(list, bytes, {at: headerEnd, end, protocol: bytes[start + 9]!, addresses, isWhole});
}
