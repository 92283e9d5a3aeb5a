/** `route add` and `route del` of net-tools 2.10: the kernel's refusals are 7, names that nobody knows 6, wrong words 3. */
import type {AddRoute} from '../../../api/schema/route.ts';
import type {ErrorCode} from '../../../errors.ts';
import {maskOf, networkOf, parseAddress, prefixLengthOf} from '../../../packet/address.ts';
import {formatIpv6, type Ipv6Address, parseIpv6} from '../../../packet/ipv6-address.ts';
import type {ToolSession} from '../tool.ts';
import {atoi, inetAton, isNumber, lookupFault, strtol} from './c-numbers.ts';
import {failed, refused, systemError} from './failure.ts';
import {interfaceNamed} from '../interface-named.ts';
import {ROUTE4_USAGE} from './route-usage.ts';

const STATUS = {usage: 3, lookup: 6, kernel: 7} as const;

export interface RouteRequest {
  readonly action: 'add' | 'delete';
  readonly family: 'inet' | 'inet6';
  readonly words: readonly string[];
  readonly usage: string;
}

/** What the words say, or what is wrong with them. */
interface Wanted {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly metric?: number;
  readonly type?: 'unreachable';
  readonly advmss?: number;
  readonly window?: number;
  readonly rtt?: number;
}

interface Refusal {
  readonly text: string;
  readonly status: number;
  readonly code?: ErrorCode;
}

/** @returns the exit status */
export async function changeRoute(session: ToolSession, request: RouteRequest): Promise<number> {
  const {action, family, usage} = request;
  const wanted = family === 'inet' ? readRoute(request) : readRoute6(request);
  if ('text' in wanted) return refused(session, wanted.code ?? 'EUSAGE', wanted.text || usage, wanted.status);
  const call = action === 'add' ? 'SIOCADDRT' : 'SIOCDELRT';
  const fault = await faultBefore(session, request, wanted);
  if (fault) return failed(session, fault.call ?? call, fault.code, STATUS.kernel);
  const {lab, host, json, out} = session;
  try {
    const route: AddRoute = {host, family, ...wanted};
    const answer =
      action === 'add'
        ? await lab.addRoute({...route, ...(family === 'inet6' && {metric: route.metric ?? 1})})
        : await lab.deleteRoute({...route, type: route.type ?? 'unicast'});
    if (json) out(`${JSON.stringify(answer)}\n`);
    return 0;
  } catch (reason) {
    const {code} = systemError(reason);
    // The kernel has another word for it where the next hop is of IPv6.
    const told = code === 'ENETUNREACH' && family === 'inet6' ? 'EHOSTUNREACH' : code;
    return failed(session, call, told, STATUS.kernel);
  }
}

/** What the kernel looks at first: the interface. */
async function faultBefore(
  session: ToolSession,
  {action, family}: RouteRequest,
  {dev, gateway, type, dst}: Wanted,
): Promise<{code: ErrorCode; call?: string} | undefined> {
  if (family === 'inet' && dst.endsWith('/none')) return {code: 'EINVAL'};
  if (dev !== undefined) {
    const state = await interfaceNamed(session, dev);
    if (!state) return {code: 'ENODEV', ...(family === 'inet6' && {call: 'SIOGIFINDEX'})};
    if (action === 'add' && type === undefined && !state.flags.includes('UP')) return {code: 'ENETDOWN'};
    if (gateway === '0.0.0.0') return {code: 'EINVAL'};
  } else if (action === 'add' && type === undefined) {
    // Of IPv6 the kernel takes a gateway to a single host for one only where an interface is named too.
    if (gateway === undefined || (family === 'inet6' && dst.endsWith('/128'))) return {code: 'ENODEV'};
  }
  return undefined;
}

function readRoute({words}: RouteRequest): Wanted | Refusal {
  const left = [...words];
  const kind = left[0] === '-net' || left[0] === '-host' ? left.shift() : undefined;
  const target = left.shift();
  if (target === undefined) return {text: '', status: STATUS.usage};
  const [name = '', length] = target.split('/');
  const address = NETWORKS.get(name) ?? inetAton(name);
  if (address === undefined) return {text: lookupFault(name), status: STATUS.lookup, code: 'ENOTFOUND'};
  const settings = readSettings(left, ['metric', 'netmask', 'gw', 'gateway', 'dev', 'device', ...HINTS], 'reject');
  if (!settings) return {text: '', status: STATUS.usage};
  const {netmask, gw = settings['gateway'], dev = settings['device'], metric, reject} = settings;
  if (length !== undefined && (netmask !== undefined || !isNumber(length))) return {text: '', status: STATUS.usage};
  const hints = readHints(settings);
  if ('text' in hints) return hints;
  if (metric !== undefined && !/^\d/.test(metric)) return {text: '', status: STATUS.usage};
  const gateway = gw === undefined ? undefined : inetAton(gw);
  if (gw !== undefined && gateway === undefined) {
    return {text: `${gw}: Unknown host\n`, status: STATUS.lookup, code: 'ENOTFOUND'};
  }
  const isNet = kind === undefined ? NETWORKS.has(name) : kind === '-net';
  const prefix = prefixOf({address, isNet, length, netmask});
  if (typeof prefix === 'object') return prefix;
  return {
    dst: `${address}/${prefix}`,
    ...(gateway !== undefined && {gateway}),
    ...(dev !== undefined && {dev}),
    ...(metric !== undefined && {metric: atoi(metric)}),
    ...(reject !== undefined && {type: 'unreachable' as const}),
    ...hints,
  };
}

interface Target {
  readonly address: string;
  readonly isNet: boolean;
  readonly length: string | undefined;
  readonly netmask: string | undefined;
}

/**
 * The prefix length of the destination; `none` where a network has no mask, which only the kernel minds. The original's
 * arithmetic turns round at 32, so that /32 is no mask, and what is left out of a mask it compares with all ones.
 */
function prefixOf({address, isNet, length, netmask}: Target): number | 'none' | Refusal {
  const given = netmask === undefined ? undefined : inetAton(netmask);
  if (netmask !== undefined && given === undefined) {
    return {text: lookupFault(netmask), status: STATUS.lookup, code: 'ENOTFOUND'};
  }
  const mask = given === undefined ? maskOf(strtol(length ?? '') & 31) : parseAddress(given)!;
  if (mask === 0) return isNet ? (address === '0.0.0.0' ? 0 : 'none') : 32;
  if (!isNet) {
    const rest = (~mask >>> 0).toString(16).padStart(8, '0');
    return complaint(`netmask ${rest} doesn't make sense with host route`);
  }
  const prefixLength = prefixLengthOf(mask);
  if (prefixLength === undefined) return complaint(`bogus netmask ${netmask ?? ''}`);
  if (networkOf(parseAddress(address)!, prefixLength) !== parseAddress(address)) {
    return complaint("netmask doesn't match route address");
  }
  return prefixLength;
}

function complaint(text: string): Refusal {
  return {text: `route: ${text}\n${ROUTE4_USAGE}`, status: STATUS.usage};
}

/** Names of networks that every system knows. */
const NETWORKS: ReadonlyMap<string, string> = new Map([
  ['default', '0.0.0.0'],
  ['loopback', '127.0.0.0'],
  ['link-local', '169.254.0.0'],
]);

/** What TCP is to begin with. */
const HINTS = ['mss', 'window', 'irtt'] as const;
/** Octets of headers that the kernel takes off a segment size, and puts on it again where it tells it. */
const HEADERS = 40;

function readHints({mss, window, irtt}: Record<string, string>): Pick<Wanted, 'advmss' | 'window' | 'rtt'> | Refusal {
  const [size = 0, octets = 0, time = 0] = [mss, window, irtt].map((text) => atoi(text ?? '0'));
  if (mss !== undefined && (size < 64 || size > 65_536)) return complaint('Invalid MSS/MTU.');
  if (window !== undefined && octets < 128) return complaint('Invalid window.');
  return {
    ...(mss !== undefined && {advmss: Math.min(size - HEADERS, 65_495)}),
    ...(window !== undefined && {window: octets}),
    ...(time > 0 && {rtt: time}),
  };
}

/** Flags of old kernels: today's takes them and keeps none. */
const IGNORED: ReadonlySet<string> = new Set(['mod', 'dyn', 'reinstate']);

/** Words with a value, those without, and one bare word that is the interface; `undefined` where they are none of these. */
function readSettings(
  words: readonly string[],
  valued: readonly string[],
  ...bare: readonly string[]
): Record<string, string> | undefined {
  const settings: Record<string, string> = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (bare.includes(word)) settings[word] = word;
    else if (IGNORED.has(word)) continue;
    else if (valued.includes(word)) {
      const value = left.shift();
      if (value === undefined || word in settings) return undefined;
      settings[word] = value;
    } else if (left.length === 0 && settings['dev'] === undefined) settings['dev'] = word;
    else return undefined;
  }
  return settings;
}

/** What is not of the network is left out, without a word. */
function network6(address: Ipv6Address, length: number): string {
  const rest = BigInt(128 - length);
  return `${formatIpv6((address >> rest) << rest)}/${length}`;
}

function readRoute6({words}: RouteRequest): Wanted | Refusal {
  const [target, ...rest] = words;
  if (target === undefined) return {text: '', status: STATUS.usage};
  const [name = '', length = '128'] = target === 'default' ? ['::', '0'] : target.split('/');
  const address = parseIpv6(name);
  if (address === undefined) {
    const text = `getaddrinfo: ${name}: -3\n${name}: Host name lookup failure\n`;
    return {text, status: 1, code: 'ENOTFOUND'};
  }
  const settings = readSettings(rest, ['metric', 'gw', 'gateway', 'dev', 'device']);
  if (!settings || atoi(length) > 128) return {text: '', status: STATUS.usage};
  const {gw = settings['gateway'], dev = settings['device'], metric} = settings;
  if (gw !== undefined && parseIpv6(gw) === undefined) {
    return {text: lookupFault(gw), status: STATUS.lookup, code: 'ENOTFOUND'};
  }
  if (metric !== undefined && !/^\d+$/.test(metric)) return {text: '', status: STATUS.usage};
  return {
    dst: network6(address, atoi(length)),
    ...(gw !== undefined && {gateway: gw}),
    ...(dev !== undefined && {dev}),
    ...(metric !== undefined && {metric: Number(metric)}),
  };
}
