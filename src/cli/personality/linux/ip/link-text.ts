/** Interfaces as `ip link` and `ip address` print them: the first lines of each. */
import {Answer} from './answer.ts';
import {counterText, countersOf} from './link-counters.ts';
import {linkDetails} from './link-details.ts';
import type {Link} from './links.ts';
import type {IpOptions} from './options.ts';

const NO_STATION = '00:00:00:00:00:00';
const EVERYBODY = 'ff:ff:ff:ff:ff:ff';
/** Of everything that has no queue of its own to set. */
const QUEUE_LENGTH = 1000;

/** What `ip link` prints of an interface, and what `ip address` does. */
export type LinkView = 'link' | 'address';

/** Where lines end: all on one, they are told apart by a backslash. */
export function lineEnd({oneline}: IpOptions): string {
  return oneline ? '\\' : '\n';
}

/** @param options.bare leave out what is only in a list of links that is of no version of IP */
export function linkAnswer(link: Link, options: IpOptions & {bare?: boolean}, view: LinkView): Answer {
  const answer = new Answer();
  const {state, master} = link;
  answer.both('ifindex', state.ifindex, `${state.ifindex}: `);
  answer.both('ifname', link.name, `${link.name}: `);
  const flags = linkFlags(link);
  answer.both('flags', flags, `<${flags.join(',')}> `);
  answer.both('mtu', state.mtu, `mtu ${state.mtu} `);
  const discipline = queueDiscipline(link);
  const {bare = false} = options;
  if (!bare) answer.both('qdisc', discipline, `qdisc ${discipline} `);
  if (!bare && master !== undefined) answer.both('master', master, `master ${master} `);
  answer.both('operstate', operationalState(link), `state ${operationalState(link)} `);
  if (view === 'link') answer.both('linkmode', 'DEFAULT', 'mode DEFAULT ');
  const group = options.numeric ? '0' : 'default';
  if (!bare) answer.both('group', group, `group ${group} `);
  const {txqlen = QUEUE_LENGTH} = state;
  if (txqlen > 0) answer.both('txqlen', txqlen, `qlen ${txqlen}`);
  if (view === 'link' || options.family === undefined || options.family === 'link' || options.details) {
    sayStation(answer, link, options);
  }
  if (options.details && !bare) linkDetails(answer, link, lineEnd(options), view);
  if (view === 'link' && options.statistics > 0) {
    answer.say(lineEnd(options));
    sayCounters(answer, link, options);
  }
  answer.say('\n');
  return answer;
}

/** `ip -s address` tells the counters behind the addresses. */
export function sayCounters(answer: Answer, {state, device}: Link, options: IpOptions): void {
  const counters = countersOf(state, device);
  answer.both('stats64', counters.json(options.statistics), counterText(counters, options));
}

/** One line: the name, the state, the hardware address and the flags. */
export function briefLinkAnswer(link: Link): Answer {
  const answer = briefStart(link);
  const {address = NO_STATION, link_type: type} = link.state;
  if (type !== 'none') answer.word('address', address.toLowerCase());
  const flags = linkFlags(link);
  answer.both('flags', flags, `<${flags.join(',')}> `);
  answer.say('\n');
  return answer;
}

export function briefStart(link: Link): Answer {
  const answer = new Answer();
  answer.both('ifname', link.name, `${link.name.padEnd(16)} `);
  answer.both('operstate', operationalState(link), `${operationalState(link).padEnd(14)} `);
  return answer;
}

/** Numbers of hardware types (linux/if_arp.h). */
const HARDWARE: Readonly<Record<Link['state']['link_type'], number>> = {ether: 1, loopback: 772, none: 65_534};

function sayStation(answer: Answer, {state}: Link, options: IpOptions): void {
  const {link_type: type, address = NO_STATION} = state;
  const kind = options.numeric ? `[${HARDWARE[type]}]` : type;
  answer.both('link_type', kind, `${lineEnd(options)}    link/${kind} `);
  if (type === 'none') return;
  const everybody = type === 'loopback' ? NO_STATION : EVERYBODY;
  answer.word('address', address.toLowerCase(), '');
  answer.both('broadcast', everybody, ` brd ${everybody}`);
}

/** In the order of the kernel's bits that iproute2 goes by. */
function linkFlags({state}: Link): string[] {
  const has = (flag: (typeof state.flags)[number]): boolean => state.flags.includes(flag);
  const up = has('UP');
  const flags: [string, boolean][] = [
    ['NO-CARRIER', up && !has('LOWER_UP')],
    ['LOOPBACK', has('LOOPBACK')],
    // A point-to-point interface says so, whatever its addresses say of everybody.
    ['BROADCAST', has('BROADCAST') && !has('POINTOPOINT')],
    ['POINTOPOINT', has('POINTOPOINT')],
    ['MULTICAST', !has('LOOPBACK') && state.multicast !== false],
    ...(['NOARP', 'ALLMULTI', 'PROMISC', 'DYNAMIC', 'AUTOMEDIA', 'NOTRAILERS'] as const).map(
      (flag): [string, boolean] => [flag, has(flag)],
    ),
    ['UP', up],
    ['LOWER_UP', up && has('LOWER_UP')],
  ];
  return flags.filter(([, set]) => set).map(([flag]) => flag);
}

/** `UNKNOWN`: it is up, and never had to tell whether it has a link. */
export function operationalState({state: {flags, link_type: type}, device}: Link): string {
  if (!flags.includes('UP') || !flags.includes('LOWER_UP')) return 'DOWN';
  return type === 'loopback' || device?.persist === false ? 'UNKNOWN' : 'UP';
}

/** `noop` before it has been up. */
function queueDiscipline({state, bridge}: Link): string {
  if (state.unused) return 'noop';
  return state.link_type === 'loopback' || bridge ? 'noqueue' : 'pfifo_fast';
}
