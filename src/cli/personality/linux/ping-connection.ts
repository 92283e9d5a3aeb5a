/** What `ping` of iputils 20221126 finds out of its destination before it sends: its address, the way there, the way out. */
import type {InterfaceState} from '../../../api/schema/interface.ts';
import type {RouteState} from '../../../api/schema/route.ts';
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import type {ToolSession} from '../tool.ts';
import {inetAton} from './c-numbers.ts';
import {systemError} from './failure.ts';
import type {PingWords} from './ping-words.ts';
import {strerror} from './strerror.ts';

export interface PingConnection {
  readonly address: string;
  /** What stands behind an address of a link. */
  readonly zone: string;
  /** The address and interface that it was told to send from, as the first line has it. */
  readonly from: string;
  /** Many may answer. */
  readonly toMany: boolean;
  /** What is said about it that ends nothing. */
  readonly warning: string;
}

/** Why it could not even begin. */
export interface PingFault {
  readonly code: ErrorCode;
  readonly text: string;
}

const MAPPED = 0xffffn;

export async function connect(session: ToolSession, words: PingWords): Promise<PingConnection | PingFault> {
  const resolved = await resolve(session, words.target, words.family);
  if ('code' in resolved) return resolved;
  for (const hop of words.hops) {
    const found = await resolve(session, hop, 'inet');
    if ('code' in found) return found;
  }
  const [address = '', zone] = resolved.address.split('%');
  const ipv6 = parseIpv6(address);
  if (ipv6 !== undefined && words.nodeInformation) {
    return {code: 'EOPNOTSUPP', text: '-N: questions to nodes (RFC 4620) are not supported here'};
  }
  // A socket of IPv6 takes such an address for one of IPv4, and then sends nothing there.
  if (ipv6 !== undefined && ipv6 >> 32n === MAPPED) return plain(address);
  const connection = await route(session, words, address, zone);
  if (!('code' in connection) && words.hops.length > 0 && words.timestamps === undefined) {
    return {code: 'EACCES', text: 'record route: Operation not permitted'};
  }
  return connection;
}

function plain(address: string): PingConnection {
  return {address, zone: '', from: '', toMany: false, warning: ''};
}

/** An address as it is, or that of a name the host knows. */
async function resolve(
  {lab, host}: ToolSession,
  name: string,
  family: 'inet' | 'inet6' | undefined,
): Promise<{address: string} | PingFault> {
  const literal = inetAton(name);
  if (literal !== undefined) return {address: literal};
  const [text = '', zone] = name.split('%');
  if (parseIpv6(text) !== undefined) {
    if (zone === undefined) return {address: text};
    const states = await lab.listInterfaces({host});
    if (states.some(({ifname}) => ifname === zone)) return {address: name};
  } else if (isHostName(name)) {
    const {names} = await lab.showHost({host});
    const addresses = Object.hasOwn(names, name) ? names[name]! : [];
    const address = addresses.find((one) => family === undefined || one.includes(':') === (family === 'inet6'));
    if (address !== undefined) return {address};
    const mismatch = 'Address family for hostname not supported';
    const found = addresses.length > 0 ? mismatch : await askServers(lab, {host, name, ...(family && {family})});
    return typeof found === 'string' ? {code: 'ENOTFOUND', text: `${name}: ${found}`} : found;
  }
  return {code: 'ENOTFOUND', text: `${name}: Name or service not known`};
}

/** What the host's name servers say, or why they say nothing: as getaddrinfo(3) has it. */
async function askServers(
  lab: ToolSession['lab'],
  request: {host: string; name: string; family?: 'inet' | 'inet6'},
): Promise<{address: string} | string> {
  try {
    for await (const {address} of lab.resolveName(request)) return {address};
  } catch (reason) {
    const {code, detail} = NetworkError.from(reason);
    if (code !== 'ENOTFOUND') throw reason;
    if (detail['kind'] === 'absent') return 'Name or service not known';
  }
  return 'Temporary failure in name resolution';
}

function isHostName(name: string): boolean {
  return /^[A-Za-z\d_][\w.-]*$/.test(name);
}

/** What connecting a socket finds out. */
async function route(
  session: ToolSession,
  words: PingWords,
  address: string,
  zone: string | undefined,
): Promise<PingConnection | PingFault> {
  const {device, sticky} = words;
  const dev = zone ?? device;
  const isGroup = address.includes(':') ? /^ff/i.test(address) : /^2(?:2[4-9]|3\d)\./.test(address);
  try {
    const found = await lookup(session, address, dev);
    const isBroadcast = await broadcasts(session, address);
    if (isBroadcast && !words.broadcast) return BROADCAST;
    if (found.type === 'unreachable') return unconnected('EHOSTUNREACH');
    if (found.type === 'blackhole') return unconnected('EINVAL');
    if (found.type === 'throw') return unconnected('ENETUNREACH');
    // The original knows of one reason only for which a socket is not permitted.
    if (found.type === 'prohibit') return BROADCAST;
    const asked = address.includes(':') ? words.source6 : words.source;
    const source = asked ?? chosenSource(words, address, zone, found.prefsrc);
    const strict = sticky || words.source !== undefined || words.source6 !== undefined;
    const known = asked !== undefined || device === undefined || (await hasAddress(session, device, source));
    const warnings = [
      ...(isBroadcast ? ['WARNING: pinging broadcast address\n'] : []),
      ...(known ? [] : [`ping: Warning: source address might be selected on device other than: ${device}\n`]),
    ];
    return {
      address,
      zone: found.dev === undefined ? '' : `%${found.dev}`,
      from: strict || device !== undefined ? `from ${source} ${device ?? ''}: ` : '',
      toMany: isBroadcast || isGroup,
      warning: warnings.join(''),
    };
  } catch (reason) {
    if (systemError(reason).code !== 'ESRCH') throw reason;
    return unconnected('ENETUNREACH');
  }
}

/** Where no route leads out of the interface that was asked for, Linux takes the destination for a neighbour. */
async function lookup(session: ToolSession, destination: string, dev: string | undefined): Promise<Way> {
  const {lab, host} = session;
  if (dev === undefined) return lab.lookupRoute({host, destination});
  try {
    return await lab.lookupRoute({host, destination, dev});
  } catch (reason) {
    const device = await lab.showInterface({host, ifname: dev});
    if (systemError(reason).code !== 'ESRCH' || !device.flags.includes('UP')) throw reason;
    const prefsrc = await anySource(session, device, destination.includes(':'));
    return {type: 'unicast', dev: device.ifname, ...(prefsrc !== undefined && {prefsrc})};
  }
}

type Way = Pick<RouteState, 'type' | 'dev' | 'prefsrc'>;

/** Of the interface itself, or of another: those of the loopback are for nobody else. */
async function anySource({lab, host}: ToolSession, device: InterfaceState, ipv6: boolean): Promise<string | undefined> {
  const family = ipv6 ? 'inet6' : 'inet';
  const states = [device, ...(await lab.listInterfaces({host}))];
  const addresses = states.flatMap(({addr_info: all}) => all).filter((one) => one.family === family);
  return addresses.find(({local}) => !/^(?:127\.|::1$)/.test(local))?.local;
}

const BROADCAST: PingFault = {
  code: 'EACCES',
  text: 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
};

function unconnected(code: ErrorCode): PingFault {
  return {code, text: `connect: ${strerror(code)!}`};
}

/** To an address of a link without saying which, no socket gets a source before it sends. */
function chosenSource({device}: PingWords, address: string, zone: string | undefined, prefsrc = ''): string {
  return device !== undefined && zone === undefined && /^fe80:/i.test(address) ? '::' : prefsrc;
}

async function hasAddress({lab, host}: ToolSession, ifname: string, address: string): Promise<boolean> {
  const {addr_info: addresses} = await lab.showInterface({host, ifname});
  return addresses.some(({local}) => local === address);
}

async function broadcasts({lab, host}: ToolSession, destination: string): Promise<boolean> {
  if (destination.includes(':')) return false;
  const states = await lab.listInterfaces({host});
  return states.some(({addr_info: addresses}) => addresses.some(({broadcast}) => broadcast === destination));
}
