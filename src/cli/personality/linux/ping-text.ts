/** The lines of `ping` of iputils 20221126. */
import type {PingEvent} from '../../../api/schema/ping.ts';

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

const ICMP_HEADER = 8;
const HEADERS = 28;
/** Octets of a `struct timeval`, which the data begins with. */
export const STAMP = 16;

/** The first line. @param from the address or interface it was told to send from, with the blank behind it */
export function startLine({destination, address, size}: EventOf<'start'>, from: string): string {
  if (address.includes(':')) return `PING ${destination}(${address}) ${from}${size} data bytes\n`;
  return `PING ${destination} (${address}) ${from}${size}(${size + HEADERS}) bytes of data.\n`;
}

/**
 * @param address where the requests go @param size octets of data that were sent
 * @param zone what stands behind an address of a link
 */
export function replyText(event: EventOf<'reply'>, address: string, size: number, zone = ''): string {
  const {octets, from, seq, ttl, rtt, duplicate, wrong} = event;
  const truncated = octets < size + ICMP_HEADER;
  const words = [
    `${octets} bytes from ${from}${/^fe80:/.test(from) ? zone : ''}: icmp_seq=${seq} ttl=${ttl}`,
    ...(truncated ? ['(truncated)'] : []),
    ...(!truncated && size >= STAMP && rtt !== undefined ? [`time=${timeText(rtt)} ms`] : []),
    ...(duplicate && !truncated ? ['(DUP!)'] : []),
    ...(from === address.replace(/%.*/, '') || truncated ? [] : ['(DIFFERENT ADDRESS!)']),
  ];
  return words.join(' ') + (wrong && !truncated ? wrongText(wrong) : '');
}

/** Fewer digits the longer it took. */
function timeText(milliseconds: number): string {
  const time = Math.round(milliseconds * 1000);
  const digits = time >= 99_950 ? 0 : time >= 9995 ? 1 : time >= 1000 ? 2 : 3;
  const step = 10 ** (3 - digits);
  return (Math.floor((time + (step > 1 ? step / 2 : 0)) / step) / 10 ** digits).toFixed(digits);
}

/** All data behind the time stamp, thirty-two octets a line. */
function wrongText({offset, expected, found, data}: NonNullable<EventOf<'reply'>['wrong']>): string {
  const octets = (data.match(/../g) ?? []).map((pair) => parseInt(pair, 16).toString(16));
  const lines: string[] = [];
  for (let start = STAMP; start < octets.length; start += 32) {
    lines.push(
      `\n#${start}\t${octets
        .slice(start, start + 32)
        .map((octet) => `${octet} `)
        .join('')}`,
    );
  }
  return `\nwrong data byte #${offset} should be 0x${expected.toString(16)} but was 0x${found.toString(16)}${lines.join('')}`;
}

const UNREACHABLE: readonly string[] = [
  'Destination Net Unreachable',
  'Destination Host Unreachable',
  'Destination Protocol Unreachable',
  'Destination Port Unreachable',
  '',
  'Source Route Failed',
  'Destination Net Unknown',
  'Destination Host Unknown',
  'Source Host Isolated',
  'Destination Net Prohibited',
  'Destination Host Prohibited',
  'Destination Net Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service',
  'Packet filtered',
  'Precedence Violation',
  'Precedence Cutoff',
];
const UNREACHABLE6: readonly string[] = [
  'No route',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
];

const PROBLEM6: readonly string[] = ['Wrong header field', 'Unknown header', 'Unknown option'];
const SOURCE_QUENCH = 4;

/** `undefined` for what the original does not tell: it waits on. The colon behind advice is the original's. */
export function errorText(event: EventOf<'icmp-error'>): string | undefined {
  const ipv6 = event.from.includes(':');
  if (!ipv6 && event.type === SOURCE_QUENCH) return `From ${event.from}: icmp_seq=${event.seq} Source Quench`;
  const text = ipv6 ? complaint6(event) : complaint(event);
  return text === undefined ? undefined : `From ${event.from} icmp_seq=${event.seq} ${text}`;
}

/** Whether it is counted: what is not told is not, nor is advice. */
export function isError(event: EventOf<'icmp-error'>): boolean {
  return (event.from.includes(':') ? complaint6(event) : complaint(event)) !== undefined;
}

function complaint({type, code, mtu = 0}: EventOf<'icmp-error'>): string | undefined {
  switch (type) {
    case 3:
      return code === 4 ? `Frag needed and DF set (mtu = ${mtu})` : UNREACHABLE[code];
    case 11:
      return code === 0 ? 'Time to live exceeded' : code === 1 ? undefined : `Time exceeded, Bad Code: ${code}`;
    case 12:
      return 'Parameter problem';
    default:
      return undefined;
  }
}

function complaint6({type, code, mtu = 0}: EventOf<'icmp-error'>): string | undefined {
  switch (type) {
    case 1:
      return `Destination unreachable: ${UNREACHABLE6[code] ?? `Unknown code ${code}`}`;
    case 2:
      return `Packet too big: mtu=${mtu}`;
    case 3:
      return `Time exceeded: ${code === 0 ? 'Hop limit' : 'Defragmentation failure'}`;
    case 4:
      return `Parameter problem: ${PROBLEM6[code] ?? `Unknown code ${code}`}`;
    default:
      return `unknown icmp type: ${type}`;
  }
}
