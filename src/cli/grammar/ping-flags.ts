/** The flags of `ping` whose letters are those of Haiku's and the BSDs'. */
import type {PingRequest} from '../../api/schema/ping.ts';
import {Flags} from '../lab-command.ts';
import {seconds, wholeNumber} from '../flags.ts';
import {looksLikeAddress} from './address.ts';
import {LARGEST_DATA, readPattern, readSource, readStamp} from './ping.ts';
import {usage} from './values.ts';

export const PING_FLAGS = {
  count: wholeNumber({char: 'c', min: 1, max: 0x7fff_ffff, description: 'stop after so many replies'}),
  once: Flags.boolean({char: 'o', description: 'stop after the first reply'}),
  interval: seconds({char: 'i', description: 'seconds between two requests (1); 0 as with --flood'}),
  flood: Flags.boolean({char: 'f', description: 'each reply lets the next request out, or 100 go out a second; dots'}),
  adaptive: Flags.boolean({description: 'the interval follows the round trip time'}),
  preload: wholeNumber({char: 'l', min: 1, max: 65_536, description: 'requests that go out at once at the start'}),
  size: wholeNumber({char: 's', min: 0, max: LARGEST_DATA.inet6, description: 'octets of data (56)'}),
  'sweep-least': wholeNumber({char: 'g', max: LARGEST_DATA.inet6, description: 'octets of data to begin with (0)'}),
  'sweep-largest': wholeNumber({
    char: 'G',
    max: LARGEST_DATA.inet6,
    description: 'send with more and more data, up to that',
  }),
  'sweep-step': wholeNumber({min: 1, max: LARGEST_DATA.inet6, description: 'octets between two sizes of a sweep (1)'}),
  wait: seconds({char: 'W', description: 'seconds to wait for a reply after the last request (10)'}),
  deadline: seconds({char: 'w', description: 'end after so many seconds'}),
  ttl: wholeNumber({char: 't', charAliases: ['m'], min: 0, max: 255, description: 'time to live, or hop limit'}),
  'multicast-ttl': wholeNumber({char: 'T', min: 0, max: 255, description: 'the same where a group is pinged'}),
  tos: wholeNumber({char: 'z', min: 0, max: 255, description: 'type of service, or traffic class'}),
  'flow-label': wholeNumber({min: 0, max: 0xf_ffff, description: 'flow label of IPv6'}),
  'path-mtu': Flags.string({
    char: 'M',
    helpValue: 'do|want|dont',
    description: 'never in fragments, only where the path needs them, or without a word about it',
  }),
  'dont-fragment': Flags.boolean({char: 'D', description: 'set the DF bit'}),
  'record-route': Flags.boolean({char: 'R', description: 'each host on the way writes its address down (IPv4)'}),
  timestamps: Flags.string({
    helpValue: 'tsonly|tsandaddr',
    description: 'each host on the way writes down its time, or address and time (IPv4)',
  }),
  direct: Flags.boolean({char: 'r', description: 'only to who is on a network of this host'}),
  pattern: Flags.string({char: 'p', helpValue: 'HEX', description: 'fill the data with these octets, in hex'}),
  source: Flags.string({
    char: 'I',
    charAliases: ['S'],
    helpValue: 'ADDRESS|IF',
    description: 'send from this address, or out of this interface',
  }),
  quiet: Flags.boolean({char: 'q', description: 'print only the first line and the statistics'}),
  'quiet-errors': Flags.boolean({char: 'Q', description: 'print no ICMP errors'}),
  verbose: Flags.boolean({char: 'v', description: 'print other ICMP messages to the host as well'}),
  audible: Flags.boolean({char: 'a', description: 'ring the bell at each reply'}),
  missed: Flags.boolean({char: 'A', description: 'ring the bell when one more request than before has no reply'}),
  dots: Flags.boolean({description: 'print a dot a request, and a backspace a reply, in place of lines'}),
  names: Flags.boolean({char: 'H', description: 'print names as well, as the host knows them'}),
  numeric: Flags.boolean({char: 'n', description: 'addresses only, no names (so it is without --names)'}),
  id: wholeNumber({min: 0, max: 0xffff, description: 'ICMP identifier'}),
  seq: wholeNumber({min: 0, max: 0xffff, description: 'sequence number of the first request (0)'}),
  'ip-id': wholeNumber({min: 0, max: 0xffff, description: 'IP identification of the first request'}),
  stamp: Flags.string({helpValue: 'MICROSECONDS', description: 'time stamp in the data: microseconds since 1970'}),
};

/** What those flags were given. */
export interface PingFlags {
  readonly [name: string]: unknown;
  readonly count?: number | undefined;
  readonly once: boolean;
  readonly interval?: number | undefined;
  readonly flood: boolean;
  readonly adaptive: boolean;
  readonly preload?: number | undefined;
  readonly size?: number | undefined;
  readonly 'sweep-least'?: number | undefined;
  readonly 'sweep-largest'?: number | undefined;
  readonly 'sweep-step'?: number | undefined;
  readonly wait?: number | undefined;
  readonly deadline?: number | undefined;
  readonly ttl?: number | undefined;
  readonly 'multicast-ttl'?: number | undefined;
  readonly tos?: number | undefined;
  readonly 'flow-label'?: number | undefined;
  readonly 'path-mtu'?: string | undefined;
  readonly 'dont-fragment': boolean;
  readonly 'record-route': boolean;
  readonly timestamps?: string | undefined;
  readonly direct: boolean;
  readonly pattern?: string | undefined;
  readonly source?: string | undefined;
  readonly verbose: boolean;
  readonly id?: number | undefined;
  readonly seq?: number | undefined;
  readonly 'ip-id'?: number | undefined;
  readonly stamp?: string | undefined;
}

type Asked = Omit<PingRequest, 'host' | 'destination' | 'family'>;

/** @throws {NetworkError} EUSAGE: flags that contradict each other, or values that are none */
export function pingRequest(flags: PingFlags, destination: string): Asked {
  if (flags.flood && flags.interval !== undefined) throw usage('a flood has no interval: leave out -f or -i');
  if (flags['record-route'] && flags.timestamps !== undefined) {
    throw usage('there is no room for both a route and times: leave out -R or --timestamps');
  }
  const isGroup = looksLikeAddress(destination) && /^(?:2(?:2[4-9]|3\d)\.|ff)/i.test(destination);
  return {
    ...defined({
      count: flags.count,
      replies: flags.once ? 1 : undefined,
      interval: flags.flood ? 0 : flags.interval,
      preload: flags.preload,
      size: flags.size,
      wait: flags.wait,
      deadline: flags.deadline,
      ttl: (isGroup ? flags['multicast-ttl'] : undefined) ?? flags.ttl,
      tos: flags.tos,
      flow_label: flags['flow-label'],
      path_mtu: readPathMtu(flags['path-mtu']),
      timestamps: readTimestamps(flags.timestamps),
      identifier: flags.id,
      sequence: flags.seq,
      ip_id: flags['ip-id'],
      pattern: readPattern(flags.pattern),
      stamp: readStamp(flags.stamp),
    }),
    ...sweep(flags),
    ...readSource(flags.source),
    adaptive: flags.adaptive,
    record_route: flags['record-route'],
    direct: flags.direct,
    dont_fragment: flags['dont-fragment'],
    others: flags.verbose,
  };
}

/** `-c` is how many of each size then. */
function sweep(flags: PingFlags): Pick<Asked, 'sweep' | 'size' | 'count'> {
  const {'sweep-largest': largest, 'sweep-least': least = 0, 'sweep-step': step = 1, count, size} = flags;
  if (largest === undefined) {
    if (flags['sweep-least'] === undefined && flags['sweep-step'] === undefined) return {};
    throw usage('a sweep needs its largest size: -G N');
  }
  if (size !== undefined) throw usage('a sweep has sizes of its own: leave out -s');
  if (least > largest) throw usage(`a sweep grows: -g ${least} is above -G ${largest}`);
  const each = count ?? 1;
  return {size: least, sweep: {largest, step, each}, count: each * (Math.floor((largest - least) / step) + 1)};
}

function readPathMtu(text: string | undefined): Asked['path_mtu'] {
  if (text === undefined || text === 'do' || text === 'want' || text === 'dont') return text;
  if (text === 'mask' || text === 'time') throw usage(`-M ${text}: only echo requests are sent here`);
  throw usage(`--path-mtu takes do, want or dont, not "${text.slice(0, 40)}"`);
}

function readTimestamps(text: string | undefined): Asked['timestamps'] {
  if (text === undefined) return undefined;
  if (text === 'tsonly' || text === 'tsandaddr') return {form: text};
  throw usage(`--timestamps takes tsonly or tsandaddr, not "${text.slice(0, 40)}"`);
}

function defined<Shape extends object>(shape: Shape): {[Key in keyof Shape]?: Exclude<Shape[Key], undefined>} {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
