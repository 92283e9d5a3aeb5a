/** One interface of one host, from how it is to how it is to be. */
import type {InterfaceChange} from '../api/schema/interface.ts';
import type {TopologyInterface} from '../api/schema/topology.ts';
import {ofVersion, replaced} from './address-list.ts';
import {planDevice} from './device-plan.ts';
import {type AddressForm, type Path, type RouteForm, addressForm, addressSpec, addressText, macForm} from './form.ts';
import {type Kind, kindOf} from './interface-kind.ts';
import {type Planning, changedOf, pieces} from './planning.ts';
import {type Switches, mergedInterface, switchesOf} from './interface-parts.ts';
import {PortPlan} from './port-plan.ts';
import type {WirePlans} from './wire-plan.ts';
import {without} from './without.ts';

interface Sides {
  /** `undefined`: it is not there. */
  readonly now: TopologyInterface | undefined;
  readonly wanted: TopologyInterface | undefined;
  /** Whether anything says that it is to be there. */
  readonly named: boolean;
  /** Whether a wire says so. */
  readonly wired: boolean;
  readonly wires: WirePlans;
  /** Addresses that it begins with, as every host's loopback does. */
  readonly own: TopologyInterface['addresses'];
}

interface Removed {
  readonly now: readonly RouteForm[];
  readonly wanted: readonly RouteForm[];
}

export class InterfacePlan {
  readonly name: string;
  readonly kind: Kind;
  /** It is not there in the end. */
  readonly goes: boolean;
  /** It is made, perhaps in place of one of the same name. */
  readonly made: boolean;
  /** Of a bridge. */
  readonly ports: PortPlan;
  /** Whether anything about it has been changed. */
  touched = false;
  readonly #planning: Planning;
  readonly #host: string;
  readonly #at: Path;
  readonly #sides: Sides;
  readonly #now: TopologyInterface | undefined;
  readonly #wanted: TopologyInterface;
  readonly #addresses: readonly AddressForm[];
  #maybeIpv6 = false;

  constructor(planning: Planning, host: string, name: string, sides: Sides) {
    this.name = name;
    this.#planning = planning;
    this.#host = host;
    this.#at = ['hosts', host, 'interfaces', name];
    this.#sides = sides;
    const {now, wanted = {}, named, wires} = sides;
    this.goes = now !== undefined && planning.prune && !named && name !== 'lo0';
    this.kind = this.goes ? now!.kind! : kindOf(name, sides, this.#at);
    const moved =
      now?.kind === 'nic' &&
      this.kind === 'nic' &&
      !this.goes &&
      wires.nowOf(host, name) !== undefined &&
      wires.nowOf(host, name) !== wires.wantedOf(host, name);
    // A node stays as long as its device.
    const withoutNode =
      now?.device?.node === true && now.kind === this.kind && wanted.device?.node === false && !(wanted.up ?? now.up);
    const renewed = moved || withoutNode;
    const remade = now !== undefined && !this.goes && (now.kind !== this.kind || renewed);
    this.made = now === undefined || remade;
    this.#now = this.made ? undefined : now;
    this.#wanted = renewed ? mergedInterface(now, wanted) : wanted;
    const kept = this.made && !renewed ? undefined : now?.addresses;
    this.#addresses = planning
      .listOf(this.#wanted.addresses ?? (planning.prune ? sides.own : undefined), kept)
      .map((address, place) => addressForm(address, [...this.#at, 'addresses', place]));
    this.ports = new PortPlan(planning, {host, ifname: name}, {now: this.#now, wanted: this.#wanted}, this.#at);
  }

  hasAddress(address: string): boolean {
    return !this.goes && this.#addresses.some(({local}) => local === address);
  }

  /** A setting of the host may have started IPv6 on it. */
  mayHaveBegunIpv6(): void {
    this.#maybeIpv6 = true;
  }

  /** Whether it goes down for a while, and its routes with it. */
  losesRoutes(removed: Removed): boolean {
    const down = this.#now?.up === true && this.#wanted.up === false;
    return this.made || down || this.#bounces(removed) || this.#needsNode();
  }

  takeAway(): void {
    const {now} = this.#sides;
    if (!now || (!this.goes && !this.made)) return;
    this.#planning.do('removeInterface', {host: this.#host, ifname: this.name}, this.#at);
    if (this.goes) this.#planning.say('-', `${this.#host} ${this.name}`);
  }

  add(): void {
    if (this.goes) return;
    const {wires, now} = this.#sides;
    const wire = wires.wantedOf(this.#host, this.name);
    if (!this.made) {
      if (this.kind === 'nic' && wire !== wires.nowOf(this.#host, this.name)) this.#plug(wire!);
      return;
    }
    this.touched = true;
    this.#planning.say(now ? '~' : '+', `${this.#host} ${this.name}${this.#settingsText()}`);
    const {host, ifname} = {host: this.#host, ifname: this.name};
    const device = without(this.#wanted.device ?? {}, 'held', 'node');
    if (this.kind === 'tun' || this.kind === 'tap') {
      this.#planning.do('createDevice', {host, ifname, mode: this.kind, ...device}, this.#at);
    } else if (this.kind === 'bridge') {
      this.#planning.do('addBridge', {host, ifname}, this.#at);
    } else if (wire !== undefined) this.#plug(wire);
    else wires.plug(host, ifname, undefined);
  }

  #plug(wire: string): void {
    this.touched = true;
    this.#sides.wires.plug(this.#host, this.name, wire);
    this.#planning.say('+', `wire ${wire} ${this.#host}:${this.name}`);
  }

  /** Bridges come behind their ports, whose MTU decides theirs. @param portsChange whether it may be another now */
  configure(removed: Removed, portsChange = false): void {
    if (this.goes) return;
    if (this.kind === 'tun' || this.kind === 'tap') {
      const device = {host: this.#host, ifname: this.name};
      planDevice(this.#planning, device, this.#now?.device, this.#wanted.device ?? {}, [...this.#at, 'device']);
    }
    const before = (this.#now?.addresses ?? []).map((address) => addressForm(address, this.#at));
    const [come, gone] = [0, 1].map((six) => replaced(ofVersion(before, six), ofVersion(this.#addresses, six)));
    const going = [...come!.going, ...gone!.going];
    const coming = {four: come!.coming, six: gone!.coming};
    this.#sayAddresses(before);
    const {enabled} = this.#wanted.inet6 ?? {};
    // What is said about IPv6 starts it, where nothing else is said.
    const asBefore = this.#now?.inet6?.enabled === undefined ? {} : {inet6: {enabled: this.#now.inet6.enabled}};
    for (const remove of pieces(going.map(({local}) => local).reverse())) this.#change({remove, ...asBefore});
    const node = this.#needsNode();
    const bounce = this.#bounces(removed);
    if (bounce) this.#change({up: false});
    const {lladdr, ...switches} = this.#switches(portsChange);
    const inet6 = changedOf(this.#wanted.inet6 ?? {}, this.#maybeIpv6 ? undefined : this.#now?.inet6);
    const four = pieces(coming.four.map(addressSpec));
    const down = this.#now?.up === true && this.#wanted.up === false;
    const all = ofVersion(this.#addresses, 1).map(addressSpec);
    // Some systems forget IPv6 addresses when an interface goes down.
    const six = pieces(bounce ? all : coming.six.map(addressSpec));
    const first: InterfaceChange = {
      ...switches,
      ...(lladdr !== undefined && {address: lladdr}),
      ...((node || bounce) && {up: true}),
      ...(four[0] && {add: four[0]}),
      ...((six[0] || Object.keys(inet6).length > 0) && {inet6: {...inet6, ...(six[0] && {set: six[0]})}}),
    };
    const explicit = enabled === undefined ? {} : {enabled};
    if (Object.keys(first).length > 0) this.#change({...first, inet6: {...first.inet6, ...explicit}});
    for (const add of four.slice(1)) this.#change({add});
    for (const set of six.slice(1)) this.#change({inet6: {...explicit, set}});
    if (node) this.#change({up: false});
    if (node || down) for (const set of pieces(all)) this.#change({inet6: {...explicit, set}});
    this.#deleteRoutes(removed, bounce);
  }

  #switches(portsChange: boolean): Switches {
    const {lladdr} = this.#wanted;
    const wanted = {...this.#wanted, ...(lladdr !== undefined && {lladdr: macForm(lladdr, this.#at)})};
    const changed = changedOf<Switches>(switchesOf(wanted), this.#now && switchesOf(this.#now));
    if (this.#now) for (const [name, value] of Object.entries(changed)) this.#saySwitch(name, value);
    // Ports that come and go change the MTU of their bridge.
    return portsChange && wanted.mtu !== undefined ? {...changed, mtu: wanted.mtu} : changed;
  }

  #saySwitch(name: string, value: unknown): void {
    const text = `${this.#host} ${this.name}`;
    if (name === 'up') this.#planning.say('~', `${text} ${value === true ? 'down → up' : 'up → down'}`);
    else this.#sayChange(name, (this.#now as Record<string, unknown>)[name], value);
  }

  #sayChange(what: string, before: unknown, after: unknown): void {
    this.#planning.say('~', `${this.#host} ${this.name} ${what} ${String(before)} → ${String(after)}`);
  }

  #sayAddresses(before: readonly AddressForm[]): void {
    const text = `${this.#host} ${this.name}`;
    const [had, has] = [before, this.#addresses].map((all) => new Set(all.map(({key}) => key)));
    for (const address of before) {
      if (!has!.has(address.key)) this.#planning.say('-', `${text} address ${addressText(address)}`);
    }
    for (const address of this.#addresses) {
      if (!had!.has(address.key)) this.#planning.say('+', `${text} address ${addressText(address)}`);
    }
    const inet6 = this.#now ? changedOf(this.#wanted.inet6 ?? {}, this.#now.inet6) : {};
    for (const [name, value] of Object.entries(inet6)) {
      this.#sayChange(
        `inet6 ${name}`,
        (this.#now?.inet6 as Record<string, unknown> | undefined)?.[name] ?? 'as the host',
        value,
      );
    }
  }

  /** Down and up again, after which all routes that addresses bring are there. */
  #bounces({now, wanted}: Removed): boolean {
    if (this.made || this.#now?.up !== true || this.#wanted.up === false) return false;
    if (now.length + wanted.length === 0) return false;
    const keys = (routes: readonly RouteForm[]) => routes.map(({dst, type}) => `${dst} ${type}`).join();
    const addresses = (this.#now.addresses ?? []).map((address) => addressForm(address, this.#at).key);
    return keys(now) !== keys(wanted) || addresses.join() !== this.#addresses.map(({key}) => key).join();
  }

  #deleteRoutes({now, wanted}: Removed, bounced: boolean): void {
    const comesUp = this.#now?.up !== true && this.#wanted.up === true;
    if (!bounced && !comesUp && !(this.made && this.#wanted.up === true)) return;
    for (const {dst, dev, type} of wanted) {
      this.#planning.do('deleteRoute', {host: this.#host, dst, type, ...(dev !== undefined && {dev})}, this.#at);
      const known = now.some((route) => route.dst === dst && route.type === type);
      if (!known) this.#planning.say('-', `${this.#host} route ${dst} dev ${this.name}, which its address brings`);
    }
  }

  /** A device that has been up has a node, also when it is down. */
  #needsNode(): boolean {
    const up = this.#wanted.up ?? this.#now?.up ?? false;
    return this.#wanted.device?.node === true && this.#now?.device?.node !== true && !up;
  }

  #change(change: InterfaceChange): void {
    this.touched = true;
    this.#planning.do('configureInterface', {host: this.#host, ifname: this.name, ...change}, this.#at);
  }

  #settingsText(): string {
    const {up, mtu} = this.#wanted;
    return `${up === true ? ' up' : ''}${mtu === undefined ? '' : ` mtu ${mtu}`}`;
  }
}
