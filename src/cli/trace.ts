/** Finding the way hop by hop: each probe is a ping of one request whose TTL ends where the hop is. */
import type {LabApi} from '../api/lab-api.ts';
import type {PingEvent} from '../api/schema/ping.ts';

export interface TraceOptions {
  readonly host: string;
  readonly destination: string;
  /** Probes a hop. */
  readonly queries: number;
  /** Seconds to wait for each answer. */
  readonly wait: number;
  /** Hops to look at. */
  readonly hops: number;
}

export interface Probe {
  /** Who answered; missing when nobody did. */
  readonly from?: string;
  /** Milliseconds. */
  readonly rtt?: number;
  /** An ICMP error other than "time exceeded": the way ends here. */
  readonly error?: {readonly type: number; readonly code: number};
}

export interface Hop {
  readonly ttl: number;
  /** The address that the destination's name stands for. */
  readonly target: string;
  readonly probes: readonly Probe[];
  readonly reached: boolean;
}

const TIME_EXCEEDED = 11;

interface Told {
  readonly target: string;
  readonly reached: boolean;
  readonly probe: Probe;
}

export async function* trace(lab: LabApi, options: TraceOptions, signal: AbortSignal): AsyncGenerator<Hop> {
  for (let ttl = 1; ttl <= options.hops; ttl++) {
    const told: Told[] = [];
    for (let query = 0; query < options.queries; query++) {
      told.push(await probe(lab, options, ttl, signal));
      if (signal.aborted) return;
    }
    const reached = told.some((each) => each.reached);
    const probes = told.map((each) => each.probe);
    yield {ttl, target: told[0]?.target ?? options.destination, probes, reached};
    if (reached || probes.some(({error}) => error)) return;
  }
}

async function probe(
  lab: LabApi,
  {host, destination, wait}: TraceOptions,
  ttl: number,
  signal: AbortSignal,
): Promise<Told> {
  let target = destination;
  for await (const event of lab.ping({host, destination, ttl, count: 1, wait}, signal)) {
    if (event.event === 'start') target = event.address;
    if (event.event === 'reply') return {target, reached: true, probe: answered(event)};
    if (event.event !== 'icmp-error') continue;
    const {type, code} = event;
    return {target, reached: false, probe: {...answered(event), ...(type !== TIME_EXCEEDED && {error: {type, code}})}};
  }
  return {target, reached: false, probe: {}};
}

function answered({from, rtt}: Extract<PingEvent, {event: 'reply' | 'icmp-error'}>): Probe {
  return {from, ...(rtt !== undefined && {rtt})};
}
