/** `route flush` of FreeBSD 14: routes through gateways go, and each is told. */
import type {RouteState} from '../../../api/schema/route.ts';
import {personalName} from '../../../names.ts';
import {parseAddress} from '../../../packet/address.ts';
import type {ToolSession} from '../tool.ts';
import {type BsdRoute, bsdRoute, byDestination, scoped} from './bsd-route.ts';
import {complaint, EX, type Failure} from './failure.ts';
import {KnownNames} from './known-names.ts';
import type {RouteOptions} from './route-words.ts';

type Family = 'inet' | 'inet6';

/** The original flushes nothing unless it is told which version of IP; here it means both. */
export async function flushRoutes(
  session: ToolSession,
  words: readonly string[],
  {letters, family}: RouteOptions,
  usage: (keyword?: string) => Failure,
): Promise<number> {
  const {lab, host, json, out} = session;
  const chosen = readFamily(words, usage) ?? family;
  const families: readonly Family[] = chosen === undefined ? ['inet', 'inet6'] : [chosen];
  const names = letters.has('n') ? undefined : await KnownNames.of(session);
  const flushed: RouteState[] = [];
  for (const each of families) {
    for (const route of await viaGateway(session, each)) {
      const {dst, type, gateway, dev, metric} = route.state;
      const to = {...(gateway !== undefined && {gateway}), ...(dev !== undefined && {dev})};
      if (!letters.has('d') && !letters.has('t')) await lab.deleteRoute({host, family: each, dst, type, metric, ...to});
      flushed.push(route.state);
      if (!json && !letters.has('q') && !letters.has('d')) out(flushedText(route, names));
    }
  }
  if (json) out(`${JSON.stringify({deleted: flushed.length})}\n`);
  return 0;
}

function readFamily(words: readonly string[], usage: (keyword?: string) => Failure): Family | undefined {
  let family: Family | undefined;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '-inet' || word === '-4') family = 'inet';
    else if (word === '-inet6' || word === '-6') family = 'inet6';
    else if (word === '-fib') {
      const fib = left.shift();
      if (fib === undefined) throw usage(word);
      if (!['0', 'all', 'default'].includes(fib)) throw complaint('route', `invalid fib number: ${fib}`, EX.usage);
    } else throw usage(word);
  }
  return family;
}

async function viaGateway({lab, host}: ToolSession, family: Family): Promise<BsdRoute[]> {
  const numbers = new Map((await lab.listInterfaces({host})).map(({ifname, ifindex}) => [ifname, ifindex]));
  const found: BsdRoute[] = [];
  for await (const state of lab.listRoutes({host, family})) {
    const route = bsdRoute(state);
    if (route?.flags.has('gateway')) found.push(route);
  }
  return found.sort(byDestination((dev) => numbers.get(dev) ?? 0));
}

function flushedText({state, destination, gateway = '', flags}: BsdRoute, names: KnownNames | undefined): string {
  const link = personalName('bsd', state.dev ?? 'lo0');
  const host = (address: string): string => scoped(names?.nameOf(address) ?? address, link);
  const shown = [flags.has('host') ? host(destination) : networkName(destination, link, host), host(gateway)];
  return `${shown.map((text) => text.slice(0, 20).padEnd(20)).join(' ')} -fib 0   done\n`;
}

/** Octets of zero at the end are left out, and the mask is not told. */
function networkName(destination: string, link: string, host: (address: string) => string): string {
  if (parseAddress(destination) === undefined) return scoped(host(destination), link);
  if (destination === '0.0.0.0') return 'default';
  return destination.replace(/(?:\.0){1,3}$/, '');
}
