/** The words for what a frame on a wire is: how drop rules and captures are typed, and printed. */

/** What a word asks of a frame. */
interface FrameKind {
  readonly ether_type?: number;
  readonly protocol?: number;
}

export const FRAME_KINDS: ReadonlyMap<string, FrameKind> = new Map<string, FrameKind>([
  ['arp', {ether_type: 0x0806}],
  ['ip', {ether_type: 0x0800}],
  ['ip6', {ether_type: 0x86dd}],
  ['icmp', {protocol: 1}],
  ['tcp', {protocol: 6}],
  ['udp', {protocol: 17}],
  ['icmp6', {protocol: 58}],
]);

/** Types of ICMP (RFC 792), by the names that Linux's iptables and BSD's pf have for them. */
export const ICMP_TYPES: ReadonlyMap<string, number> = new Map([
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['source-quench', 4],
  ['redirect', 5],
  ['echo-request', 8],
  ['time-exceeded', 11],
  ['parameter-problem', 12],
]);
