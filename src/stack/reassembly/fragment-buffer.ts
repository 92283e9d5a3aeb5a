/**
 * The fragments of one datagram while they come in (RFC 791 §3.2, RFC 8200 §4.5), each at its place in one array.
 * Offsets count units of 8 octets, so two bits a unit tell what is there and where its pieces begin (after RFC 815's
 * holes, but with a cost that does not depend on the order): a fragment costs its own octets, whatever came before.
 */
import type {FragmentFormat, Piece} from './fragment-format.ts';

const FIRST_CAPACITY = 2048;
/** Units of 8 octets in the longest datagram, and one behind it, in words of 32 bits. */
const WORDS = 257;

/** `duplicate` leaves the datagram as it is; each of the others shows that it can never be put together rightly. */
export type PieceFault = 'duplicate' | 'overlap' | 'length-conflict' | 'too-long';

export class FragmentBuffer {
  readonly #format: FragmentFormat;
  /** Headroom, so that the whole packet need not be copied together, then the data. */
  #bytes = new Uint8Array();
  /** 0: the first fragment is not there. */
  #headerLength = 0;
  #firstEnd = 0;
  /** Of the data; known from the last fragment. */
  #length: number | undefined;
  #highest = 0;
  #received = 0;
  readonly #covered = new Uint32Array(WORDS);
  readonly #starts = new Uint32Array(WORDS);

  constructor(format: FragmentFormat) {
    this.#format = format;
  }

  /** Memory it takes. */
  get octets(): number {
    return this.#bytes.length + this.#covered.byteLength + this.#starts.byteLength;
  }

  get complete(): boolean {
    return this.#received === this.#length;
  }

  /** Why a piece can not be put in, `undefined` if it can. */
  faultOf(piece: Piece): PieceFault | undefined {
    const {start, end, last} = piece;
    const headerLength = start === 0 ? piece.headerLength : this.#headerLength || this.#format.shortestHeader;
    if (headerLength + Math.max(end, this.#highest) > this.#format.maximumLength) return 'too-long';
    if (last ? end < this.#highest || end !== (this.#length ?? end) : end >= (this.#length ?? Infinity)) {
      return 'length-conflict';
    }
    if (!hasAny(this.#covered, start >>> 3, (end + 7) >>> 3)) return undefined;
    return this.#holds(piece) ? 'duplicate' : 'overlap';
  }

  /** How many octets more it takes with this piece. */
  growthFor(piece: Piece): number {
    return this.#capacityFor(piece) - this.#bytes.length;
  }

  /** Put a copy of a piece in which `faultOf` finds no fault. */
  put(piece: Piece): void {
    const {packet, headerLength, start, end, last} = piece;
    const capacity = this.#capacityFor(piece);
    if (capacity > this.#bytes.length) {
      const larger = new Uint8Array(capacity);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    if (start === 0) {
      this.#bytes.set(packet.subarray(0, headerLength + end), this.#format.headroom - headerLength);
      this.#headerLength = headerLength;
      this.#firstEnd = end;
    } else {
      this.#bytes.set(packet.subarray(headerLength, headerLength + end - start), this.#format.headroom + start);
    }
    addAll(this.#covered, start >>> 3, (end + 7) >>> 3);
    addAll(this.#starts, start >>> 3, (start >>> 3) + 1);
    this.#highest = Math.max(this.#highest, end);
    this.#received += end - start;
    if (last) this.#length = end;
  }

  /** The first fragment as it came, if it came: a view. */
  first(): Uint8Array | undefined {
    if (this.#headerLength === 0) return undefined;
    return this.#bytes.subarray(this.#format.headroom - this.#headerLength, this.#format.headroom + this.#firstEnd);
  }

  /** The whole packet, once it is `complete`, under the first fragment's header: a view. Ends the use of this buffer. */
  take(): Uint8Array {
    const {headroom} = this.#format;
    const bytes = this.#bytes.subarray(headroom - this.#headerLength, headroom + this.#received);
    return this.#format.whole(bytes, this.#headerLength);
  }

  /** Whether exactly this piece, octet by octet, was put in before. */
  #holds({packet, headerLength, start, end, last}: Piece): boolean {
    const from = start >>> 3;
    const to = (end + 7) >>> 3;
    const same =
      (!last || this.#length === end) &&
      hasAny(this.#starts, from, from + 1) &&
      !hasAny(this.#starts, from + 1, to) &&
      hasAll(this.#covered, from, to) &&
      (!hasAny(this.#covered, to, to + 1) || hasAny(this.#starts, to, to + 1));
    if (!same) return false;
    for (let at = start; at < end; at++) {
      if (this.#bytes[this.#format.headroom + at] !== packet[headerLength + at - start]) return false;
    }
    return true;
  }

  #capacityFor({end, last}: Piece): number {
    const now = this.#bytes.length;
    const needed = this.#format.headroom + end;
    if (needed <= now) return now;
    if (last) return needed;
    const {shortestHeader} = this.#format;
    const length = this.#length ?? this.#format.maximumLength - shortestHeader;
    return Math.min(Math.max(needed, 2 * now, FIRST_CAPACITY), this.#format.headroom + length);
  }
}

/** Whether any bit of from…to-1 is set. */
function hasAny(words: Uint32Array, from: number, to: number): boolean {
  for (let word = from >>> 5; word * 32 < to; word++) if (words[word]! & bits(word, from, to)) return true;
  return false;
}

function hasAll(words: Uint32Array, from: number, to: number): boolean {
  for (let word = from >>> 5; word * 32 < to; word++) if (~words[word]! & bits(word, from, to)) return false;
  return true;
}

function addAll(words: Uint32Array, from: number, to: number): void {
  for (let word = from >>> 5; word * 32 < to; word++) words[word]! |= bits(word, from, to);
}

/** Those bits of one word that are in from…to-1. */
function bits(word: number, from: number, to: number): number {
  const low = Math.max(from - word * 32, 0);
  const count = Math.min(to - word * 32, 32) - low;
  return count === 32 ? -1 : ((1 << count) - 1) << low;
}
