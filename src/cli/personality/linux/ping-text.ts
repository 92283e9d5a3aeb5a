/** The lines of `ping` of iputils 20221126. */
import type {PingEvent} from '../../../api/schema/ping.ts';

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

export const ICMP_HEADER = 8;
const HEADERS = 28;
/** Octets of a `struct timeval`, which the data begins with. */
export const STAMP = 16;
/** A packet that holds more than that is refused before anybody looks at the way. */
const MOST_DATA = 0xffff - ICMP_HEADER;

export interface StartWords {
  readonly destination: string;
  /** With its zone where it was typed so. */
  readonly address: string;
  readonly size: number;
  /** What it was told to send from, with the blank behind it. */
  readonly from: string;
  /** Octets of IP options. */
  readonly options: number;
  readonly flowLabel?: number;
}

/** The first line. */
export function startLine({destination, address, size, from, options, flowLabel = 0}: StartWords): string {
  if (address.includes(':')) {
    const flow = flowLabel === 0 ? '' : `, flow 0x${flowLabel.toString(16).padStart(5, '0')}, `;
    return `PING ${destination}(${address}) ${flow}${from}${size} data bytes\n`;
  }
  return `PING ${destination} (${address}) ${from}${size}(${size + HEADERS + options}) bytes of data.\n`;
}

/** What a reply is compared with, and how it is told. */
export interface ReplyWords {
  /** Where the requests go. */
  readonly address: string;
  /** Octets of data that were sent. */
  readonly size: number;
  /** What stands behind an address of a link. */
  readonly zone: string;
  /** Many may answer. */
  readonly toMany: boolean;
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly identifier: number;
}

/** A reply, without what its data and its options say. */
export function replyText(event: EventOf<'reply'>, words: ReplyWords): string {
  const {octets, from, seq, ttl, rtt, duplicate} = event;
  const {address, size, verbose, toMany} = words;
  const truncated = isTruncated(event, size);
  const told = [
    `${octets} bytes from ${addressText(event, words)}: icmp_seq=${seq}`,
    ...(verbose ? [`ident=${words.identifier}`] : []),
    `ttl=${ttl}`,
    ...(truncated ? ['(truncated)'] : []),
    ...(!truncated && size >= STAMP && rtt !== undefined ? [`time=${timeText(rtt)} ms`] : []),
    ...(duplicate && !truncated && (!toMany || verbose) ? ['(DUP!)'] : []),
    ...(from === address.replace(/%.*/, '') || truncated || toMany ? [] : ['(DIFFERENT ADDRESS!)']),
  ];
  return told.join(' ') + (event.wrong && !truncated ? wrongText(event.wrong) : '');
}

export function isTruncated({octets}: EventOf<'reply'>, size: number): boolean {
  return octets < size + ICMP_HEADER;
}

/** Behind its name, where it has one. */
function addressText(
  {from, name}: Pick<EventOf<'reply'>, 'from' | 'name'>,
  {numeric, zone}: Pick<ReplyWords, 'numeric' | 'zone'>,
): string {
  const address = `${from}${/^fe80:/.test(from) ? zone : ''}`;
  return numeric || name === undefined ? address : `${name} (${address})`;
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
const REDIRECT: readonly string[] = [
  'Redirect Network',
  'Redirect Host',
  'Redirect Type of Service and Network',
  'Redirect Type of Service and Host',
];

/** `undefined` for what the original does not tell: it waits on. */
export function errorText(
  event: EventOf<'icmp-error'>,
  words: Pick<ReplyWords, 'numeric' | 'zone'>,
): string | undefined {
  const text = complaintOf(event);
  return text === undefined ? undefined : `From ${addressText(event, words)} icmp_seq=${event.seq} ${text}`;
}

/** What changes nothing for the request; the colon is the original's. `undefined`: it is none of that. */
export function adviceText(
  event: EventOf<'icmp-error'>,
  words: Pick<ReplyWords, 'numeric' | 'zone'>,
): string | undefined {
  if (event.from.includes(':')) return undefined;
  const {type, code, gateway = '0.0.0.0'} = event;
  if (type !== 4 && type !== 5) return undefined;
  const redirect = `${REDIRECT[code] ?? `Redirect, Bad Code: ${code}`}(New nexthop: ${gateway})`;
  return `From ${addressText(event, words)}: icmp_seq=${event.seq} ${type === 4 ? 'Source Quench' : redirect}`;
}

/** Whether it is counted: what is not told is not, nor is advice. */
export function isError(event: EventOf<'icmp-error'>): boolean {
  return complaintOf(event) !== undefined;
}

/** Whether a request was too long for its way, and not for any; of nothing else the original hears. */
export function isLocalError({code, size}: {readonly code: string; readonly size: number}): boolean {
  return code === 'EMSGSIZE' && size <= MOST_DATA;
}

function complaintOf(event: EventOf<'icmp-error'>): string | undefined {
  return event.from.includes(':') ? complaint6(event) : complaint(event);
}

function complaint({type, code, mtu = 0, pointer = 0}: EventOf<'icmp-error'>): string | undefined {
  switch (type) {
    case 3:
      return code === 4 ? `Frag needed and DF set (mtu = ${mtu})` : UNREACHABLE[code];
    case 11:
      return code === 0 ? 'Time to live exceeded' : code === 1 ? undefined : `Time exceeded, Bad Code: ${code}`;
    case 12:
      return `Parameter problem: pointer = ${pointer}`;
    default:
      return undefined;
  }
}

function complaint6({type, code, mtu = 0, pointer = 0}: EventOf<'icmp-error'>): string | undefined {
  switch (type) {
    case 1:
      return `Destination unreachable: ${UNREACHABLE6[code] ?? `Unknown code ${code}`}`;
    case 2:
      return `Packet too big: mtu=${mtu}`;
    case 3:
      return `Time exceeded: ${code === 0 ? 'Hop limit' : 'Defragmentation failure'}`;
    case 4:
      return `Parameter problem: ${PROBLEM6[code] ?? `Unknown code ${code}`} at ${pointer}`;
    default:
      return `unknown icmp type: ${type}`;
  }
}
