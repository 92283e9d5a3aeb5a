/** A running ping as a stream of the API's events. */
import type {PingEvent, PingRequest} from '../api/schema/ping.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {DATA_SIZE, Ping, type PingOptions, type PingReport} from '../lab/ping.ts';
import {formatIp} from '../packet/ip-address.ts';
import {fromHex, toHex} from '../packet/hex.ts';
import {Bell} from './bell.ts';
import {checkThere, destinationOf, sourceOf} from './destination.ts';
import {interfaceOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';

/** Events that may wait for a slow consumer. */
const MOST_WAITING = 4096;

/**
 * @throws {NetworkError} ENOTFOUND, EADDRNOTAVAIL, ENODEV, EINVAL, EBUSY: it can not start. ENOBUFS: nobody listens.
 *   ENOENT: there is no such host, or not any more.
 */
export async function* pingStream(
  {lab, waiting}: ServiceContext,
  request: PingRequest,
  signal?: AbortSignal,
): AsyncGenerator<PingEvent> {
  const labHost = lab.host(request.host);
  const options = pingOptions(labHost, request);
  const events: PingEvent[] = [
    {
      event: 'start',
      destination: request.destination,
      address: formatIp(options.destination),
      size: options.size ?? DATA_SIZE,
    },
  ];
  const bell = new Bell();
  const state = {ended: false, overrun: false};
  const ping = new Ping(labHost.host, lab.clock, options, (report) => {
    if (events.length >= MOST_WAITING) state.overrun = true;
    else events.push(pingEvent(report));
    state.ended ||= report.event === 'end' || state.overrun;
    bell.ring();
  });
  signal?.addEventListener('abort', bell.ring);
  labHost.watchers.add(bell.ring);
  try {
    while (!signal?.aborted) {
      yield* events.splice(0);
      if (state.overrun) throw new NetworkError('ENOBUFS', 'nobody reads what ping reports; it was stopped');
      // Aborted while its events were looked at: nobody would ring any more.
      if (events.length > 0 || signal?.aborted) continue;
      if (state.ended) return;
      checkThere(labHost);
      await waiting.for(bell.next());
    }
  } finally {
    signal?.removeEventListener('abort', bell.ring);
    labHost.watchers.delete(bell.ring);
    ping.stop();
  }
}

function pingOptions(labHost: LabHost, request: PingRequest): PingOptions {
  const {host} = labHost;
  const {count, interval, size, wait, deadline, ttl, pattern, stamp} = request;
  const {address: destination, device} = destinationOf(labHost, request.destination, request.family);
  const source = sourceOf(host, request.source, destination);
  return {
    destination,
    count,
    interval: milliseconds(interval),
    size,
    wait: milliseconds(wait),
    deadline: milliseconds(deadline),
    ttl,
    pattern: pattern === undefined ? undefined : fromHex(pattern),
    source,
    device: device ?? interfaceOf(host, request.device),
    dontFragment: request.dont_fragment,
    identifier: request.identifier,
    sequence: request.sequence,
    ipId: request.ip_id,
    stamp: stamp === undefined ? undefined : BigInt.asUintN(64, BigInt(stamp)),
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function pingEvent(report: PingReport): PingEvent {
  switch (report.event) {
    case 'reply': {
      const {message, rtt, duplicate, wrong} = report;
      const {sequence, from, octets, ttl, data} = message;
      return {
        event: 'reply',
        seq: sequence,
        from: formatIp(from),
        octets,
        ttl,
        ...(rtt !== undefined && {rtt}),
        duplicate,
        ...(wrong && {wrong: {...wrong, data: toHex(data)}}),
      };
    }
    case 'icmp-error': {
      const {sequence, from, octets, ttl, type, code, mtu, quoted} = report.message;
      return {
        event: 'icmp-error',
        ...(report.rtt !== undefined && {rtt: report.rtt}),
        seq: sequence,
        from: formatIp(from),
        octets,
        ttl,
        type,
        code,
        ...(mtu !== undefined && {mtu}),
        quoted: toHex(quoted),
      };
    }
    case 'send-failed':
      return {event: 'send-failed', seq: report.seq, code: report.error.code, message: report.error.message};
    case 'sent':
    case 'end':
      return report;
  }
}
