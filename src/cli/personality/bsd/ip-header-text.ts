/** What is quoted behind an ICMP error, as FreeBSD 14's `ping` prints them. */
import {formatIpv6} from '../../../packet/ipv6-address.ts';
import {digits, octetsOf} from '../../render/ip-header.ts';

const HEADER = 20;
const HEADER6 = 40;
const ICMPV6 = 58;
/** What the original must find of an ICMP message behind the header, to look at it at all. */
const LEAST_ICMP = 28;

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
