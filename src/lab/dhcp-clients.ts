/** The clients of DHCP of one host, an interface each, and what their leases make of the host. */
import {NetworkError} from '../errors.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import {Random} from '../random.ts';
import {addRoute, configureInterface, deleteRoute, saveInterface} from '../stack/configure.ts';
import {DhcpClient} from '../stack/dhcp/client.ts';
import type {Lease} from '../stack/dhcp/lease.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {rekey} from '../stack/interface-table.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {AnyRoute} from '../stack/routing/route.ts';
import type {Clock} from '../time/clock.ts';

/** What a client looks like in the journal. */
export interface DhcpRecord {
  readonly lease: Lease | null;
  /** Of the interface, before a server said another one. */
  readonly mtu: number;
}

/** What rtnetlink(7) says of routes that DHCP brought (RTPROT_DHCP). */
const BY_DHCP = 16;

interface Running {
  readonly client: DhcpClient;
  readonly mtu: number;
  /** What the host asked before this client's lease said whom to ask. */
  asked: readonly IpAddress[];
  /** What it asks because of that lease. */
  told: readonly IpAddress[] | undefined;
}

/** Whom a host asks for names. */
export interface Asking {
  nameservers: readonly IpAddress[];
}

export class DhcpClients {
  /** Called when the state of a client has changed. */
  readonly watchers = new Set<() => void>();
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #asking: Asking;
  readonly #running = new Map<string, Running>();
  #random: Random | undefined;

  constructor(host: Host, clock: Clock, asking: Asking) {
    this.#host = host;
    this.#clock = clock;
    this.#asking = asking;
  }

  *[Symbol.iterator](): Generator<DhcpClient> {
    for (const {client} of this.#running.values()) yield client;
  }

  get(name: string): DhcpClient | undefined {
    return this.#running.get(name)?.client;
  }

  /** @throws {NetworkError} ENOENT, with what there is to do about it */
  named(name: string): DhcpClient {
    const client = this.get(name);
    if (client) return client;
    this.#host.interfaces.named(name);
    throw new NetworkError('ENOENT', `no client of DHCP is on ${name}; start one with: tunlab dhcp ${name}`);
  }

  /** Brings the interface up, and looks for a server. @throws {NetworkError} ENODEV; EOPNOTSUPP: no Ethernet */
  start(name: string): DhcpClient {
    const known = this.get(name);
    if (known) return known;
    const iface = this.#host.interfaces.named(name);
    if (!(iface.link instanceof EthernetLink))
      throw new NetworkError('EOPNOTSUPP', `${name} carries no Ethernet frames: DHCP needs a NIC, a tap or a bridge`);
    if (!iface.up) configureInterface(this.#host, iface, {up: true});
    const {client} = this.#add(iface, iface.mtu);
    this.#save(name);
    client.start();
    return client;
  }

  /** Gives the lease back, and takes away what it brought. @throws {NetworkError} ENOENT, ENODEV */
  stop(name: string): void {
    this.named(name).stop();
    this.#forget(name);
  }

  /** The interface is about to go away. */
  forget(name: string): void {
    if (this.#running.has(name)) this.stop(name);
  }

  /** The interface has another name. */
  renamed(from: string, to: string): void {
    if (!this.#running.has(from)) return;
    rekey(this.#running, from, to);
    this.#host.journal(this.#key(from), undefined);
    this.#save(to);
  }

  /** The machine is switched off, or its network is: nobody is told. */
  abandon(name: string): void {
    this.#running.get(name)?.client.abandon();
    this.#forget(name);
  }

  /** Whoever is at the other end may be somebody else now: ask again for what the host has. */
  linkUp(name: string): void {
    const running = this.#running.get(name);
    if (!running) return;
    const {lease} = running.client;
    running.client.abandon();
    running.client.start(lease);
  }

  /** To be called when all else of the host is there. */
  restore(name: string, {lease, mtu}: DhcpRecord): void {
    const running = this.#add(this.#host.interfaces.named(name), mtu);
    if (lease) this.#ask(running, lease);
    running.client.start(lease ?? undefined);
  }

  #add(iface: Interface, mtu: number): Running {
    this.#random ??= new Random(this.#host.random.next());
    const client: DhcpClient = new DhcpClient({
      host: this.#host,
      iface,
      clock: this.#clock,
      random: this.#random,
      onLease: (lease, before) => this.#apply(iface.name, lease, before),
      onLoss: (lease) => this.#undo(iface.name, lease),
      onState: () => {
        for (const watch of this.watchers) watch();
      },
    });
    const running: Running = {client, mtu, asked: [], told: undefined};
    this.#running.set(iface.name, running);
    return running;
  }

  /** Address, MTU, route and resolver, as far as they differ from what is there. */
  #apply(name: string, lease: Lease, before: Lease | undefined): void {
    const running = this.#running.get(name)!;
    const {iface} = running.client;
    const {address: local, prefixLength, routers} = lease;
    const has = iface.addresses.some((own) => own.local === local && own.prefixLength === prefixLength);
    if (!has) {
      const others = new Set([local, ...(before ? [before.address] : [])]);
      const remove = iface.addresses.map((own) => own.local).filter((own) => others.has(own));
      configureInterface(this.#host, iface, {remove});
      configureInterface(this.#host, iface, {add: [{local, prefixLength}]});
    }
    if (lease.mtu !== undefined) this.#setMtu(iface, lease.mtu);
    const [gateway] = routers;
    const routes = this.#routesBy(iface);
    if (gateway === undefined || routes.every((route) => route.gateway !== gateway)) {
      for (const route of routes) deleteRoute(this.#host, route);
      if (gateway !== undefined) {
        addRoute(this.#host, {
          destination: 0,
          prefixLength: 0,
          type: 'unicast',
          interface: iface,
          gateway,
          metric: iface.metric,
          protocol: 'static',
          label: {protocol: BY_DHCP},
          host: false,
        });
      }
    }
    this.#ask(running, lease);
    this.#save(name);
  }

  #undo(name: string, lease: Lease): void {
    const running = this.#running.get(name)!;
    const {iface} = running.client;
    for (const route of this.#routesBy(iface)) deleteRoute(this.#host, route);
    const has = iface.addresses.some(({local}) => local === lease.address);
    if (has) configureInterface(this.#host, iface, {remove: [lease.address]});
    if (lease.mtu !== undefined) this.#setMtu(iface, running.mtu);
    this.#askAsBefore(running);
    this.#save(name);
  }

  /** Whom to ask for names: what somebody else has said since stays. */
  #ask(running: Running, {nameservers}: Lease): void {
    this.#askAsBefore(running);
    if (nameservers.length === 0) return;
    running.asked = this.#asking.nameservers;
    running.told = [...nameservers];
    this.#asking.nameservers = running.told;
  }

  #askAsBefore(running: Running): void {
    if (running.told && this.#asking.nameservers === running.told) this.#asking.nameservers = running.asked;
    running.told = undefined;
  }

  #setMtu(iface: Interface, mtu: number): void {
    const {minimum, maximum} = iface.device.mtu;
    iface.mtu = Math.min(Math.max(mtu, minimum), maximum);
    saveInterface(this.#host, iface);
    this.#host.ipv6.update(iface);
  }

  #routesBy(iface: Interface): AnyRoute[] {
    const routes: readonly AnyRoute[] = [...this.#host.ipv4.routes];
    return routes.filter((route) => route.interface === iface && route.label?.protocol === BY_DHCP);
  }

  #forget(name: string): void {
    this.#running.delete(name);
    this.#host.journal(this.#key(name), undefined);
  }

  #save(name: string): void {
    const {client, mtu} = this.#running.get(name)!;
    const record: DhcpRecord = {lease: client.lease ?? null, mtu};
    this.#host.journal(this.#key(name), record);
  }

  #key(name: string): string {
    return `host/${this.#host.name}/dhcp/${name}`;
  }
}
