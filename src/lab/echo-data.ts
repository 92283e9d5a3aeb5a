/** The data of an echo request: a time stamp, then octets whose value is their index, or a pattern over all of it. */

/** Microseconds since 1970 as a little-endian 64-bit number, as Haiku's ping of 2023 has it. */
const STAMP_LENGTH = 8;

/** @param stamp microseconds since 1970; left out where there is no room for it */
export function echoData(size: number, stamp: bigint, pattern?: Uint8Array): Uint8Array {
  const data = new Uint8Array(size);
  for (let index = 0; index < size; index++) data[index] = pattern ? pattern[index % pattern.length]! : index;
  if (size >= STAMP_LENGTH) new DataView(data.buffer).setBigUint64(0, stamp, true);
  return data;
}

/** An octet of a reply that is not what was sent. */
export interface WrongOctet {
  readonly offset: number;
  readonly expected: number;
  readonly found: number;
}

/** The first octet that differs, the stamp aside. */
export function wrongOctet(sent: Uint8Array, received: Uint8Array): WrongOctet | undefined {
  for (let offset = sent.length >= STAMP_LENGTH ? STAMP_LENGTH : 0; offset < sent.length; offset++) {
    const expected = sent[offset]!;
    const found = received[offset];
    if (found === undefined) return undefined;
    if (found !== expected) return {offset, expected, found};
  }
  return undefined;
}
