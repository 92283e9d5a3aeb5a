/** Finding the way hop by hop: each probe is one datagram, or one echo request, whose TTL ends where the hop is. */
import type {LabApi} from '../api/lab-api.ts';
import type {Family} from '../api/schema/scalars.ts';
import {type ErrorCode, NetworkError, isErrorCode} from '../errors.ts';
import {type IcmpMessage, isOfIpv6, isTimeExceeded} from './render/icmp-error.ts';

export interface TraceOptions {
  readonly host: string;
  readonly destination: string;
  /** Which address of a name; the first if it is left out. */
  readonly family?: Family;
  readonly method: 'udp' | 'icmp';
  /** UDP: the port of the first probe; each further probe goes to the next one. */
  readonly port: number;
  /** Probes a hop. */
  readonly queries: number;
  /** Seconds to wait for each answer. */
  readonly wait: number;
  /** The first hop to look at, from 1. */
  readonly first: number;
  /** The last hop to look at. */
  readonly hops: number;
}

export interface Probe {
  /** Who answered; missing when nobody did. */
  readonly from?: string;
  /** Milliseconds. */
  readonly rtt?: number;
  /** An ICMP error that ends the way before its end. */
  readonly error?: {readonly type: number; readonly code: number};
}

export interface Hop {
  readonly ttl: number;
  /** The address that the destination's name stands for. */
  readonly target: string;
  readonly probes: readonly Probe[];
  readonly reached: boolean;
}

/** Octets of a probe, its IPv4 header counted, as FreeBSD's has them; behind UDP's header, or ICMP's, are eight less each. */
export const PROBE_LENGTH = {udp: 40, icmp: 48} as const;
const HEADERS = 28;

const UNREACHABLE = 3;
const PORT_UNREACHABLE = 3;
const PROTOCOL_UNREACHABLE = 2;
/** ICMPv6 says of an unknown protocol that it is a next header nobody knows. */
const IPV6 = {unreachable: 1, portUnreachable: 4, parameterProblem: 4, unknownNextHeader: 1} as const;
const LAST_PORT = 0xffff;

interface Told {
  readonly target: string;
  readonly reached: boolean;
  readonly probe: Probe;
}

/** @throws {NetworkError} a probe can not be sent */
export async function* trace(lab: LabApi, options: TraceOptions, signal: AbortSignal): AsyncGenerator<Hop> {
  const {first, hops, queries, method} = options;
  const probe = method === 'udp' ? udpProbe : icmpProbe;
  let asked = options;
  for (let ttl = first; ttl <= hops; ttl++) {
    const told: Told[] = [];
    for (let query = 0; query < queries; query++) {
      told.push(await probe(lab, asked, {ttl, number: (ttl - first) * queries + query}, signal));
      if (signal.aborted) return;
      // A name is asked for once; what is of a link is known by its name only.
      if (!asked.destination.includes('%')) asked = {...asked, destination: told[0]!.target};
    }
    const reached = told.some((each) => each.reached);
    const probes = told.map((each) => each.probe);
    yield {ttl, target: told[0]?.target ?? options.destination, probes, reached};
    const refused = probes.filter(({error}) => error).length;
    // One probe of several may have found nobody who is there otherwise.
    if (reached || (refused > 0 && refused >= queries - 1)) return;
  }
}

interface Place {
  readonly ttl: number;
  /** How many probes were sent before it. */
  readonly number: number;
}

async function udpProbe(
  lab: LabApi,
  {host, destination, family, port: firstPort, wait}: TraceOptions,
  {ttl, number}: Place,
  signal: AbortSignal,
): Promise<Told> {
  const port = ((firstPort + number - 1) % LAST_PORT) + 1;
  const data = '00'.repeat(PROBE_LENGTH.udp - HEADERS);
  let target = destination;
  for await (const event of lab.udpSend({host, destination, ...(family && {family}), port, ttl, data, wait}, signal)) {
    if (event.event === 'sent') target = event.address;
    else if (event.event === 'datagram') return {target, reached: true, probe: answered(event)};
    else return refusal(target, event);
  }
  return {target, reached: false, probe: {}};
}

async function icmpProbe(
  lab: LabApi,
  {host, destination, family, wait}: TraceOptions,
  {ttl}: Place,
  signal: AbortSignal,
): Promise<Told> {
  const size = PROBE_LENGTH.icmp - HEADERS;
  let target = destination;
  for await (const event of lab.ping({host, destination, ...(family && {family}), ttl, size, count: 1, wait}, signal)) {
    if (event.event === 'start') target = event.address;
    if (event.event === 'reply') return {target, reached: true, probe: answered(event)};
    if (event.event === 'icmp-error') return refusal(target, event);
    if (event.event === 'send-failed') throw new NetworkError(codeOf(event.code), event.message);
  }
  return {target, reached: false, probe: {}};
}

interface Answer {
  readonly from: string;
  readonly rtt?: number;
}

/** Nobody has the port, or the protocol: that is what the host itself says, so the probe has reached it. */
function refusal(target: string, answer: Answer & IcmpMessage): Told {
  const {type, code} = answer;
  const probe = answered(answer);
  if (isTimeExceeded(answer)) return {target, reached: false, probe};
  if (isPortUnreachable(answer)) return {target, reached: true, probe};
  return {target, reached: isProtocolUnreachable(answer), probe: {...probe, error: {type, code}}};
}

function isPortUnreachable(message: IcmpMessage): boolean {
  const {type, code} = message;
  if (isOfIpv6(message)) return type === IPV6.unreachable && code === IPV6.portUnreachable;
  return type === UNREACHABLE && code === PORT_UNREACHABLE;
}

function isProtocolUnreachable(message: IcmpMessage): boolean {
  const {type, code} = message;
  if (isOfIpv6(message)) return type === IPV6.parameterProblem && code === IPV6.unknownNextHeader;
  return type === UNREACHABLE && code === PROTOCOL_UNREACHABLE;
}

function answered({from, rtt}: Answer): Probe {
  return {from, ...(rtt !== undefined && {rtt})};
}

function codeOf(code: string): ErrorCode {
  return isErrorCode(code) ? code : 'EINTERNAL';
}
