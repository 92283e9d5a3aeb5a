/** A quoted IPv4 header as FreeBSD's `ping`, which Haiku's is, prints it (ping.c, `pr_iph`). */
import {formatAddress} from '../../packet/address.ts';

const HEADER = 20;

/** Hexadecimal, filled up with zeros. */
export const digits = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** A view of octets written as hex. */
export function octetsOf(hex: string): DataView {
  return new DataView(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);
}

/** Two lines; nothing where less than a header was quoted. */
export function ipHeaderText(hex: string): string {
  const view = octetsOf(hex);
  if (view.byteLength < HEADER) return '';
  const length = 4 * (view.getUint8(0) & 0xf);
  const [source, destination] = [12, 16].map((offset) => formatAddress(view.getUint32(offset)));
  const fragment = view.getUint16(6);
  const head = [
    'Vr HL TOS  Len   ID Flg  off TTL Pro  cks',
    'Src'.padStart(source!.length),
    'Dst'.padStart(destination!.length),
    ...(length > HEADER ? ['Opts'] : []),
  ];
  const row = [
    ` ${digits(view.getUint8(0) >> 4, 1)} `,
    `${digits(length / 4, 1)} `,
    digits(view.getUint8(1), 2),
    digits(view.getUint16(2), 4),
    digits(view.getUint16(4), 4),
    `  ${digits(fragment >> 13, 1)}`,
    digits(fragment & 0x1fff, 4),
    ` ${digits(view.getUint8(8), 2)}`,
    ` ${digits(view.getUint8(9), 2)}`,
    digits(view.getUint16(10), 4),
    source,
    destination,
    ...(length > HEADER ? [hex.slice(2 * HEADER, 2 * length).toLowerCase()] : []),
  ];
  return `${head.join(' ')}\n${row.join(' ')}\n`;
}
