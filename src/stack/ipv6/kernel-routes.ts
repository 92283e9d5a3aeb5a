/** The routes that IPv6 addresses bring: to themselves, to their network, to their peer. */
import {type Ipv6Address, networkOf6} from '../../packet/ipv6-address.ts';
import type {Interface} from '../interface.ts';
import type {Route, RouteSpec} from '../routing/route.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {Ipv6InterfaceAddress} from './ipv6-interface.ts';

export class KernelRoutes {
  readonly #routes: RoutingTable<Ipv6Address>;
  /** By interface, what its addresses brought; somebody may have deleted some of them since. */
  readonly #brought = new Map<Interface, ReadonlyMap<string, Route<Ipv6Address> | undefined>>();

  constructor(routes: RoutingTable<Ipv6Address>) {
    this.#routes = routes;
  }

  /** Bring and take what goes with the addresses that are in use now. */
  update(iface: Interface): void {
    const before = this.#brought.get(iface) ?? new Map<string, Route<Ipv6Address> | undefined>();
    const after = new Map<string, Route<Ipv6Address> | undefined>();
    for (const address of iface.ipv6.assigned()) {
      for (const spec of routesOf(iface, address)) {
        const key = `${spec.type} ${spec.destination}/${spec.prefixLength}`;
        if (!after.has(key)) after.set(key, before.has(key) ? before.get(key) : this.#routes.add(spec));
      }
    }
    for (const [key, route] of before) if (route && !after.has(key)) this.#routes.delete(route);
    if (after.size > 0) this.#brought.set(iface, after);
    else this.#brought.delete(iface);
  }
}

/** What the addresses of an interface that are in use bring. */
export function routesOfAddresses6(iface: Interface): RouteSpec<Ipv6Address>[] {
  return [...iface.ipv6.assigned()].flatMap((address) => routesOf(iface, address));
}

function routesOf(iface: Interface, address: Ipv6InterfaceAddress): RouteSpec<Ipv6Address>[] {
  const {local, prefixLength, peer, origin} = address;
  const common = {interface: iface, metric: iface.metric, protocol: 'kernel'} as const;
  const routes: RouteSpec<Ipv6Address>[] = [
    {...common, destination: local, prefixLength: 128, type: 'local', source: local, host: true},
  ];
  // Whether an advertised prefix is on the link is told apart from the addresses made of it (RFC 5942 §4).
  if (prefixLength < 128 && origin !== 'autoconf') {
    routes.push({
      ...common,
      destination: networkOf6(peer ?? local, prefixLength),
      prefixLength,
      type: 'unicast',
      host: false,
    });
  }
  if (peer !== undefined && peer !== local) {
    routes.push({...common, destination: peer, prefixLength: 128, type: 'unicast', host: true});
  }
  return routes;
}
