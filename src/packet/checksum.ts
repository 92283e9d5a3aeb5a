/** The Internet checksum (RFC 1071) and its incremental update (RFC 1624). */

/** From this many octets on, a view of 32-bit words costs less than what it saves: 3 times faster at 1500 octets. */
const WORTH_A_WORD_VIEW = 256;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The 16-bit Internet checksum of `bytes[start…end)`; an odd last octet is padded with a zero (RFC 1071 §1).
 * Over data that holds its own checksum the result is 0 exactly when the data is intact.
 * `initial` is a partial sum, of a pseudo header for example, as `sum` gives it.
 */
export function checksum(bytes: Uint8Array, start = 0, end = bytes.length, initial = 0): number {
  return ~fold(sum(bytes, start, end) + initial) & 0xffff;
}

/**
 * The sum of `bytes[start…end)` as big-endian 16-bit words, not folded and not complemented. Sums of pieces may be added
 * where every piece but the last has an even length. Allocates nothing below 256 octets, above it one view of words.
 */
export function sum(bytes: Uint8Array, start: number, end: number): number {
  return end - start < WORTH_A_WORD_VIEW ? sumOctets(bytes, start, end) : sumWords(bytes, start, end);
}

/**
 * The checksum after one 16-bit word it covers has changed (RFC 1624 §3, equation 3).
 * Equal to the recomputed one unless every word covered is now zero, which no IPv4 header is but an echo reply may be:
 * there it gives 0 where 0xffff is right.
 */
export function updateChecksum(old: number, oldWord: number, newWord: number): number {
  const total = (~old & 0xffff) + (~oldWord & 0xffff) + newWord;
  const folded = (total & 0xffff) + (total >>> 16);
  return ~(folded + (folded >>> 16)) & 0xffff;
}

/** Folds the carries of a sum below 2^53 back into 16 bits. */
function fold(total: number): number {
  let folded = total;
  while (folded > 0xffff_ffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}

function sumOctets(bytes: Uint8Array, start: number, end: number): number {
  let high = 0;
  let low = 0;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    high += bytes[at]! + bytes[at + 2]! + bytes[at + 4]! + bytes[at + 6]!;
    low += bytes[at + 1]! + bytes[at + 3]! + bytes[at + 5]! + bytes[at + 7]!;
  }
  for (; at < end - 1; at += 2) {
    high += bytes[at]!;
    low += bytes[at + 1]!;
  }
  if (at < end) high += bytes[at]!;
  return high * 256 + low;
}

/** Adds whole words in the machine's own order: swapping the octets of the sum is swapping those of each word (§2 B). */
function sumWords(bytes: Uint8Array, start: number, end: number): number {
  const misaligned = (bytes.byteOffset + start) & 3;
  if (misaligned & 1) return bytes[start]! * 256 + swap(fold(sumWords(bytes, start + 1, end)));
  const first = start + misaligned;
  const count = (end - first) >>> 2;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + first, count);
  let total = 0;
  let other = 0;
  let at = 0;
  for (; at < count - 3; at += 4) {
    total += words[at]! + words[at + 1]!;
    other += words[at + 2]! + words[at + 3]!;
  }
  for (; at < count; at++) total += words[at]!;
  const folded = fold(total + other);
  const ends = sumOctets(bytes, start, first) + sumOctets(bytes, first + count * 4, end);
  return ends + (LITTLE_ENDIAN ? swap(folded) : folded);
}

function swap(word: number): number {
  return ((word & 0xff) << 8) | (word >>> 8);
}
