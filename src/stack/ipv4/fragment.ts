/** Fragmentation of IPv4 packets (RFC 791 §2.3, §3.2). */
import {NetworkError} from '../../errors.ts';
import {
  FRAGMENT_OFFSET,
  MORE_FRAGMENTS,
  emitIpv4,
  parseIpv4,
  readFlagsAndOffset,
  readHeaderLength,
  setFragment,
} from '../../packet/ipv4.ts';

/** What every link carries (RFC 791 §3.2): the longest header and 8 octets of data. */
export const SMALLEST_MTU = 68;

/** Option types (RFC 791 §3.1): the two of a single octet, and the bit of those that every fragment carries. */
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const COPIED = 0x80;

/** Cuts packets into fragments, one packet after the other in the same memory. */
export class Fragmenter {
  /** In front the fragment, behind it the packet. Not here while in use: `send` may lead back to this object. */
  #scratch: Uint8Array | undefined;

  /**
   * Send `packet` in pieces of at most `mtu` octets, in order; as it is where it fits.
   * Whether it may be cut at all (DON'T_FRAGMENT) is the caller's question: the bit goes into the pieces as it is.
   * A fragment is cut like a whole packet; what lies past the last offset that a header can say is left out.
   *
   * @param packet one that `ipv4Fault` finds no fault in, without padding; nothing of it is needed once `send` is called
   * @param mtu in octets, at least SMALLEST_MTU
   * @param send takes one fragment, which is valid, and may be altered, during the call only; after a fault the rest is
   *   not sent, as nobody could put the packet together
   * @returns the first fault of `send`
   * @throws {NetworkError} EINVAL: the packet is longer than an `mtu` below SMALLEST_MTU
   */
  split<Fault>(packet: Uint8Array, mtu: number, send: (fragment: Uint8Array) => Fault | undefined): Fault | undefined {
    if (packet.length <= mtu) return send(packet);
    if (mtu < SMALLEST_MTU)
      throw new NetworkError('EINVAL', `an MTU of ${mtu} is below the least of IPv4, ${SMALLEST_MTU}`);
    const needed = mtu + packet.length;
    let scratch = this.#scratch;
    this.#scratch = undefined;
    if (!scratch || scratch.length < needed) scratch = new Uint8Array(needed);
    try {
      return cut(packet, mtu, scratch, send);
    } finally {
      this.#scratch = scratch;
    }
  }
}

function cut<Fault>(
  packet: Uint8Array,
  mtu: number,
  scratch: Uint8Array,
  send: (fragment: Uint8Array) => Fault | undefined,
): Fault | undefined {
  const word = readFlagsAndOffset(packet);
  const flags = word & ~(MORE_FRAGMENTS | FRAGMENT_OFFSET);
  let offset = word & FRAGMENT_OFFSET;
  // The copy first: a receiver may reuse the packet's memory, or write into the fragment it is given.
  scratch.set(packet, mtu);
  const end = mtu + packet.length;
  let at = mtu + readHeaderLength(packet);
  let header = scratch.subarray(mtu, at);
  const laterHeader = withCopiedOptions(packet) ?? header;
  let fragment = scratch;
  while (at < end && offset <= FRAGMENT_OFFSET) {
    const room = mtu - header.length;
    const rest = end - at;
    const size = rest <= room ? rest : room & ~7;
    const length = header.length + size;
    if (fragment.length !== length) fragment = scratch.subarray(0, length);
    fragment.set(header);
    scratch.copyWithin(header.length, at, at + size);
    setFragment(fragment, length, flags | (size < rest ? MORE_FRAGMENTS : word & MORE_FRAGMENTS) | offset);
    const fault = send(fragment);
    if (fault !== undefined) return fault;
    at += size;
    offset += size >>> 3;
    header = laterHeader;
  }
  return undefined;
}

/** The header of all fragments but the first; `undefined` where that is the packet's own, for lack of options. */
function withCopiedOptions(packet: Uint8Array): Uint8Array | undefined {
  if (packet[0] === 0x45) return undefined;
  const whole = parseIpv4(packet);
  return emitIpv4({...whole, options: copiedOptions(whole.options), payload: new Uint8Array()});
}

function copiedOptions(options: Uint8Array): Uint8Array {
  const copied = new Uint8Array(options.length);
  let length = 0;
  for (let at = 0; at < options.length && options[at] !== END_OF_OPTIONS;) {
    const type = options[at]!;
    const size = type === NO_OPERATION ? 1 : (options[at + 1] ?? 0);
    // Behind an option of an impossible length nobody can tell where the next one begins.
    if (size === 0 || (size === 1 && type !== NO_OPERATION) || at + size > options.length) break;
    if (type & COPIED) {
      copied.set(options.subarray(at, at + size), length);
      length += size;
    }
    at += size;
  }
  return copied.subarray(0, (length + 3) & ~3);
}
