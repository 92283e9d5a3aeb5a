import {IP_PROTOCOL} from './ipv4.ts';

/** `ICMP`, `TCP`, `UDP` or `ICMPv6`; `IP protocol 47` for the others. */
export function protocolName(protocol: number): string {
  switch (protocol) {
    case IP_PROTOCOL.icmp:
      return 'ICMP';
    case IP_PROTOCOL.tcp:
      return 'TCP';
    case IP_PROTOCOL.udp:
      return 'UDP';
    case IP_PROTOCOL.icmpv6:
      return 'ICMPv6';
    default:
      return `IP protocol ${protocol}`;
  }
}
