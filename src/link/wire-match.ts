/** Rules that take chosen frames off a wire. */
import {NetworkError} from '../errors.ts';
import type {Ipv4Address} from '../packet/address.ts';
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV4, ETHERTYPE_IPV6, readEtherType} from '../packet/ethernet.ts';
import {
  IP_PROTOCOL,
  ipv4Fault,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readProtocol,
  readSource,
} from '../packet/ipv4.ts';
import {readUint16} from '../packet/octets.ts';

/** What is not said matches anything; all that is said must be so. */
export interface FrameMatch {
  /** Label of the station that sends. */
  readonly from?: string;
  readonly etherType?: number;
  /** Of an IPv4 packet, or the first next header of an IPv6 packet. */
  readonly protocol?: number;
  /** Of an IPv4 packet. */
  readonly source?: Ipv4Address;
  readonly destination?: Ipv4Address;
  /** Either port of TCP or UDP over IPv4. */
  readonly port?: number;
  /** Of ICMP over IPv4. */
  readonly icmpType?: number;
  /** Octets of the whole frame, at least. */
  readonly minimumLength?: number;
}

/** The `nth` frame that matches, from 1, is taken off the wire; the rule is then gone. */
export interface DropRule {
  readonly nth: number;
  readonly match: FrameMatch;
  /** How many have matched so far. */
  readonly seen: number;
}

/** @param n place of the frame among those this function was asked about, from 1 @param from label of its sender */
export type FramePredicate = (frame: Uint8Array, n: number, from: string) => boolean;

const MOST_RULES = 64;

export class DropRules {
  /** Called when a rule has done its work and is gone. */
  onDone: (() => void) | undefined;
  #rules: {-readonly [Key in keyof DropRule]: DropRule[Key]}[] = [];
  #predicates: {readonly matches: FramePredicate; asked: number}[] = [];

  get none(): boolean {
    return this.#rules.length + this.#predicates.length === 0;
  }

  /** Copies of the rules that are still to do their work. */
  list(): DropRule[] {
    return this.#rules.map((rule) => ({...rule}));
  }

  /** @throws {NetworkError} EINVAL: `nth` is not a count. ENOBUFS: 64 rules are there already */
  add({nth, match, seen = 0}: Omit<DropRule, 'seen'> & {readonly seen?: number}): void {
    if (!Number.isSafeInteger(nth) || nth < 1) {
      throw new NetworkError('EINVAL', `which matching frame to drop is a whole number from 1, not ${nth}`, {nth});
    }
    this.#makeSureOfRoom();
    this.#rules.push({nth, match: {...match}, seen});
  }

  /** Drop each frame that `matches` says. @returns what ends that */
  addPredicate(matches: FramePredicate): () => void {
    this.#makeSureOfRoom();
    const entry = {matches, asked: 0};
    this.#predicates.push(entry);
    return () => {
      this.#predicates = this.#predicates.filter((other) => other !== entry);
    };
  }

  /** The rules that are data; predicates end when their owner says so. */
  clear(): void {
    this.#rules = [];
  }

  /** Whether to take this frame off the wire. Every rule sees every frame. */
  take(frame: Uint8Array, from: string): boolean {
    let taken = false;
    for (const entry of this.#predicates) if (entry.matches(frame, ++entry.asked, from)) taken = true;
    let done = false;
    for (const rule of this.#rules) {
      if (matchesFrame(rule.match, frame, from) && ++rule.seen >= rule.nth) done = true;
    }
    if (!done) return taken;
    this.#rules = this.#rules.filter(({seen, nth}) => seen < nth);
    this.onDone?.();
    return true;
  }

  #makeSureOfRoom(): void {
    if (this.#rules.length + this.#predicates.length < MOST_RULES) return;
    throw new NetworkError('ENOBUFS', `a wire holds at most ${MOST_RULES} drop rules; clear them first`);
  }
}

export function matchesFrame(match: FrameMatch, frame: Uint8Array, from: string): boolean {
  if (match.from !== undefined && match.from !== from) return false;
  if (frame.length < (match.minimumLength ?? 0) || frame.length < ETHERNET_HEADER_LENGTH) return false;
  const etherType = readEtherType(frame);
  if (match.etherType !== undefined && match.etherType !== etherType) return false;
  const {protocol, source, destination, port, icmpType} = match;
  if ([protocol, source, destination, port, icmpType].every((value) => value === undefined)) return true;
  const packet = frame.subarray(ETHERNET_HEADER_LENGTH);
  return etherType === ETHERTYPE_IPV4 ? matchesIpv4(match, packet) : matchesIpv6(match, etherType, packet);
}

function matchesIpv4({protocol, source, destination, port, icmpType}: FrameMatch, packet: Uint8Array): boolean {
  if (ipv4Fault(packet)) return false;
  return (
    (protocol === undefined || protocol === readProtocol(packet)) &&
    (source === undefined || source === readSource(packet)) &&
    (destination === undefined || destination === readDestination(packet)) &&
    (port === undefined || hasPort(packet, port)) &&
    (icmpType === undefined || hasIcmpType(packet, icmpType))
  );
}

function matchesIpv6({protocol, ...ipv4Only}: FrameMatch, etherType: number, packet: Uint8Array): boolean {
  const {source, destination, port, icmpType} = ipv4Only;
  if ([source, destination, port, icmpType].some((value) => value !== undefined)) return false;
  return etherType === ETHERTYPE_IPV6 && packet.length >= 40 && packet[6] === protocol;
}

function hasPort(packet: Uint8Array, port: number): boolean {
  const protocol = readProtocol(packet);
  const start = readHeaderLength(packet);
  if (protocol !== IP_PROTOCOL.udp && protocol !== IP_PROTOCOL.tcp) return false;
  if (readFragmentOffset(packet) !== 0 || packet.length < start + 4) return false;
  return readUint16(packet, start) === port || readUint16(packet, start + 2) === port;
}

function hasIcmpType(packet: Uint8Array, type: number): boolean {
  const first = readProtocol(packet) === IP_PROTOCOL.icmp && readFragmentOffset(packet) === 0;
  return first && packet[readHeaderLength(packet)] === type;
}
