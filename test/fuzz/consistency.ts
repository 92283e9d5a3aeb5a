/** What holds in every lab, whatever was done to it. */
import type {LabApi} from '../../src/api/lab-api.ts';
import {Lab} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {collect} from '../service/lab-under-test.ts';

/** @returns what does not hold */
export async function contradictions(api: LabApi): Promise<string[]> {
  const found: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) found.push(what);
  };
  const hosts = await api.listHosts({});
  const interfacesOf = new Map(hosts.map(({name, interfaces}) => [name, new Set(interfaces)]));
  for (const {name: host, interfaces} of hosts) {
    const states = await api.listInterfaces({host});
    must(states.map(({ifname}) => ifname).join() === interfaces.join(), `${host}: interfaces are listed twice`);
    must(new Set(interfaces).size === interfaces.length, `${host}: two interfaces of one name`);
    must(new Set(states.map(({ifindex}) => ifindex)).size === states.length, `${host}: two interfaces of one index`);
    for (const {ifname, stats64, mtu, addr_info: addresses} of states) {
      for (const [way, counters] of Object.entries({rx: stats64.rx, tx: stats64.tx})) {
        const reasons = Object.values(counters.drop_reasons).reduce((sum, count) => sum + count, 0);
        must(reasons === counters.dropped + counters.errors, `${host} ${ifname}: ${way} reasons do not add up`);
      }
      must(mtu >= 68 && mtu <= 65_536, `${host} ${ifname}: MTU ${mtu}`);
      const local = addresses.map(({local: address}) => address);
      must(new Set(local).size === local.length, `${host} ${ifname}: an address twice`);
    }
    for (const family of ['inet', 'inet6'] as const) {
      for (const route of await collect(api.listRoutes({host, family}))) {
        must(route.dev === undefined || interfaces.includes(route.dev), `${host}: a route over ${route.dev ?? ''}`);
        must(route.family === family, `${host}: a route of another family`);
      }
      for (const neighbour of await api.listNeighbours({host, family})) {
        must(interfaces.includes(neighbour.dev), `${host}: a neighbour on ${neighbour.dev}`);
      }
    }
    for (const {ifname, queues} of await api.listDevices({host})) {
      must(interfaces.includes(ifname), `${host}: a device ${ifname} without interface`);
      for (const [name, queue] of Object.entries(queues)) {
        must(queue.packets <= queue.enqueued - queue.dequeued, `${host} ${ifname}: more in queue ${name} than came`);
        must(
          queue.limit_octets === null || queue.packets === 0 || queue.octets > 0,
          `${host} ${ifname}: empty packets`,
        );
      }
    }
    const ports = (await api.listBridges({host})).flatMap((bridge) => bridge.ports.map(({ifname}) => ifname));
    must(new Set(ports).size === ports.length, `${host}: a port of two bridges`);
    for (const port of ports) must(interfaces.includes(port), `${host}: a port ${port} that is not there`);
    const udp = (await api.listUdp({host})).map(({port, address}) => `${port} ${address}`);
    must(new Set(udp).size === udp.length, `${host}: a UDP port twice`);
  }
  for (const {name, ends} of await api.listWires({})) {
    for (const {host, ifname} of ends) {
      must(interfacesOf.get(host)?.has(ifname) === true, `wire ${name}: ${host}:${ifname} is not there`);
    }
  }
  return found;
}

/** All that is configured, as one restart must leave it. */
export async function configuration(api: LabApi): Promise<object> {
  const hosts = new Map<string, object>();
  for (const host of sorted(await api.listHosts({})))
    hosts.set(host.name, {...host, ...(await configurationOf(api, host.name))});
  const wires = (await api.listWires({})).map(({ends, ...wire}) => ({
    ...wire,
    rules: [],
    ends: ends.map(({host, ifname}) => `${host}:${ifname}`).sort(),
  }));
  return {hosts: Object.fromEntries(hosts), wires: byKey(sorted(wires), ({name}) => name)};
}

/** A restart puts hosts and wires in the order of their names. */
function sorted<Value extends {name: string}>(values: readonly Value[]): Value[] {
  return [...values].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function byKey<Value>(values: readonly Value[], key: (value: Value) => string): Record<string, Value> {
  return Object.fromEntries(values.map((value) => [key(value), value]));
}

async function configurationOf(api: LabApi, host: string): Promise<object> {
  const interfaces = (await api.listInterfaces({host})).map(({addr_info: addresses, flags, ...state}) => ({
    ...state,
    stats64: {},
    flags,
    addresses: addresses.flatMap(({local, address, prefixlen, broadcast, dynamic, scope}) =>
      dynamic === true || scope === 'link' ? [] : [{local, address, prefixlen, broadcast}],
    ),
  }));
  const devices = (await api.listDevices({host})).map(({ifname, mode, persist, link_header, user, group, queues}) => ({
    ...{ifname, mode, persist, link_header, user, group},
    queues: Object.values(queues).map((queue) => [queue.limit_packets, queue.limit_octets, queue.held]),
  }));
  const bridges = (await api.listBridges({host})).map(({ifname, ageing, ports}) => ({
    ifname,
    ageing,
    ports: ports.map(({ifname: port}) => port),
  }));
  const udp = (await api.listUdp({host})).map(({port, address}) => `${port} ${address}`).sort();
  const routes = await Promise.all(
    (['inet', 'inet6'] as const).map((family) => collect(api.listRoutes({host, family}))),
  );
  // Those that addresses of IPv6 bring are made again, by the metric that the interface has then.
  const kept = routes
    .flat()
    .filter(({protocol, family}) => protocol === 'static' || (protocol === 'kernel' && family === 'inet'));
  const neighbours = await Promise.all(
    (['inet', 'inet6'] as const).map((family) => api.listNeighbours({host, family})),
  );
  const typed = neighbours.flat().filter(({state}) => state === 'permanent');
  return {
    states: byKey(interfaces, ({ifname}) => ifname),
    devices: byKey(devices, ({ifname}) => ifname),
    bridges: byKey(bridges, ({ifname}) => ifname),
    udp,
    routes: kept.map((route) => JSON.stringify(route)),
    neighbours: typed.map((neighbour) => JSON.stringify(neighbour)).sort(),
  };
}

/** The lab that a restart would make of what another has kept. */
export function restarted(entries: Iterable<readonly [string, unknown]>): LabApi {
  const ordered = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  const lab = new Lab({clock: new VirtualClock(0), seed: 1, entries: structuredClone(new Map(ordered))});
  return localLab({
    lab,
    hello: () => {
      throw new Error('nobody asks');
    },
  });
}
