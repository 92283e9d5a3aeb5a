/** Quoted IP headers, as FreeBSD 14's `ping` prints them. */
import {formatAddress} from '../../../packet/address.ts';
import {formatIpv6} from '../../../packet/ipv6-address.ts';

const HEADER = 20;
const HEADER6 = 40;
const ICMPV6 = 58;
/** What the original must find of an ICMP message behind the header, to look at it at all. */
const LEAST_ICMP = 28;

const digits = (value: number, width: number): string => value.toString(16).padStart(width, '0');

function octetsOf(hex: string): DataView {
  return new DataView(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);
}

/** Octets quoted. */
export function quotedLength(hex: string): number {
  return hex.length / 2;
}

/** Whether enough is quoted for the original to tell what it is about. */
export function isTold(hex: string): boolean {
  if (quotedLength(hex) < HEADER + LEAST_ICMP) return false;
  const length = 4 * (octetsOf(hex).getUint8(0) & 0xf);
  return length >= HEADER && quotedLength(hex) >= length + LEAST_ICMP;
}

/** Two lines. */
export function ipHeaderText(hex: string): string {
  const view = octetsOf(hex);
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

/** Three lines, and one about what is behind. */
export function ip6HeaderText(hex: string): string {
  if (quotedLength(hex) < HEADER6) return 'IP6...\n';
  const view = octetsOf(hex);
  const first = view.getUint32(0);
  const row = [
    ` ${digits(first >>> 28, 1)}`,
    digits((first >>> 20) & 0xff, 2),
    digits(first & 0xf_ffff, 5),
    digits(view.getUint16(4), 4),
    ` ${digits(view.getUint8(6), 2)}`,
    `  ${digits(view.getUint8(7), 2)}`,
  ];
  const [source, destination] = [8, 24].map((offset) =>
    formatIpv6((view.getBigUint64(offset) << 64n) | view.getBigUint64(offset + 8)),
  );
  const behind =
    view.getUint8(6) === ICMPV6 && view.byteLength >= HEADER6 + 8
      ? `ICMP6: type = ${view.getUint8(HEADER6)}, code = ${view.getUint8(HEADER6 + 1)}`
      : '...';
  return `Vr TC  Flow Plen Nxt Hlim\n${row.join(' ')}\n${source!}->${destination!}\n${behind}\n`;
}
