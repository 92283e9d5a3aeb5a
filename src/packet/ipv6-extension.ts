/** Extension headers of IPv6 (RFC 8200 §4, RFC 7045): walking over them, and the fragment header. */
import {PARAMETER6_CODE} from './icmpv6-types.ts';
import {FRAGMENT_HEADER_LENGTH, readFragmentOffset6} from './ipv6-fragment.ts';
import {IPV6_FIELD, IPV6_HEADER_LENGTH, NEXT_HEADER, readTotalLength6} from './ipv6.ts';

export * from './ipv6-fragment.ts';

/** More than anybody sends on purpose. */
const MOST_EXTENSION_HEADERS = 16;

/** Options known here (RFC 8200 §4.2, RFC 2711); the first has neither length nor data. */
const PAD1 = 0;
const PADN = 1;
const ROUTER_ALERT = 5;

/** Offset of each field, in octets from the start of an extension header. */
const FIELD = {nextHeader: 0, length: 1, options: 2, segmentsLeft: 3} as const;

/** Why the destination of a packet does not accept it, and what is answered: an ICMPv6 parameter problem. */
export interface ExtensionProblem {
  /** Of parameter problem (RFC 4443 §3.4). */
  readonly code: number;
  /** Offset of the octet complained about, from the start of the packet. */
  readonly pointer: number;
  /** The packet is dropped and nothing answered. */
  readonly silent: boolean;
  /** It is answered even where the packet went to a multicast address. */
  readonly multicastToo: boolean;
}

/** A header or one of its options reaches past its end; or there are more headers than 16. Such a packet is dropped. */
export type ExtensionFault = 'truncated-extension' | 'too-many-extensions';

/** What stands between the fixed header and the upper layer. Offsets are in octets from the start of the packet. */
export interface Ipv6Walk {
  /** The upper layer, NEXT_HEADER.none for nothing; with a fault, the header the walk ended at. */
  readonly protocol: number;
  /** Where that begins. */
  readonly start: number;
  /** The fragment header, 0 for none. The walk ends behind it: what follows is there only in the first fragment. */
  readonly fragmentAt: number;
  /** The next-header octet that names the fragment header, or `protocol` where there is none. */
  readonly previousNextHeaderAt: number;
  /** The first routing header with segments left, of whatever type; 0 for none (RFC 5095). */
  readonly routingAt: number;
  /** The first one; the walk goes on behind it. */
  readonly problem: ExtensionProblem | undefined;
  readonly fault: ExtensionFault | undefined;
}

/**
 * Walks over the extension headers of a packet free of IPv6 faults, or of its first `end` octets. ESP and AH are not
 * understood, so they count as upper layers. Never throws; the work is bounded by the octets there are.
 */
export function walkExtensions(packet: Uint8Array, end = readTotalLength6(packet)): Ipv6Walk {
  const protocol = packet[IPV6_FIELD.nextHeader]!;
  if (!isExtension(protocol)) {
    return {
      protocol,
      start: IPV6_HEADER_LENGTH,
      fragmentAt: 0,
      previousNextHeaderAt: IPV6_FIELD.nextHeader,
      routingAt: 0,
      problem: undefined,
      fault: undefined,
    };
  }
  return walk(packet, end, {protocol, start: IPV6_HEADER_LENGTH, namedAt: IPV6_FIELD.nextHeader});
}

/** The walk that goes on behind the fragment header at which another ended: of a first fragment, or of the only one. */
export function walkBehindFragment(
  packet: Uint8Array,
  {protocol, start, fragmentAt}: Pick<Ipv6Walk, 'protocol' | 'start' | 'fragmentAt'>,
  end = readTotalLength6(packet),
): Ipv6Walk {
  return walk(packet, end, {protocol, start, namedAt: fragmentAt});
}

/** What is asked of a packet that may be the first fragment of one, or quoted and cut short. */
export interface UpperLayer {
  readonly protocol: number;
  /** Offset in octets; `undefined` where it does not begin in these octets: then `protocol` is as far as they go. */
  readonly start: number | undefined;
}

/** The upper layer as far as it can be told: a walk that goes on behind the fragment header of a first fragment. */
export function upperLayer(packet: Uint8Array, end = readTotalLength6(packet)): UpperLayer {
  let {fault, fragmentAt, protocol, start} = walkExtensions(packet, end);
  if (fragmentAt > 0 && readFragmentOffset6(packet, fragmentAt) > 0) return {protocol, start: undefined};
  if (fragmentAt > 0) {
    ({fault, fragmentAt, protocol, start} = walkBehindFragment(packet, {protocol, start, fragmentAt}, end));
    // A fragment of a fragment is nothing anybody sends.
    if (fragmentAt > 0) return {protocol, start: undefined};
  }
  return {protocol, start: fault ? undefined : start};
}

/**
 * What a router that is not the destination minds: the options of the hop-by-hop header, the only ones for every node on
 * the way (RFC 8200 §4.3).
 */
export function hopByHopProblem(packet: Uint8Array): ExtensionProblem | ExtensionFault | undefined {
  if (packet[IPV6_FIELD.nextHeader] !== NEXT_HEADER.hopByHop) return undefined;
  const end = endOfHeader(packet, IPV6_HEADER_LENGTH, readTotalLength6(packet));
  return end === undefined ? 'truncated-extension' : optionProblem(packet, IPV6_HEADER_LENGTH, end);
}

function isExtension(nextHeader: number): boolean {
  return (
    nextHeader === NEXT_HEADER.hopByHop ||
    nextHeader === NEXT_HEADER.routing ||
    nextHeader === NEXT_HEADER.fragment ||
    nextHeader === NEXT_HEADER.destinationOptions
  );
}

interface Place {
  /** Of the header at `start`. */
  readonly protocol: number;
  readonly start: number;
  /** Where the octet stands that names it. */
  readonly namedAt: number;
}

function walk(packet: Uint8Array, end: number, from: Place): Ipv6Walk {
  let {protocol, start, namedAt} = from;
  let routingAt = 0;
  let problem: ExtensionProblem | undefined;
  const result = (fragmentAt: number, fault?: ExtensionFault): Ipv6Walk => ({
    protocol,
    start,
    fragmentAt,
    previousNextHeaderAt: namedAt,
    routingAt,
    problem,
    fault,
  });
  for (let count = 0; isExtension(protocol); count++) {
    if (count === MOST_EXTENSION_HEADERS) return result(0, 'too-many-extensions');
    const at = start;
    const behind = protocol === NEXT_HEADER.fragment ? endOfFragmentHeader(at, end) : endOfHeader(packet, at, end);
    if (behind === undefined) return result(0, 'truncated-extension');
    if (protocol === NEXT_HEADER.fragment) {
      protocol = packet[at + FIELD.nextHeader]!;
      start = behind;
      return result(at);
    }
    if (protocol === NEXT_HEADER.routing) {
      if (routingAt === 0 && packet[at + FIELD.segmentsLeft] !== 0) routingAt = at;
    } else {
      const found = headerProblem(packet, {protocol, start, namedAt}, behind);
      if (found === 'truncated-extension') return result(0, found);
      problem ??= found;
    }
    protocol = packet[at + FIELD.nextHeader]!;
    namedAt = at + FIELD.nextHeader;
    start = behind;
  }
  return result(0);
}

function endOfFragmentHeader(at: number, end: number): number | undefined {
  return at + FRAGMENT_HEADER_LENGTH > end ? undefined : at + FRAGMENT_HEADER_LENGTH;
}

/** Behind the extension header at `at`; `undefined` where that is past `end`. */
function endOfHeader(packet: Uint8Array, at: number, end: number): number | undefined {
  if (at + FIELD.options > end) return undefined;
  const behind = at + (packet[at + FIELD.length]! + 1) * 8;
  return behind > end ? undefined : behind;
}

function headerProblem(
  packet: Uint8Array,
  {protocol, start, namedAt}: Place,
  behind: number,
): ExtensionProblem | 'truncated-extension' | undefined {
  if (protocol === NEXT_HEADER.hopByHop && start !== IPV6_HEADER_LENGTH) {
    return {code: PARAMETER6_CODE.nextHeader, pointer: namedAt, silent: false, multicastToo: false};
  }
  return optionProblem(packet, start, behind);
}

/** The first option that is not understood and may not be skipped: the two high bits of its type say so (§4.2). */
function optionProblem(
  packet: Uint8Array,
  header: number,
  end: number,
): ExtensionProblem | 'truncated-extension' | undefined {
  let problem: ExtensionProblem | undefined;
  for (let at = header + FIELD.options; at < end;) {
    const type = packet[at]!;
    if (type === PAD1) {
      at++;
      continue;
    }
    const behind = at + 1 < end ? at + 2 + packet[at + 1]! : end + 1;
    if (behind > end) return 'truncated-extension';
    problem ??= unknownOption(type, at);
    at = behind;
  }
  return problem;
}

function unknownOption(type: number, pointer: number): ExtensionProblem | undefined {
  const action = type >>> 6;
  if (type === PADN || type === ROUTER_ALERT || action === 0) return undefined;
  return {code: PARAMETER6_CODE.option, pointer, silent: action === 1, multicastToo: action === 2};
}
