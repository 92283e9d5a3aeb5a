/** What Haiku's `ping` prints (FreeBSD's, since 2024). */
import type {PingEvent} from '../../api/schema/ping.ts';
import {icmpErrorText, ipHeaderTable, isOfIpv6} from './icmp-error.ts';
import {type PingStatistics, type PingSummary, roundTrip} from './ping-statistics.ts';
import {haikuStrerror} from './strerror.ts';

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

/** Text for stdout and for stderr, without the last line break; nothing for events that only count. */
export interface PingLines {
  out?: string;
  err?: string;
}

export function renderPingEvent(event: PingEvent): PingLines {
  switch (event.event) {
    case 'start':
      return {out: startLine(event)};
    case 'reply':
      return {out: replyLines(event)};
    case 'icmp-error':
    case 'icmp':
      return {out: errorLines(event)};
    case 'send-failed':
      return {err: `ping: sendto: ${haikuStrerror(event)}`};
    case 'sent':
    case 'end':
      return {};
  }
}

function startLine({destination, address, size, sweep}: EventOf<'start'>): string {
  const data = sweep === undefined ? `${size}` : `(${size} ... ${sweep})`;
  return `PING ${destination} (${address}): ${data} data bytes`;
}

function replyLines(event: EventOf<'reply'>): string {
  const time = roundTrip(event);
  const line = [
    `${event.octets} bytes from ${event.from}: icmp_seq=${event.seq} ttl=${event.ttl}`,
    ...(time === undefined ? [] : [`time=${time.toFixed(3)} ms`]),
    ...(event.duplicate ? ['(DUP!)'] : []),
  ].join(' ');
  return event.wrong === undefined ? line : [line, ...wrongDataLines(event.wrong)].join('\n');
}

/** Eight octets, then sixteen a line: the original breaks lines at offsets in the ICMP message, not in its data. */
function wrongDataLines({offset, expected, found, data}: NonNullable<EventOf<'reply'>['wrong']>): string[] {
  const cells = (data.match(/../g) ?? []).map((pair) => `${parseInt(pair, 16).toString(16).padStart(2)} `);
  const lines = [`cp:${cells.slice(0, 8).join('')}`];
  for (let start = 8; start < cells.length; start += 16) lines.push(`\t${cells.slice(start, start + 16).join('')}`);
  return [`wrong data byte #${offset} should be 0x${expected.toString(16)} but was 0x${found.toString(16)}`, ...lines];
}

function errorLines(event: EventOf<'icmp-error' | 'icmp'>): string {
  const line = `${event.octets} bytes from ${event.from}: ${icmpErrorText(event)}`;
  // The columns of the table are IPv4's.
  if (isOfIpv6(event)) return line;
  const table = ipHeaderTable(event.quoted);
  return [line, ...(table === undefined ? [] : [table]), ''].join('\n');
}

/** The closing lines, with the empty line before them. */
export function renderPingSummary(statistics: PingStatistics): string {
  const summary = statistics.summary();
  return ['', `--- ${summary.destination} ping statistics ---`, packetLine(summary), ...timeLines(summary)].join('\n');
}

function packetLine({packets_transmitted, packets_received, duplicates, packet_loss_percent}: PingSummary): string {
  return [
    `${packets_transmitted} packets transmitted`,
    `${packets_received} packets received`,
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    `${packet_loss_percent.toFixed(1)}% packet loss`,
  ].join(', ');
}

function timeLines(summary: PingSummary): string[] {
  const {round_trip_ms_min: min, round_trip_ms_avg: avg} = summary;
  const {round_trip_ms_max: max, round_trip_ms_stddev: stddev} = summary;
  if (min === null || avg === null || max === null || stddev === null) return [];
  const times = [min, avg, max, stddev].map((time) => time.toFixed(3));
  return [`round-trip min/avg/max/stddev = ${times.join('/')} ms`];
}

/** The line for who asks in between. */
export function renderPingStatus(summary: PingSummary): string {
  const {packets_transmitted: sent, packets_received: received} = summary;
  const {round_trip_ms_min: min, round_trip_ms_avg: avg, round_trip_ms_max: max} = summary;
  const percent = sent === 0 ? 0 : (received * 100) / sent;
  const times =
    min === null || avg === null || max === null
      ? ''
      : ` ${min.toFixed(3)} min / ${avg.toFixed(3)} avg / ${max.toFixed(3)} max`;
  return `\r${received}/${sent} packets received (${percent.toFixed(1)}%)${times}\n`;
}

/** 0: at least one reply; 2: none. */
export function pingExitStatus(summary: PingSummary): 0 | 2 {
  return summary.packets_received > 0 ? 0 : 2;
}
