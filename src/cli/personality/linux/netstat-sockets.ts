/** Sockets as `netstat` of net-tools 2.10 lists them: the UDP ports of a host that have a node, which is all there is. */
import type {UdpState} from '../../../api/schema/udp.ts';
import type {NetstatWords} from './netstat-words.ts';

/** Kinds of sockets by the letter that asks for them; none asks for all. */
const INTERNET = ['t', 'u', 'U', 'S', 'w'];

/** The column of the address; what is longer moves the rest. */
const ADDRESS = 23;

export function socketText(ports: readonly UdpState[], words: NetstatWords): string {
  const {options, families} = words;
  const asked = INTERNET.some((letter) => options.has(letter)) || families.length > 0;
  const [internet, unix] = [asked || !options.has('x'), !asked || options.has('x')];
  const shown = internet && wantsUdp(words) ? ports.filter((port) => isOf(port, words)).sort(byPort) : [];
  return [
    ...(internet ? [`Active Internet connections ${whichOf(options)}`, internetHead(options)] : []),
    ...shown.map((port) => socketRow(port, options)),
    ...(unix ? [`Active UNIX domain sockets ${whichOf(options)}`, unixHead(options)] : []),
    '',
  ].join('\n');
}

/** A port waits for whoever sends something: it is connected to nobody. */
function wantsUdp({options}: NetstatWords): boolean {
  const kinds = INTERNET.filter((letter) => options.has(letter));
  return (options.has('a') || options.has('l')) && (kinds.length === 0 || kinds.includes('u'));
}

function isOf({address}: UdpState, {families}: NetstatWords): boolean {
  return families.length === 0 || families.includes(isIpv6(address) ? 'inet6' : 'inet');
}

/** A port of all addresses takes both versions of IP, which is what Linux shows as one of IPv6. */
function isIpv6(address: string): boolean {
  return address === ANY || address.includes(':');
}

const ANY = '0.0.0.0';

function byPort(one: UdpState, other: UdpState): number {
  return Number(isIpv6(one.address)) - Number(isIpv6(other.address)) || one.port - other.port;
}

function whichOf(options: ReadonlySet<string>): string {
  if (options.has('a')) return '(servers and established)';
  return options.has('l') ? '(only servers)' : '(w/o servers)';
}

function internetHead(options: ReadonlySet<string>): string {
  return [
    'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ',
    ...(options.has('e') ? ['User       Inode     '] : []),
    ...(options.has('p') ? ['PID/Program name    '] : []),
    ...(options.has('o') ? ['Timer'] : []),
  ].join(' ');
}

function unixHead(options: ReadonlySet<string>): string {
  const program = options.has('p') ? 'PID/Program name     ' : '';
  return `Proto RefCnt Flags       Type       State         I-Node   ${program}Path`;
}

/** Nothing here has a user, a place on a disk or a process: 0, 0 and `-`, which is what others are shown there. */
function socketRow({address, port, waiting}: UdpState, options: ReadonlySet<string>): string {
  const six = isIpv6(address);
  const any = six && !options.has('n') ? '[::]' : six ? '::' : ANY;
  const local = address === ANY ? any : address;
  return [
    `${six ? 'udp6' : 'udp '}  ${String(waiting).padStart(6)} ${'0'.padStart(6)}`,
    `${local}:${port}`.padEnd(ADDRESS),
    `${any}:*`.padEnd(ADDRESS),
    ' '.repeat(11),
    ...(options.has('e') ? ['0'.padEnd(10), '0'.padEnd(10)] : []),
    ...(options.has('p') ? ['-'.padEnd(20)] : []),
    ...(options.has('o') ? ['off (0.00/0/0)'] : []),
  ].join(' ');
}
