import {IP_PROTOCOL} from './ipv4.ts';
import {NEXT_HEADER} from './ipv6.ts';

const NAME: Readonly<Record<number, string>> = {
  [IP_PROTOCOL.icmp]: 'ICMP',
  [IP_PROTOCOL.tcp]: 'TCP',
  [IP_PROTOCOL.udp]: 'UDP',
  [IP_PROTOCOL.icmpv6]: 'ICMPv6',
  [NEXT_HEADER.hopByHop]: 'hop-by-hop options',
  [NEXT_HEADER.routing]: 'routing header',
  [NEXT_HEADER.fragment]: 'fragment header',
  [NEXT_HEADER.destinationOptions]: 'destination options',
};

/** `ICMP`, `TCP`, `UDP`, `ICMPv6` or an extension header of IPv6; `IP protocol 47` for the others. */
export function protocolName(protocol: number): string {
  return NAME[protocol] ?? `IP protocol ${protocol}`;
}
