/** Rules that take chosen frames off a wire. */
import {NetworkError} from '../errors.ts';
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV4, ETHERTYPE_IPV6, readEtherType} from '../packet/ethernet.ts';
import {isIpv6, type IpAddress} from '../packet/ip-address.ts';
import {
  IP_PROTOCOL,
  ipv4Fault,
  readDestination,
  readFragmentOffset,
  readHeaderLength,
  readProtocol,
  readSource,
} from '../packet/ipv4.ts';
import {upperLayer} from '../packet/ipv6-extension.ts';
import {ipv6Fault, readDestination6, readNextHeader, readSource6} from '../packet/ipv6.ts';
import {readUint16} from '../packet/octets.ts';

/** What is not said matches anything; all that is said must be so. */
export interface FrameMatch {
  /** Label of the station that sends. */
  readonly from?: string;
  readonly etherType?: number;
  /** Of an IPv4 packet, or the upper layer of an IPv6 packet behind its extension headers, or the first of those. */
  readonly protocol?: number;
  /** Of an IP packet; an address of the other version never matches. */
  readonly source?: IpAddress;
  readonly destination?: IpAddress;
  /** Either port of TCP or UDP. */
  readonly port?: number;
  /** Of ICMP or ICMPv6. */
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
  /** Called when a rule is gone that nobody cleared. */
  onGone: (() => void) | undefined;
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

  /** A station is not there any more: no frame will be from it. */
  forgetSender(label: string): void {
    const left = this.#rules.filter(({match}) => match.from !== label);
    if (left.length === this.#rules.length) return;
    this.#rules = left;
    this.onGone?.();
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
    this.onGone?.();
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
  const content = etherType === ETHERTYPE_IPV4 ? contentOf4(packet) : contentOf6(packet, etherType);
  if (!content) return false;
  return (
    (protocol === undefined || content.protocols.includes(protocol)) &&
    (source === undefined || source === content.source) &&
    (destination === undefined || destination === content.destination) &&
    (port === undefined || hasPort(packet, content, port)) &&
    (icmpType === undefined || hasIcmpType(packet, content, icmpType))
  );
}

/** What rules ask of a packet of either version. */
interface Content {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** All it may be called by; the last is the upper layer. */
  readonly protocols: readonly number[];
  /** Where the upper layer begins, in octets; absent in a later fragment. */
  readonly start: number | undefined;
}

function contentOf4(packet: Uint8Array): Content | undefined {
  if (ipv4Fault(packet)) return undefined;
  return {
    source: readSource(packet),
    destination: readDestination(packet),
    protocols: [readProtocol(packet)],
    start: readFragmentOffset(packet) === 0 ? readHeaderLength(packet) : undefined,
  };
}

function contentOf6(packet: Uint8Array, etherType: number): Content | undefined {
  if (etherType !== ETHERTYPE_IPV6 || ipv6Fault(packet)) return undefined;
  const {protocol, start} = upperLayer(packet);
  return {
    source: readSource6(packet),
    destination: readDestination6(packet),
    protocols: [readNextHeader(packet), protocol],
    start,
  };
}

function hasPort(packet: Uint8Array, {protocols, start}: Content, port: number): boolean {
  const protocol = protocols.at(-1);
  if (protocol !== IP_PROTOCOL.udp && protocol !== IP_PROTOCOL.tcp) return false;
  if (start === undefined || packet.length < start + 4) return false;
  return readUint16(packet, start) === port || readUint16(packet, start + 2) === port;
}

function hasIcmpType(packet: Uint8Array, {protocols, source, start}: Content, type: number): boolean {
  const icmp = isIpv6(source) ? IP_PROTOCOL.icmpv6 : IP_PROTOCOL.icmp;
  return start !== undefined && protocols.at(-1) === icmp && packet[start] === type;
}
