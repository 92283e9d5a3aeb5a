/** One host: what goes, what comes, and what becomes of its interfaces. */
import type {TopologyHost, TopologyNeighbour, TopologyUdp} from '../api/schema/topology.ts';
import {type Path, fault, ipForm, macForm, nameForm} from './form.ts';
import {hostStart} from './host-start.ts';
import {InterfacePlan} from './interface-plan.ts';
import {planNames} from './name-plan.ts';
import {type Planning, changedOf} from './planning.ts';
import {RoutePlan} from './route-plan.ts';
import type {WirePlans} from './wire-plan.ts';

export class HostPlan {
  readonly name: string;
  readonly #planning: Planning;
  readonly #isNew: boolean;
  readonly #now: TopologyHost;
  readonly #wanted: TopologyHost;
  readonly #at: Path;
  #interfaces: readonly InterfacePlan[] = [];
  readonly #routes: RoutePlan;

  /** @param now `undefined`: it is not there yet */
  constructor(
    planning: Planning,
    name: string,
    now: TopologyHost | undefined,
    wanted: TopologyHost,
    usual: TopologyHost['personality'],
  ) {
    this.name = name;
    this.#planning = planning;
    this.#isNew = now === undefined;
    this.#now = now ?? hostStart(wanted.personality ?? usual);
    this.#wanted = wanted;
    this.#at = ['hosts', name];
    this.#routes = new RoutePlan(planning, name, this.#now, wanted, this.#at);
  }

  /** Those that are there, that are named, and that wires want. */
  findInterfaces(wires: WirePlans): void {
    const {interfaces: now = {}} = this.#now;
    const {interfaces: wanted = {}} = this.#wanted;
    const names = new Set([
      ...Object.keys(now),
      ...Object.keys(wanted),
      ...wires.wantedNics(this.name).map((name) => nameForm(name, this.#at)),
    ]);
    const nics = new Set(wires.wantedNics(this.name));
    const start = hostStart(this.#wanted.personality ?? this.#now.personality).interfaces!;
    this.#interfaces = [...names].map((name) => {
      const named = Object.hasOwn(wanted, name) || nics.has(name);
      return new InterfacePlan(this.#planning, this.name, name, {
        now: now[name],
        wanted: wanted[name],
        named,
        wires,
        wired: nics.has(name),
        own: start[name]?.addresses,
      });
    });
  }

  /** Whether an interface is there all the time. */
  keeps(ifname: string): boolean {
    return this.#interfaces.some(({name, goes, made}) => name === ifname && !goes && !made);
  }

  unusedName(): string {
    let unit = 0;
    while (this.#interfaces.some(({name}) => name === `nic${unit}`)) unit++;
    return `nic${unit}`;
  }

  /** Needs nothing that is not there yet. */
  takeAway(): void {
    for (const {port} of this.#udpGoing()) this.#planning.do('closeUdp', {host: this.name, port}, this.#at);
    this.#routes.takeAway((dev) => this.#fate(dev));
    for (const {dst, dev} of this.#neighboursGoing()) {
      if (this.#fate(dev) !== 'stays') continue;
      this.#planning.do('deleteNeighbour', {host: this.name, dst, dev}, this.#at);
    }
    for (const iface of this.#interfaces) iface.takeAway();
  }

  add(): void {
    const planning = this.#planning;
    const {name: host} = this;
    const {personality, settings = {}} = this.#wanted;
    if (this.#isNew) {
      planning.do('addHost', {host, ...(personality && {personality})}, this.#at);
      planning.say('+', `host ${host}${personality === undefined ? '' : ` ${personality}`}`);
    } else if (personality !== undefined && personality !== this.#now.personality) {
      planning.do('changeHost', {host, personality}, [...this.#at, 'personality']);
      planning.say('~', `${host} personality ${this.#now.personality!} → ${personality}`);
    }
    const changed = changedOf(settings, this.#now.settings) as Record<string, boolean>;
    if (Object.keys(changed).length > 0)
      planning.do('changeHost', {host, settings: changed}, [...this.#at, 'settings']);
    if (!this.#isNew) {
      for (const [name, value] of Object.entries(changed)) {
        planning.say('~', `${host} ${name} ${String(!value)} → ${String(value)}`);
      }
    }
    const begins = changed['net.inet6.ip6.auto_linklocal'] === true;
    if (begins) for (const iface of this.#interfaces) iface.mayHaveBegunIpv6();
    planNames(planning, host, this.#now.names, this.#wanted.names, this.#at);
  }

  addInterfaces(): void {
    for (const iface of this.#interfaces) iface.add();
  }

  configureInterfaces(): void {
    const [bridges, others] = [
      this.#interfaces.filter(({kind}) => kind === 'bridge'),
      this.#interfaces.filter(({kind}) => kind !== 'bridge'),
    ];
    const removed = (name: string) => this.#routes.removedOf(name);
    for (const iface of others) iface.configure(removed(iface.name));
    const free = (port: string) => {
      const iface = this.#interfaces.find(({name}) => name === port);
      return !iface || iface.goes || iface.made;
    };
    const staying = bridges.filter(({goes}) => !goes);
    for (const {ports} of staying) ports.leave(free);
    for (const {ports} of staying) ports.join();
    for (const bridge of staying) {
      const touched = others.some((iface) => iface.touched && bridge.ports.has(iface.name));
      bridge.configure(removed(bridge.name), touched || bridge.ports.change);
    }
  }

  /** What needs addresses. */
  addRest(): void {
    this.#routes.add((dev) => this.#fate(dev));
    this.#addNeighbours();
    this.#addUdp();
  }

  /** What becomes of what belongs to an interface: `loses` its routes, or is `made`, so that it has nothing yet. */
  #fate(dev: string | undefined): 'stays' | 'loses' | 'gone' | 'made' {
    if (dev === undefined) return 'stays';
    const iface = this.#interfaces.find(({name}) => name === dev);
    if (!iface || iface.goes) return 'gone';
    if (iface.made) return 'made';
    return iface.losesRoutes(this.#routes.removedOf(dev)) ? 'loses' : 'stays';
  }

  #neighboursGoing(): readonly TopologyNeighbour[] {
    const {neighbours: now = []} = this.#now;
    const wanted = this.#neighbours();
    const going = now.filter(({dst, dev}) => !wanted.some((each) => each.dst === dst && each.dev === dev));
    for (const {dst, dev} of going) this.#planning.say('-', `${this.name} neighbour ${dst} dev ${dev}`);
    return going;
  }

  #neighbours(): readonly Required<TopologyNeighbour>[] {
    const {neighbours} = this.#wanted;
    return this.#planning.listOf(neighbours, this.#now.neighbours).map(({dst, dev, lladdr, proxy = false}, place) => {
      const at = [...this.#at, 'neighbours', place];
      return {dst: ipForm(dst, at), dev: nameForm(dev, at), lladdr: macForm(lladdr, at), proxy};
    });
  }

  #addNeighbours(): void {
    for (const [place, neighbour] of this.#neighbours().entries()) {
      const {dst, dev, lladdr, proxy} = neighbour;
      const now = this.#now.neighbours?.find((each) => each.dst === dst && each.dev === dev);
      const same = now?.lladdr === lladdr && (now.proxy ?? false) === proxy;
      const fate = this.#fate(dev);
      if (fate === 'gone' && this.#wanted.neighbours === undefined) continue;
      if (same && fate !== 'made') continue;
      this.#planning.do('setNeighbour', {host: this.name, dst, dev, lladdr, proxy}, [...this.#at, 'neighbours', place]);
      if (!same) this.#planning.say(now ? '~' : '+', `${this.name} neighbour ${dst} dev ${dev} ${lladdr}`);
    }
  }

  #udp(): readonly TopologyUdp[] {
    return this.#planning.listOf(this.#wanted.udp, this.#now.udp).map(({port, address, join = []}, place) => {
      const at = [...this.#at, 'udp', place];
      return {
        port,
        ...(address !== undefined && {address: ipForm(address, at)}),
        join: join.map(({group, dev}) => ({group: ipForm(group, at), dev: nameForm(dev, at)})),
      };
    });
  }

  #udpGoing(): readonly TopologyUdp[] {
    const wanted = this.#udp();
    const going = (this.#now.udp ?? []).filter((port) => !wanted.some((each) => this.#isUdp(port, each)));
    for (const {port} of going) {
      if (!wanted.some((each) => each.port === port)) this.#planning.say('-', `${this.name} udp port ${port}`);
    }
    return going;
  }

  /** Whether a port stays as it is: what it has joined goes with the interface. */
  #isUdp(now: TopologyUdp, wanted: TopologyUdp): boolean {
    return JSON.stringify(now) === JSON.stringify(wanted) && !wanted.join!.some(({dev}) => this.#fate(dev) === 'made');
  }

  #addUdp(): void {
    const {name: host} = this;
    const now = this.#now.udp ?? [];
    for (const [place, wanted] of this.#udp().entries()) {
      if (now.some((port) => this.#isUdp(port, wanted))) continue;
      const at = [...this.#at, 'udp', place];
      const {port, address, join = []} = wanted;
      const gone = join.find(({dev}) => this.#fate(dev) === 'gone');
      if (gone) throw fault(`${host} has no interface ${gone.dev}`, at);
      // A port outlives the address that it was bound to: it is lent one.
      const lent = address !== undefined && !this.#interfaces.some((iface) => iface.hasAddress(address));
      const loopback = {host, ifname: 'lo0'};
      if (lent)
        this.#planning.do(
          'configureInterface',
          {...loopback, add: [{local: address, prefixlen: address.includes(':') ? 128 : 32}]},
          at,
        );
      this.#planning.do('bindUdp', {host, port, ...(address !== undefined && {address}), join}, at);
      if (lent) this.#planning.do('configureInterface', {...loopback, remove: [address]}, at);
      const before = now.some((each) => each.port === port);
      this.#planning.say(before ? '~' : '+', `${host} udp port ${port}`);
    }
  }
}
