/** What is wrong with a reply, as FreeBSD's `ping`, which Haiku's is, tells it (ping.c, `pr_pack`). */
import type {PingEvent} from '../../api/schema/ping.ts';

type Wrong = NonNullable<Extract<PingEvent, {event: 'reply'}>['wrong']>;

/** Octets of the IPv4 and ICMP headers. */
const HEADERS = 28;
const ICMP_HEADER = 8;
/** Octets of the time stamp. */
const STAMP = 8;

/** A line where there is more or less than was sent. @param octets of the ICMP message @param size of the data */
export function wrongLengthText(octets: number, size: number): string[] {
  if (octets === size + ICMP_HEADER) return [];
  return [`wrong total length ${octets - ICMP_HEADER + HEADERS} instead of ${size + HEADERS}`];
}

/** What came and what was sent: the stamp at the start as it came back. */
export function wrongText({offset, expected, found, data}: Wrong, size: number, pattern: string | undefined): string {
  const came = bytesOf(data).slice(0, size);
  const filling = pattern === undefined || pattern === '' ? undefined : bytesOf(pattern);
  const sent = Array.from({length: size}, (_, index) => {
    if (index < STAMP && size >= STAMP) return came[index] ?? 0;
    return filling ? filling[index % filling.length]! : index & 0xff;
  });
  const what = `wrong data byte #${offset} should be 0x${expected.toString(16)} but was 0x${found.toString(16)}`;
  return `${what}\ncp:${dump(came)}\ndp:${dump(sent)}`;
}

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

/** Eight octets, then sixteen a line. */
function dump(octets: readonly number[]): string {
  return octets.map((octet, index) => `${index % 16 === 8 ? '\n\t' : ''} ${octet.toString(16).padStart(2)}`).join('');
}
