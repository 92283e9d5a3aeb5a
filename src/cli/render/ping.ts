/** What Haiku's `ping` prints (FreeBSD's, since 2024). */
import type {PingEvent} from '../../api/schema/ping.ts';
import {icmpErrorText, isOfIpv6} from './icmp-error.ts';
import {ipHeaderText} from './ip-header.ts';
import {type PingStatistics, type PingSummary, roundTrip} from './ping-statistics.ts';
import {haikuStrerror} from './strerror.ts';
import {wrongLengthText, wrongText} from './wrong-data.ts';

const ICMP_HEADER = 8;

type EventOf<Name extends PingEvent['event']> = Extract<PingEvent, {event: Name}>;

/** What the requests of a ping are like. */
export interface PingSent {
  /** Octets of data; left out where they differ. */
  readonly size?: number | undefined;
  /** What the data is filled with, in hex. */
  readonly pattern?: string | undefined;
  /** Address to send from, as it was typed. */
  readonly source?: string | undefined;
}

/** Text for stdout and for stderr, without the last line break; nothing for events that only count. */
export interface PingLines {
  out?: string;
  err?: string;
}

/** @param sent what the requests were like, where replies are to be held against them */
export function renderPingEvent(event: PingEvent, sent: PingSent = {}): PingLines {
  switch (event.event) {
    case 'start':
      return {out: startLine(event, sent)};
    case 'reply':
      return {out: replyLines(event, sent)};
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

function startLine({destination, address, size, sweep}: EventOf<'start'>, {source}: PingSent): string {
  const data = sweep === undefined ? `${size}` : `(${size} ... ${sweep})`;
  const from = source === undefined ? '' : ` from ${source}`;
  return `PING ${destination} (${address})${from}: ${data} data bytes`;
}

function replyLines(event: EventOf<'reply'>, {size, pattern}: PingSent): string {
  const time = roundTrip(event);
  const line = [
    `${event.octets} bytes from ${event.from}: icmp_seq=${event.seq} ttl=${event.ttl}`,
    ...(time === undefined ? [] : [`time=${time.toFixed(3)} ms`]),
    ...(event.duplicate ? ['(DUP!)'] : []),
  ].join(' ');
  const expected = size ?? event.octets - ICMP_HEADER;
  return [
    line,
    ...wrongLengthText(event.octets, expected),
    ...(event.wrong === undefined ? [] : [wrongText(event.wrong, expected, pattern)]),
  ].join('\n');
}

function errorLines(event: EventOf<'icmp-error' | 'icmp'>): string {
  const line = `${event.octets} bytes from ${event.from}: ${icmpErrorText(event)}`;
  // The columns of the table are IPv4's.
  if (isOfIpv6(event)) return line;
  return `${line}\n${ipHeaderText(event.quoted)}`;
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
