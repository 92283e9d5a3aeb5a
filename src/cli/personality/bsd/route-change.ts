/** `route add`, `change` and `delete` of FreeBSD 14: what is done is told on standard output, and what is not as well. */
import type {AddRoute, RouteState} from '../../../api/schema/route.ts';
import type {ErrorCode} from '../../../errors.ts';
import type {ToolSession} from '../tool.ts';
import {systemCode} from './failure.ts';
import type {RouteOptions, RouteWords} from './route-words.ts';
import {strerror} from './strerror.ts';

type Command = 'add' | 'change' | 'del' | 'delete';

/** What `route` says of these besides what the system does. */
const TOLD: Partial<Record<ErrorCode, string>> = {
  ESRCH: 'not in table',
  EBUSY: 'entry in use',
  ENOBUFS: 'not enough memory',
  EADDRINUSE: 'gateway uses the same route',
  EEXIST: 'route already in table',
};

/** @returns the exit status */
export async function changeRoute(
  session: ToolSession,
  command: Command,
  wanted: RouteWords,
  {letters}: RouteOptions,
): Promise<number> {
  const {json, out, err} = session;
  // Nothing is asked of the system in a dry run.
  const dry = letters.has('d') || letters.has('t');
  const done = dry ? undefined : await changed(session, command, wanted);
  const code = typeof done === 'string' ? done : undefined;
  if (code !== undefined) {
    const text = code === 'ESRCH' ? 'route has not been found' : `message indicates error: ${strerror(code) ?? code}`;
    err(`route: ${text}\n`);
  }
  if (json) out(`${JSON.stringify(code === undefined ? (done ?? null) : {error: {code, message: textOf(code)}})}\n`);
  else if (!letters.has('q')) out(`${lineOf(command, wanted)}${code === undefined ? '' : ` fib 0: ${textOf(code)}`}\n`);
  return code === undefined ? 0 : 1;
}

function textOf(code: ErrorCode): string {
  return TOLD[code] ?? strerror(code) ?? code;
}

function lineOf(command: Command, {host, told}: RouteWords): string {
  return `${command} ${host ? 'host' : 'net'} ${told.destination}${told.gateway === '' ? '' : `: gateway ${told.gateway}`}`;
}

/** @returns the route, or what the system refused */
async function changed(
  session: ToolSession,
  command: Command,
  wanted: RouteWords,
): Promise<RouteState | ErrorCode | undefined> {
  const {lab, host} = session;
  try {
    if (wanted.unsupported) return wanted.unsupported;
    if (command === 'del' || command === 'delete') return await deleted(session, wanted);
    const route = routeOf(wanted);
    if (!route) return 'EINVAL';
    if (command === 'change') return await replaced(session, wanted, route);
    return await lab.addRoute({host, ...route});
  } catch (reason) {
    return systemCode(reason);
  }
}

type Route = Omit<AddRoute, 'host'>;

/** The route to add; `undefined` where the words do not say where it leads. */
function routeOf(wanted: RouteWords): Route | undefined {
  const {gateway, dev, type} = wanted;
  // What discards leads nowhere, whatever gateway it was given; without one FreeBSD takes it no better than any other.
  if (type) return gateway === undefined && dev === undefined ? undefined : {...selectorOf(wanted), type};
  if (gateway === undefined && dev === undefined) return undefined;
  return {...selectorOf(wanted), ...(gateway !== undefined && {gateway}), ...(dev !== undefined && {dev})};
}

function selectorOf({family, destination, prefixlen, host}: RouteWords): Route {
  return {dst: `${destination}/${prefixlen}`, family, ...(host && {to_host: true})};
}

/** All routes to exactly that network, the kernel's own as well. */
async function routesTo({lab, host}: ToolSession, {family, destination, prefixlen}: RouteWords): Promise<RouteState[]> {
  const full = family === 'inet' ? 32 : 128;
  const dst = prefixlen === 0 ? 'default' : prefixlen === full ? destination : `${destination}/${prefixlen}`;
  const found: RouteState[] = [];
  for await (const route of lab.listRoutes({host, family})) if (route.dst === dst) found.push(route);
  return found;
}

function isMeant({gateway, dev}: RouteWords, route: RouteState): boolean {
  if (route.type === 'unreachable' || route.type === 'blackhole') return true;
  return (gateway === undefined || route.gateway === gateway) && (dev === undefined || route.dev === dev);
}

async function deleted(session: ToolSession, wanted: RouteWords): Promise<RouteState | ErrorCode> {
  const found = (await routesTo(session, wanted)).filter((route) => isMeant(wanted, route));
  const typed = found.find(({protocol}) => protocol !== 'kernel');
  // What an address brought goes with the address.
  if (!typed) return found.length > 0 ? 'EADDRINUSE' : 'ESRCH';
  return session.lab.deleteRoute(exactly(session.host, typed));
}

function exactly(host: string, {dst, family, type, gateway, dev, metric}: RouteState): AddRoute {
  return {host, dst, family, type, metric, ...(gateway !== undefined && {gateway}), ...(dev !== undefined && {dev})};
}

/** The new one first: where it is refused, the old one stays. */
async function replaced(session: ToolSession, wanted: RouteWords, route: Route): Promise<RouteState | ErrorCode> {
  const {lab, host} = session;
  const old = (await routesTo(session, wanted)).find(({protocol}) => protocol !== 'kernel');
  if (!old) return 'ESRCH';
  try {
    const added = await lab.addRoute({host, ...route});
    await lab.deleteRoute(exactly(host, old));
    return added;
  } catch (reason) {
    if (systemCode(reason) === 'EEXIST') return old;
    throw reason;
  }
}
