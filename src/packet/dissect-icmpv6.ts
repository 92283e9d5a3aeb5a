import {address6, decimal, hexadecimal, mac, type FieldList, type Format, type Layout} from './field-list.ts';
import {ICMPV6_TYPE} from './icmpv6.ts';
import {toHex} from './hex.ts';
import {NEXT_HEADER} from './ipv6.ts';
import {NEIGHBOUR_LENGTH} from './neighbour-layout.ts';
import {NEIGHBOUR_OPTION} from './neighbour-options.ts';
import {checksumFormat, type TransportPlace} from './transport-place.ts';

const TYPE_NAME: Readonly<Record<number, string>> = {
  [ICMPV6_TYPE.destinationUnreachable]: 'destination unreachable',
  [ICMPV6_TYPE.packetTooBig]: 'packet too big',
  [ICMPV6_TYPE.timeExceeded]: 'time exceeded',
  [ICMPV6_TYPE.parameterProblem]: 'parameter problem',
  [ICMPV6_TYPE.echoRequest]: 'echo request',
  [ICMPV6_TYPE.echoReply]: 'echo reply',
  [ICMPV6_TYPE.routerSolicitation]: 'router solicitation',
  [ICMPV6_TYPE.routerAdvertisement]: 'router advertisement',
  [ICMPV6_TYPE.neighbourSolicitation]: 'neighbour solicitation',
  [ICMPV6_TYPE.neighbourAdvertisement]: 'neighbour advertisement',
  [ICMPV6_TYPE.redirect]: 'redirect',
};

const icmpType: Format = (octets) => `${octets[0]!} (${TYPE_NAME[octets[0]!] ?? 'other'})`;

/** The second word of each type of ICMPv6 error (RFC 4443 §3). */
const ABOUT: Readonly<Record<number, Layout>> = {
  [ICMPV6_TYPE.destinationUnreachable]: [[4, 'unused', hexadecimal]],
  [ICMPV6_TYPE.packetTooBig]: [[4, 'MTU', decimal]],
  [ICMPV6_TYPE.timeExceeded]: [[4, 'unused', hexadecimal]],
  [ICMPV6_TYPE.parameterProblem]: [[4, 'pointer', decimal]],
};

const ECHO: Layout = [
  [2, 'identifier', decimal],
  [2, 'sequence number', decimal],
];

/** What stands between the checksum and the data or the options (RFC 4443 §4, RFC 4861 §4). */
const BODY: Readonly<Record<number, Layout>> = {
  [ICMPV6_TYPE.echoRequest]: ECHO,
  [ICMPV6_TYPE.echoReply]: ECHO,
  [ICMPV6_TYPE.routerSolicitation]: [[4, 'reserved', hexadecimal]],
  [ICMPV6_TYPE.routerAdvertisement]: [
    [1, 'current hop limit', decimal],
    [1, 'router flags', hexadecimal],
    [2, 'router lifetime', decimal],
    [4, 'reachable time', decimal],
    [4, 'retransmission timer', decimal],
  ],
  [ICMPV6_TYPE.neighbourSolicitation]: [
    [4, 'reserved', hexadecimal],
    [16, 'target', address6],
  ],
  [ICMPV6_TYPE.neighbourAdvertisement]: [
    [4, 'neighbour flags', hexadecimal],
    [16, 'target', address6],
  ],
  [ICMPV6_TYPE.redirect]: [
    [4, 'reserved', hexadecimal],
    [16, 'target', address6],
    [16, 'redirected destination', address6],
  ],
};

/** The name of an option and how its data is told, which is all but the first two octets. */
const OPTION: Readonly<Record<number, readonly [name: string, format: Format, length?: number]>> = {
  [NEIGHBOUR_OPTION.sourceMac]: ['source link-layer address', mac, 6],
  [NEIGHBOUR_OPTION.targetMac]: ['target link-layer address', mac, 6],
  [NEIGHBOUR_OPTION.prefix]: ['prefix information', toHex],
  [NEIGHBOUR_OPTION.redirected]: ['redirected header', toHex],
  [NEIGHBOUR_OPTION.mtu]: ['MTU option', toHex],
};

/** Returns where a quoted packet begins, which is left to take. */
export function dissectIcmpv6(list: FieldList, bytes: Uint8Array, place: TransportPlace): number | undefined {
  const {at, end} = place;
  const type = bytes[at]!;
  const covered = place.addresses + NEXT_HEADER.icmpv6 + (end - at);
  list.take(1, 'ICMPv6 type', icmpType, end);
  list.take(1, 'ICMPv6 code', decimal, end);
  list.take(2, 'ICMPv6 checksum', checksumFormat(bytes, place, 2, end, covered), end);
  const about = ABOUT[type];
  list.takeAll(about ?? BODY[type] ?? [[4, 'rest of header', hexadecimal]], end);
  if (about && list.at < end) return list.at;
  if (NEIGHBOUR_LENGTH[type] !== undefined) takeOptions(list, bytes, end);
  list.takeRest('data', end);
  return undefined;
}

/** Up to one that has no length: what is behind it can not be told. */
function takeOptions(list: FieldList, bytes: Uint8Array, end: number): void {
  while (list.at + 2 <= end && bytes[list.at + 1] !== 0) {
    const behind = Math.min(end, list.at + bytes[list.at + 1]! * 8);
    const [name, format, length] = OPTION[bytes[list.at]!] ?? ['option', toHex];
    list.take(1, 'option type', (octets) => `${octets[0]!} (${OPTION[octets[0]!]?.[0] ?? 'other'})`, end);
    list.take(1, 'option length', (octets) => String(octets[0]! * 8), end);
    list.take(behind - list.at, name, length === undefined || length === behind - list.at ? format : toHex, end);
  }
}
