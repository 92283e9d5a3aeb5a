/** A running ping as a stream of the API's events. */
import type {PingEvent, PingRequest} from '../api/schema/ping.ts';
import {NetworkError} from '../errors.ts';
import {DATA_SIZE, Ping} from '../lab/ping.ts';
import {formatIp} from '../packet/ip-address.ts';
import {Bell} from './bell.ts';
import {checkThere} from './destination.ts';
import {pingEvent} from './ping-event.ts';
import {pingOptions} from './ping-request.ts';
import {resolvedDestination} from './resolve.ts';
import type {ServiceContext} from './service-context.ts';

/** Events that may wait for a slow consumer. */
const MOST_WAITING = 4096;

/**
 * @throws {NetworkError} ENOTFOUND, EADDRNOTAVAIL, ENODEV, EINVAL, EBUSY: it can not start. ENOBUFS: nobody listens.
 *   ENOENT: there is no such host, or not any more.
 */
export async function* pingStream(
  context: ServiceContext,
  request: PingRequest,
  signal?: AbortSignal,
): AsyncGenerator<PingEvent> {
  const {lab, waiting} = context;
  const labHost = lab.host(request.host);
  const options = pingOptions(labHost, request, await resolvedDestination(context, labHost, request, signal));
  const events: PingEvent[] = [];
  const bell = new Bell();
  const state = {ended: false, overrun: false};
  const ping = new Ping(labHost.host, lab.clock, options, (report) => {
    if (events.length >= MOST_WAITING) state.overrun = true;
    else events.push(pingEvent(report, labHost.names));
    state.ended ||= report.event === 'end' || state.overrun;
    bell.ring();
  });
  const {destination: address, device, size = DATA_SIZE} = options;
  const source = options.source ?? labHost.host.sourceFor(address, device);
  events.unshift({
    event: 'start',
    at: lab.clock.now() / 1000,
    destination: request.destination,
    address: formatIp(address),
    ...(source !== undefined && {source: formatIp(source)}),
    size,
    ...(options.sweep && {sweep: options.sweep.largest}),
    identifier: ping.identifier,
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
