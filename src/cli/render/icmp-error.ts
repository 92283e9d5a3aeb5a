/** ICMP errors in the words of FreeBSD's ping, which Haiku's is (ping.c, `pr_icmph`); Linux's for IPv6. */
import {ICMPV6_TYPE} from '../../packet/icmpv6-types.ts';

const ICMP = {unreachable: 3, sourceQuench: 4, redirect: 5, echo: 8, timeExceeded: 11, parameterProblem: 12} as const;

const UNREACHABLE: ReadonlyMap<number, string> = new Map([
  [0, 'Destination Net Unreachable'],
  [1, 'Destination Host Unreachable'],
  [2, 'Destination Protocol Unreachable'],
  [3, 'Destination Port Unreachable'],
  [5, 'Source Route Failed'],
  [13, 'Communication prohibited by filter'],
]);

const REDIRECT: ReadonlyMap<number, string> = new Map([
  [0, 'Redirect Network'],
  [1, 'Redirect Host'],
  [2, 'Redirect Type of Service and Network'],
  [3, 'Redirect Type of Service and Host'],
]);

const TIME_EXCEEDED: ReadonlyMap<number, string> = new Map([
  [0, 'Time to live exceeded'],
  [1, 'Frag reassembly time exceeded'],
]);

/** What is known of an ICMP message that came in place of an answer; `from` says of which version of IP it is. */
export interface IcmpMessage {
  readonly from: string;
  readonly type: number;
  readonly code: number;
  /** Missing from routers older than RFC 1191. */
  readonly mtu?: number;
  readonly gateway?: string;
  readonly pointer?: number;
}

/** One line for an ICMP message that is no echo reply. */
export function icmpErrorText(message: IcmpMessage): string {
  return isOfIpv6(message) ? icmpv6ErrorText(message) : icmpv4ErrorText(message);
}

/** Whether a hop said that the packet's hops were used up. */
export function isTimeExceeded(message: IcmpMessage): boolean {
  return message.type === (isOfIpv6(message) ? ICMPV6_TYPE.timeExceeded : ICMP.timeExceeded);
}

export function isOfIpv6({from}: Pick<IcmpMessage, 'from'>): boolean {
  return from.includes(':');
}

function icmpv4ErrorText({type, code, mtu = 0, gateway, pointer}: IcmpMessage): string {
  switch (type) {
    case ICMP.unreachable:
      if (code === 4) return `frag needed and DF set (MTU ${mtu})`;
      return UNREACHABLE.get(code) ?? `Dest Unreachable, Bad Code: ${code}`;
    case ICMP.sourceQuench:
      return 'Source Quench';
    case ICMP.redirect:
      return `${REDIRECT.get(code) ?? `Redirect, Bad Code: ${code}`}${gateway === undefined ? '' : `(New addr: ${gateway})`}`;
    case ICMP.echo:
      return 'Echo Request';
    case ICMP.timeExceeded:
      return TIME_EXCEEDED.get(code) ?? `Time exceeded, Bad Code: ${code}`;
    case ICMP.parameterProblem:
      return `Parameter problem${pointer === undefined ? '' : `: pointer = 0x${pointer.toString(16).padStart(2, '0')}`}`;
    default:
      return `Bad ICMP type: ${type}`;
  }
}

const UNREACHABLE6 = [
  'No route',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
  'Source address failed ingress/egress policy',
  'Reject route to destination',
];
const TIME_EXCEEDED6 = ['Hop limit', 'Fragment reassembly'];
const PARAMETER6 = ['Wrong header field', 'Unknown header type', 'Unknown IPv6 option'];

function icmpv6ErrorText({type, code, mtu = 0, pointer}: IcmpMessage): string {
  const bad = `Bad code: ${code}`;
  switch (type) {
    case ICMPV6_TYPE.destinationUnreachable:
      return `Destination unreachable: ${UNREACHABLE6[code] ?? bad}`;
    case ICMPV6_TYPE.packetTooBig:
      return `Packet too big: mtu=${mtu}`;
    case ICMPV6_TYPE.timeExceeded:
      return `Time exceeded: ${TIME_EXCEEDED6[code] ?? bad}`;
    case ICMPV6_TYPE.parameterProblem:
      return `Parameter problem: ${PARAMETER6[code] ?? bad}${pointer === undefined ? '' : ` at ${pointer}`}`;
    default:
      return `Bad ICMPv6 type: ${type}`;
  }
}
