/** What `ping` of FreeBSD 14 prints about one answer. */
import type {IpOption, PingEvent} from '../../../api/schema/ping.ts';
import {icmpErrorText} from '../../render/icmp-error.ts';
import {ipHeaderText} from '../../render/ip-header.ts';
import {wrongLengthText, wrongText} from '../../render/wrong-data.ts';
import {ip6HeaderText} from './ip-header-text.ts';

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;
type Reply = EventOf<'reply'>;

/** How a line is to look. */
interface ReplyStyle {
  readonly timed: boolean;
  readonly names: boolean;
  readonly audible: boolean;
  /** What the data was filled with, in hex. */
  readonly pattern?: string;
}

/** One line, and more where the data is not what was sent. */
export function replyText(reply: Reply, size: number, {timed, names, audible, pattern}: ReplyStyle): string {
  const {octets, seq, ttl, rtt, duplicate, wrong} = reply;
  const words = [
    `${octets} bytes from ${senderOf(reply, names)}: icmp_seq=${seq} ttl=${ttl}`,
    ...(timed && rtt !== undefined ? [`time=${rtt.toFixed(3)} ms`] : []),
    ...(duplicate ? ['(DUP!)'] : []),
  ];
  return [
    words.join(' ') + (audible ? '\x07' : ''),
    ...wrongLengthText(octets, size),
    ...(wrong ? [wrongText(wrong, size, pattern)] : []),
  ].join('\n');
}

export function reply6Text(
  reply: Reply,
  from: string,
  words: {timed: boolean; dst?: string; audible: boolean},
): string {
  const {octets, seq, ttl, rtt, duplicate, wrong} = reply;
  const {timed, dst, audible} = words;
  return [
    `${audible ? '\x07' : ''}${octets} bytes from ${from}, icmp_seq=${seq} hlim=${ttl}`,
    ...(dst === undefined ? [] : [` dst=${dst}`]),
    ...(timed && rtt !== undefined ? [` time=${rtt.toFixed(3)} ms`] : []),
    ...(duplicate ? ['(DUP!)'] : []),
    ...(wrong
      ? [
          `\nwrong data byte #${wrong.offset} should be 0x${wrong.expected.toString(16)} but was 0x${wrong.found.toString(16)}`,
        ]
      : []),
  ].join('');
}

export function senderOf({from, name}: {from: string; name?: string}, names: boolean): string {
  return names && name !== undefined ? `${name} (${from})` : from;
}

/** With the header that it is about, and the empty line behind it. */
export function errorText(event: EventOf<'icmp-error' | 'icmp'>, names: boolean): string {
  const about = `${event.octets} bytes from ${senderOf(event, names)}: ${icmpErrorText(event)}`;
  return `${about}\n${ipHeaderText(event.quoted)}`;
}

export function error6Text(event: EventOf<'icmp-error' | 'icmp'>, from: string): string {
  return `${event.octets} bytes from ${from}: ${cause6(event)}\n${ip6HeaderText(event.quoted)}`;
}

const UNREACHABLE6: readonly string[] = [
  'No Route to Destination',
  'Destination Administratively Unreachable',
  'Destination Unreachable Beyond Scope',
  'Destination Host Unreachable',
  'Destination Port Unreachable',
];
const EXCEEDED6: readonly string[] = ['Time to live exceeded', 'Frag reassembly time exceeded'];
const PROBLEM6: readonly string[] = ['Erroneous Header', 'Unknown Nextheader', 'Unrecognized Option'];

function cause6({type, code, mtu = 0, pointer = 0}: EventOf<'icmp-error' | 'icmp'>): string {
  switch (type) {
    case 1:
      return UNREACHABLE6[code] ?? `Destination Unreachable, Bad Code: ${code}`;
    case 2:
      return `Packet too big mtu = ${mtu}`;
    case 3:
      return EXCEEDED6[code] ?? `Time exceeded, Bad Code: ${code}`;
    case 4: {
      const what = PROBLEM6[code] ?? `Bad code(${code})`;
      return `Parameter problem: ${what} pointer = 0x${pointer.toString(16).padStart(2, '0')}`;
    }
    default:
      return `Bad ICMP type: ${type}`;
  }
}

/** What IP options tell, of one reply after the other. */
export class RouteRecord {
  #route: string | undefined;

  text(options: readonly IpOption[] = []): string {
    return options.map((option) => this.#option(option)).join('');
  }

  #option(option: IpOption): string {
    if (option.type === 'no-operation') return '\nNOP';
    if (option.type !== 'record-route') {
      return `\nunknown option ${(option.type === 'timestamp' ? 0x44 : option.number).toString(16)}`;
    }
    const route = option.route.map((address) => `\t${address}`).join('\n');
    if (route === this.#route) return '\t(same route)';
    this.#route = route;
    return `\nRR: ${route === '' ? '\t(truncated route)' : route}`;
  }
}
