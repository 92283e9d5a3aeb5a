/** `ping` of iputils 20221126: 0 when a reply came, 1 when none did, 2 when it could not try. */
import type {PingEvent, PingRequest} from '../../../api/schema/ping.ts';
import {NetworkError} from '../../../errors.ts';
import {PingStatistics} from '../../render/ping-statistics.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {type PingConnection, connect} from './ping-connection.ts';
import {PingPrinter} from './ping-printer.ts';
import {LinuxPingStatistics} from './ping-statistics.ts';
import {type PingWords, readPingWords} from './ping-words.ts';

const COULD_NOT = 2;
const MOST_PRELOAD = 65_536;

export const ping: Tool = async (session) => {
  const words = readPingWords(session.words);
  if ('status' in words) {
    if (!words.told) return refused(session, 'EUSAGE', words.text, words.status);
    session.out(session.json ? `${JSON.stringify({text: words.text})}\n` : words.text);
    return words.status;
  }
  session.err(words.warnings);
  if (words.verbose) session.err(socketsLine(words));
  if (words.ttl === 0) {
    return refused(session, 'EINVAL', 'ping: cannot set unicast time-to-live: Invalid argument\n', COULD_NOT);
  }
  try {
    const connection = await connect(session, words);
    if ('code' in connection) return refused(session, connection.code, `ping: ${connection.text}\n`, COULD_NOT);
    session.err(connection.warning);
    return await run(session, words, connection);
  } catch (reason) {
    const text = startFault(reason, words);
    if (text === undefined) throw reason;
    return refused(session, (reason as NetworkError).code, `ping: ${text}\n`, COULD_NOT);
  }
};

/** The numbers are those that the original's sockets get. */
function socketsLine({family}: PingWords): string {
  const socket = (version: 'inet' | 'inet6', descriptor: number) =>
    family === undefined || family === version ? `${descriptor} (socktype: SOCK_RAW)` : '-1 (socktype: 0)';
  const hint = family === undefined ? 'AF_UNSPEC' : family === 'inet' ? 'AF_INET' : 'AF_INET6';
  const second = family === undefined ? 4 : 3;
  return `ping: sock4.fd: ${socket('inet', 3)}, sock6.fd: ${socket('inet6', second)}, hints.ai_family: ${hint}\n\n`;
}

/** Why it could not begin, although a way leads there. */
function startFault(reason: unknown, {device, source6, source}: PingWords): string | undefined {
  if (!(reason instanceof NetworkError)) return undefined;
  switch (reason.code) {
    case 'ENODEV':
      return `SO_BINDTODEVICE ${device ?? ''}: No such device`;
    case 'EADDRNOTAVAIL':
      return `${source6 !== undefined && source === undefined ? 'bind icmp socket' : 'bind'}: Cannot assign requested address`;
    default:
      return undefined;
  }
}

async function run(session: ToolSession, words: PingWords, connection: PingConnection): Promise<number> {
  const {lab, interrupted, json, out, err} = session;
  const statistics = new LinuxPingStatistics(words.size, words.quiet);
  const printer = new PingPrinter(session, words, connection);
  const events: PingEvent[] = [];
  const forget = session.onStatusRequest(() => err(statistics.status()));
  try {
    for await (const event of lab.ping(requestOf(session.host, words, connection), interrupted())) {
      statistics.add(event);
      if (json) events.push(event);
      else printer.tell(event);
    }
  } finally {
    forget();
  }
  if (json) out(`${JSON.stringify(summaryOf(events))}\n`);
  else {
    const {interval, flood, adaptive, destination} = words;
    printer.end();
    out(statistics.text(destination, flood || adaptive || interval === 0));
  }
  const {count, deadline} = words;
  const enough = count !== undefined && deadline !== undefined ? count : 1;
  return statistics.received >= enough ? 0 : 1;
}

function requestOf(host: string, words: PingWords, {address, toMany}: PingConnection): PingRequest {
  const {target, family, count, deadline, interval, preload, adaptive, size, wait, device, hops} = words;
  const {ttl, tos, flowLabel, pattern, identifier, direct, recordRoute, timestamps, pathMtu} = words;
  const ipv6 = address.includes(':');
  const source = ipv6 ? words.source6 : words.source;
  return {
    host,
    destination: target,
    sequence: 1,
    interval: Math.max(0, interval),
    preload: interval < 0 ? MOST_PRELOAD : preload,
    size,
    wait,
    linger: Math.max(0, interval),
    stamp_form: 'timeval',
    path_mtu: pathMtu ?? (toMany || words.broadcast ? 'do' : 'want'),
    // With a deadline, as many requests go out as there is time for, and an error is the end.
    on_error: deadline === undefined ? 'count' : 'end',
    ...(count !== undefined && (deadline === undefined ? {count} : {replies: count})),
    ...(deadline !== undefined && {deadline}),
    ...(adaptive && {adaptive}),
    ...(direct && {direct}),
    ...(family && {family}),
    ...(ttl !== undefined && {ttl}),
    ...(tos !== undefined && {tos}),
    ...(flowLabel !== undefined && {flow_label: flowLabel}),
    ...(pattern !== undefined && pattern !== '' && {pattern}),
    ...(identifier !== undefined && {identifier}),
    ...(recordRoute && !ipv6 && {record_route: true}),
    ...(timestamps && !ipv6 && {timestamps: {form: timestamps, ...(hops.length > 0 && {hosts: [...hops]})}}),
    ...(source !== undefined && {source}),
    ...(device !== undefined && {device}),
  };
}

/** The same for every personality. */
function summaryOf(events: readonly PingEvent[]): object {
  const summary = new PingStatistics();
  for (const event of events) summary.add(event);
  return {...summary.summary(), events};
}
