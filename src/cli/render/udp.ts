/** What the commands of `udp` print. */
import type {DatagramEvent, UdpErrorEvent, UdpReceiveEvent, UdpSendEvent, UdpState} from '../../api/schema/udp.ts';
import {type ErrorCode, NetworkError} from '../../errors.ts';
import {fromHex} from '../../packet/hex.ts';
import {icmpErrorText, isOfIpv6} from './icmp-error.ts';
import {PLAIN, type Paint} from './paint.ts';
import {renderTable} from './table.ts';

export const UDP_FORMATS = ['text', 'hex', 'json', 'raw'] as const;
export type UdpFormat = (typeof UDP_FORMATS)[number];

const ICMP_UNREACHABLE = 3;
/** Types and codes of ICMPv6 that have a meaning of their own (RFC 4443); for all others nobody could be reached. */
const REFUSED6: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['1/0', ['ENETUNREACH', 'Network is unreachable']],
  ['1/1', ['EACCES', 'Permission denied']],
  ['1/4', ['ECONNREFUSED', 'Connection refused']],
  ['2/0', ['EMSGSIZE', 'Message too long']],
]);
/** What the sender of a datagram is told, by the code of "destination unreachable" (RFC 1122 §4.2.3.9). */
const UNREACHABLE: ReadonlyMap<number, readonly [ErrorCode, string]> = new Map([
  [0, ['ENETUNREACH', 'Network is unreachable']],
  [2, ['ECONNREFUSED', 'Connection refused']],
  [3, ['ECONNREFUSED', 'Connection refused']],
  [4, ['EMSGSIZE', 'Message too long']],
]);

/** Whole lines, or the octets of a datagram; nothing where the format has no room for the event. */
export function renderUdpEvent(event: UdpReceiveEvent | UdpSendEvent, format: UdpFormat): string | Uint8Array {
  if (format === 'json') return `${JSON.stringify(event)}\n`;
  if (format === 'text') return `${textLine(event)}\n`;
  if (event.event !== 'datagram') return '';
  return format === 'hex' ? `${event.hex}\n` : octetsOf(event);
}

function textLine(event: UdpReceiveEvent | UdpSendEvent): string {
  switch (event.event) {
    case 'bound':
      return `listening on ${endpointText(event.address, event.port)}`;
    case 'sent':
      return `sent ${event.octets} octets from port ${event.source_port} to ${endpointText(event.address, event.port)}`;
    case 'datagram':
      return `${lostText(event)}${event.octets} octets from ${endpointText(event.from, event.from_port)}: ${printable(octetsOf(event))}`;
    case 'icmp-error':
      return `${event.from}: ${icmpErrorText(event)} (about ${endpointText(event.destination, event.port)})`;
    case 'send-failed':
      return `could not be sent back: ${event.message}`;
  }
}

/** An address and a port; between `[` and `]` where the address has colons itself (RFC 5952 §6). */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function lostText({lost = 0}: DatagramEvent): string {
  return lost === 0 ? '' : `(${lost} lost) `;
}

function octetsOf({hex}: DatagramEvent): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

/** Text on one line: what a terminal would obey, and what is no UTF-8, is shown and not sent there. */
function printable(octets: Uint8Array): string {
  const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(octets);
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/gu, escaped);
}

function escaped(character: string): string {
  const short = new Map([
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
    ['\\', '\\\\'],
  ]).get(character);
  return short ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** What an ICMP error means for who sent the datagram. */
export function refusedBy(event: UdpErrorEvent): NetworkError {
  const {type, code, from, destination, port} = event;
  const known = isOfIpv6(event)
    ? REFUSED6.get(`${type}/${code}`)
    : type === ICMP_UNREACHABLE
      ? UNREACHABLE.get(code)
      : undefined;
  const [errorCode, text] = known ?? (['EHOSTUNREACH', 'No route to host'] as const);
  return new NetworkError(
    errorCode,
    `udp: ${endpointText(destination, port)}: ${text} (${icmpErrorText(event)}, says ${from})`,
    {
      from,
      icmp_type: type,
      icmp_code: code,
    },
  );
}

/** One line a port that has a node, or that there is none. */
export async function renderUdpPorts(ports: readonly UdpState[], paint: Paint = PLAIN): Promise<string> {
  if (ports.length === 0) return 'no UDP ports';
  const heads = ['PORT', 'ADDRESS', 'OPENED', 'WAITING', 'RECEIVED', 'SENT', 'DROPPED', 'REFUSED', 'ERRORS'];
  return renderTable(
    [...heads, 'GROUPS', 'NODE'].map((text) => paint.heading(text)),
    ports.map(({port, address, opened, groups, node, ...state}) => {
      const refused = Object.values(state.refused).reduce((sum, count) => sum + count, 0);
      const counts = [state.waiting, state.received, state.sent, state.dropped, refused, state.errors].map(String);
      const joined = groups.map(({group, dev}) => `${group}%${dev}`).join(' ');
      return [String(port), address, opened ? 'yes' : 'no', ...counts, joined || '-', node ?? '-'];
    }),
  );
}
