/** `route get` of FreeBSD 14: the route that a packet takes. */
import type {RouteState} from '../../../api/schema/route.ts';
import {NetworkError} from '../../../errors.ts';
import {personalName} from '../../../names.ts';
import type {ToolSession} from '../tool.ts';
import {type BsdRoute, bsdRoute, maskText, type RouteFlag, scoped} from './bsd-route.ts';
import {complaint} from './failure.ts';
import {KnownNames} from './known-names.ts';
import type {RouteOptions, RouteWords} from './route-words.ts';

/** The original's -1. */
const NOT_FOUND = 255;

const COLUMNS = ' recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire';

/** In the order of their bits. */
const FLAGS: readonly (readonly [RouteFlag | undefined, string])[] = [
  [undefined, 'UP'],
  ['gateway', 'GATEWAY'],
  ['host', 'HOST'],
  ['reject', 'REJECT'],
  [undefined, 'DONE'],
  ['static', 'STATIC'],
  ['blackhole', 'BLACKHOLE'],
  ['pinned', 'PINNED'],
];

export async function getRoute(session: ToolSession, wanted: RouteWords, {letters}: RouteOptions): Promise<number> {
  const {lab, host, json, out} = session;
  const state = await found(session, wanted);
  const route = state && bsdRoute(state);
  if (!state || !route) throw complaint('route', 'route has not been found', NOT_FOUND, 'ESRCH');
  if (json) {
    out(`${JSON.stringify(state)}\n`);
    return 0;
  }
  const names = letters.has('n') ? undefined : await KnownNames.of(session);
  const {mtu} = await lab.showInterface({host, ifname: route.dev});
  out(routeText(route, wanted.destination, mtu, (address) => nameOf(address, names)));
  return 0;
}

/** Zeros are the default route, unless numbers are wanted. */
function nameOf(address: string, names: KnownNames | undefined): string {
  if (!names) return address;
  return address === '0.0.0.0' || address === '::' ? 'default' : (names.nameOf(address) ?? address);
}

/** With a mask it is that very network, else the best route to an address. */
async function found({lab, host}: ToolSession, wanted: RouteWords): Promise<RouteState | undefined> {
  const {family, destination, prefixlen, masked, dev} = wanted;
  if (!masked || wanted.host) {
    try {
      return await lab.lookupRoute({host, destination, ...(dev !== undefined && {dev})});
    } catch (reason) {
      if (reason instanceof NetworkError && reason.code === 'ESRCH') return undefined;
      throw reason;
    }
  }
  const full = family === 'inet' ? 32 : 128;
  const dst = prefixlen === 0 ? 'default' : prefixlen === full ? destination : `${destination}/${prefixlen}`;
  for await (const route of lab.listRoutes({host, family})) if (route.dst === dst) return route;
  return undefined;
}

function routeText(route: BsdRoute, to: string, mtu: number, named: (address: string) => string): string {
  const {state, destination, prefixlen, gateway, dev, flags} = route;
  const isHost = prefixlen === (state.family === 'inet' ? 32 : 128);
  const name = personalName('bsd', dev);
  const link = personalName('bsd', state.dev ?? dev);
  const words = FLAGS.filter(([flag]) => flag === undefined || flags.has(flag)).map(([, word]) => word);
  const numbers = [0, 0, 0, 0, mtu, 1].map((value) => `${String(value).padStart(8)}  `).join('');
  return [
    `   route to: ${scoped(named(to), link)}`,
    `destination: ${scoped(named(destination), link)}`,
    ...(isHost ? [] : [`       mask: ${named(maskText(route))}`]),
    ...(gateway === undefined ? [] : [`    gateway: ${scoped(named(gateway), link)}`]),
    '        fib: 0',
    `  interface: ${name}`,
    `      flags: <${words.join(',')}>`,
    COLUMNS,
    `${numbers}${'0'.padStart(8)} `,
    '',
  ].join('\n');
}
