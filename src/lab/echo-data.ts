/** The data of an echo request: a time stamp, then octets whose value is their index, or a pattern over all of it. */

/**
 * How the time stands at the start of the data. `microseconds`: since 1970 as a little-endian 64-bit number (Haiku's ping of
 * 2023). `timeval`: seconds and microseconds as two of these (Linux). `timespec32`: seconds and nanoseconds as big-endian
 * 32-bit numbers (FreeBSD).
 */
export type StampForm = 'microseconds' | 'timeval' | 'timespec32';

/** Octets of each. */
export const STAMP_LENGTH: Readonly<Record<StampForm, number>> = {microseconds: 8, timeval: 16, timespec32: 8};

const MICROSECONDS = 1_000_000n;

/** @param stamp microseconds since 1970; left out where there is no room for it */
export function echoData(
  size: number,
  stamp: bigint,
  pattern?: Uint8Array,
  form: StampForm = 'microseconds',
): Uint8Array {
  const data = new Uint8Array(size);
  for (let index = 0; index < size; index++) data[index] = pattern ? pattern[index % pattern.length]! : index;
  if (size >= STAMP_LENGTH[form]) writeStamp(new DataView(data.buffer), stamp, form);
  return data;
}

function writeStamp(view: DataView, stamp: bigint, form: StampForm): void {
  const [seconds, rest] = [stamp / MICROSECONDS, stamp % MICROSECONDS];
  switch (form) {
    case 'microseconds':
      view.setBigUint64(0, stamp, true);
      break;
    case 'timeval':
      view.setBigUint64(0, seconds, true);
      view.setBigUint64(8, rest, true);
      break;
    case 'timespec32':
      view.setUint32(0, Number(BigInt.asUintN(32, seconds)));
      view.setUint32(4, Number(rest) * 1000);
  }
}

/** An octet of a reply that is not what was sent. */
export interface WrongOctet {
  readonly offset: number;
  readonly expected: number;
  readonly found: number;
}

/** The first octet that differs, the stamp aside. */
export function wrongOctet(
  sent: Uint8Array,
  received: Uint8Array,
  form: StampForm = 'microseconds',
): WrongOctet | undefined {
  const start = sent.length >= STAMP_LENGTH[form] ? STAMP_LENGTH[form] : 0;
  for (let offset = start; offset < sent.length; offset++) {
    const expected = sent[offset]!;
    const found = received[offset];
    if (found === undefined) return undefined;
    if (found !== expected) return {offset, expected, found};
  }
  return undefined;
}
