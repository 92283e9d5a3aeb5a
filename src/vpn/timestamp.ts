/** TAI64N (whitepaper §5.1): 8 octets of seconds and 4 of nanoseconds, which sort as octets do. */

/** 1970 in TAI64; leap seconds are left out, as everybody does who sends one: it only has to grow. */
const EPOCH = 0x4000_0000_0000_000an;

/** Bits of nanoseconds that are not told: about 17 ms, so that nobody learns our clock too well. */
const TOLD = ~0xff_ffff;

/** @param now milliseconds since 1970 */
export function timestampOf(now: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  const seconds = Math.floor(now / 1000);
  view.setBigUint64(0, EPOCH + BigInt(seconds));
  view.setUint32(8, Math.min(999_999_999, Math.floor((now - seconds * 1000) * 1e6)) & TOLD);
  return bytes;
}

/** Whether `stamp` is later than `other`. */
export function isLater(stamp: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(stamp, other) > 0;
}
