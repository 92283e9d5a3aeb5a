/** Wires, and which NICs are plugged into them. */
import type {Topology, TopologyWire} from '../api/schema/topology.ts';
import type {WireEnd} from '../api/schema/wire.ts';
import {type Path, fault, ipForm, nameForm} from './form.ts';
import type {HostPlan} from './host-plan.ts';
import {type Planning, changedOf} from './planning.ts';
import {without} from './without.ts';

type Wires = NonNullable<Topology['wires']>;

/** Who is plugged in where: the name of a wire by `host:eth0`. */
type Plugs = ReadonlyMap<string, string>;

export class WirePlans {
  readonly #planning: Planning;
  readonly #hosts: ReadonlyMap<string, HostPlan>;
  readonly #now: Wires;
  readonly #wanted: Wires;
  readonly #plugged: Plugs;
  readonly #toPlug: Plugs;
  /** Wires that are there in the end, some of them not yet. */
  readonly #made = new Set<string>();

  constructor(planning: Planning, hosts: ReadonlyMap<string, HostPlan>, now: Wires, wanted: Wires) {
    this.#planning = planning;
    this.#hosts = hosts;
    this.#now = now;
    this.#wanted = wanted;
    this.#plugged = plugs(now, hosts, false);
    this.#toPlug = plugs(wanted, hosts, true);
    for (const name of Object.keys(now)) if (this.#stays(name)) this.#made.add(name);
  }

  remove(): void {
    for (const wire of Object.keys(this.#now)) {
      if (this.#stays(wire)) continue;
      this.#planning.do('removeWire', {wire}, []);
      this.#planning.say('-', `wire ${wire}`);
    }
  }

  /** NICs of a host that somebody wants to plug in. */
  wantedNics(host: string): string[] {
    return [...this.#toPlug.keys()].map(endOf).flatMap((end) => (end.host === host ? [end.ifname] : []));
  }

  /** The wire a NIC is plugged into when wires have been removed. */
  nowOf(host: string, ifname: string): string | undefined {
    const wire = this.#plugged.get(`${host}:${ifname}`);
    return wire !== undefined && this.#stays(wire) ? wire : undefined;
  }

  /** The wire a NIC is to be plugged into in the end. */
  wantedOf(host: string, ifname: string): string | undefined {
    const end = `${host}:${ifname}`;
    const wanted = this.#toPlug.get(end);
    if (wanted !== undefined) return wanted;
    const now = this.nowOf(host, ifname);
    if (now === undefined) return undefined;
    const listed = this.#wanted[now]?.ends !== undefined || this.#planning.prune;
    return listed ? undefined : now;
  }

  /** Plugs a NIC in, which is made if it is not there; without a wire it is made all the same. */
  plug(host: string, ifname: string, wire: string | undefined): void {
    const at = wire === undefined ? ['hosts', host, 'interfaces', ifname] : ['wires', wire, 'ends'];
    const ends = [{host, ifname}];
    if (wire === undefined) {
      // Only a wire makes a NIC.
      const temporary = this.#unusedName();
      this.#planning.do('addWire', {wire: temporary, ends}, at);
      this.#planning.do('removeWire', {wire: temporary}, at);
      return;
    }
    this.#make(wire);
    this.#planning.do('addWire', {wire, ends}, at);
  }

  configure(): void {
    for (const [wire, wanted] of Object.entries(this.#wanted)) {
      if (!this.#made.has(wire)) this.#makeWithoutEnds(wire);
      this.#configure(wire, wanted);
    }
  }

  #configure(wire: string, written: TopologyWire): void {
    const settings = without(written, 'ends', 'drop');
    const planning = this.#planning;
    const at = ['wires', wire];
    const now = this.#now[wire];
    const changed = changedOf(settings, now);
    if (Object.keys(changed).length > 0) {
      planning.do('changeWire', {wire, ...changed}, at);
      if (now) {
        for (const [name, value] of Object.entries(changed)) {
          planning.say('~', `wire ${wire} ${name} ${String(now[name as keyof typeof changed])} → ${String(value)}`);
        }
      }
    }
    const before = now?.drop?.map((rule) => dropForm(rule, at)).filter((rule) => this.#survives(rule)) ?? [];
    const rules = planning.listOf(written.drop, before).map((rule, place) => dropForm(rule, [...at, 'drop', place]));
    if (JSON.stringify(rules) === JSON.stringify(before)) return;
    if (before.length > 0) planning.do('clearDropRules', {wire}, at);
    for (const [place, {from, ...rule}] of rules.entries()) {
      planning.do('addDropRule', {wire, ...rule, ...(from !== undefined && {from: endOf(from)})}, [
        ...at,
        'drop',
        place,
      ]);
    }
    planning.say('~', `wire ${wire} frames to drop: ${before.length} → ${rules.length}`);
  }

  /** A rule goes with the sender that it names. */
  #survives({from}: {readonly from?: string}): boolean {
    if (from === undefined) return true;
    const {host, ifname} = endOf(from);
    return this.#hosts.get(host)?.keeps(ifname) ?? false;
  }

  #make(wire: string): void {
    if (this.#made.has(wire)) return;
    this.#made.add(wire);
    this.#planning.say('+', `wire ${wire}`);
  }

  /** By way of a NIC that goes again. */
  #makeWithoutEnds(wire: string): void {
    const [host = ''] = this.#hosts.keys();
    const ifname = this.#hosts.get(host)!.unusedName();
    this.#make(wire);
    this.#planning.do('addWire', {wire, ends: [{host, ifname}]}, ['wires', wire]);
    this.#planning.do('removeInterface', {host, ifname}, ['wires', wire]);
  }

  #stays(wire: string): boolean {
    return !this.#planning.prune || Object.hasOwn(this.#wanted, wire);
  }

  #unusedName(): string {
    let name = 'unplugged';
    while (Object.hasOwn(this.#now, name) || Object.hasOwn(this.#wanted, name)) name += '-';
    return name;
  }
}

function plugs(wires: Wires, hosts: ReadonlyMap<string, HostPlan>, checked: boolean): Plugs {
  const found = new Map<string, string>();
  for (const [wire, {ends = []}] of Object.entries(wires)) {
    for (const [place, text] of ends.entries()) {
      const at = ['wires', wire, 'ends', place];
      const {host, ifname: spelling} = endOf(text);
      if (checked && !hosts.has(host)) throw fault(`there is no host ${host}; name it under "hosts"`, at);
      const end = `${host}:${nameForm(spelling, at)}`;
      const other = found.get(end);
      if (checked && other !== undefined) throw fault(`${end} is plugged into ${other} already`, at);
      found.set(end, wire);
    }
  }
  return found;
}

function dropForm(rule: NonNullable<TopologyWire['drop']>[number], at: Path) {
  const {nth, from, ether_type, protocol, source, destination, port, icmp_type, minimum_length} = rule;
  const end = from === undefined ? undefined : endOf(from);
  return {
    nth,
    ...(end && {from: `${end.host}:${nameForm(end.ifname, at)}`}),
    ...(ether_type !== undefined && {ether_type}),
    ...(protocol !== undefined && {protocol}),
    ...(source !== undefined && {source: ipForm(source, at)}),
    ...(destination !== undefined && {destination: ipForm(destination, at)}),
    ...(port !== undefined && {port}),
    ...(icmp_type !== undefined && {icmp_type}),
    ...(minimum_length !== undefined && {minimum_length}),
  };
}

function endOf(text: string): WireEnd {
  const [host = '', ifname = ''] = text.split(':');
  return {host, ifname};
}
