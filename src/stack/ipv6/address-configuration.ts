/**
 * How an interface comes to its IPv6 addresses (RFC 4862): they are typed, made for the link when IPv6 begins on it, or
 * made of what routers advertise. Each is checked on an Ethernet while it is in use already (RFC 4429), so that nobody has
 * to wait.
 */
import {
  type Ipv6Address,
  LINK_LOCAL_PREFIX,
  UNSPECIFIED,
  interfaceIdentifier,
  networkOf6,
  solicitedNode,
} from '../../packet/ipv6-address.ts';
import {IPV6_MINIMUM_MTU} from '../../packet/ipv6.ts';
import {emitNeighbourSolicitation} from '../../packet/neighbour-discovery.ts';
import type {Clock, Timer} from '../../time/clock.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {RoutingTable} from '../routing/routing-table.ts';
import type {HostSettings} from '../settings.ts';
import {opaqueIdentifier} from './interface-identifier.ts';
import type {Ipv6InterfaceAddress} from './ipv6-interface.ts';
import {KernelRoutes} from './kernel-routes.ts';
import type {Ipv6Output} from './output.ts';

/** Milliseconds in which somebody else may say that an address is taken (RetransTimer, RFC 4861 §10). */
const CHECK = 1000;
const PREFIX_LENGTH = 64;
/** Addresses that routers may make an interface have. */
const MOST_AUTOCONF = 16;
/** RFC 4862 §5.5.3 (e): nobody can make an address expire sooner by a single message. */
const TWO_HOURS = 7_200_000;

/** An address as it is typed. */
export type Ipv6AddressSpec = Pick<Ipv6InterfaceAddress, 'local' | 'prefixLength' | 'peer'>;

export class AddressConfiguration {
  readonly #hostName: string;
  readonly #clock: Clock;
  readonly #interfaces: InterfaceTable;
  readonly #settings: HostSettings;
  readonly #output: Ipv6Output;
  readonly #routes: KernelRoutes;
  /** What each address waits for: the end of its check, or of a lifetime. */
  readonly #timers = new Map<Ipv6InterfaceAddress, Timer>();

  constructor(
    hostName: string,
    clock: Clock,
    interfaces: InterfaceTable,
    settings: HostSettings,
    routes: RoutingTable<Ipv6Address>,
    output: Ipv6Output,
  ) {
    this.#hostName = hostName;
    this.#clock = clock;
    this.#interfaces = interfaces;
    this.#settings = settings;
    this.#output = output;
    this.#routes = new KernelRoutes(routes);
  }

  /** Give an interface these typed addresses and no others; what it has already stays as it is. `update` comes next. */
  setTyped(iface: Interface, specs: readonly Ipv6AddressSpec[]): void {
    const kept = iface.ipv6.addresses.filter(
      (address) => address.origin !== 'static' || specs.some((spec) => sameAddress(spec, address)),
    );
    const come = specs.filter(
      (spec) => !kept.some((address) => address.origin === 'static' && sameAddress(spec, address)),
    );
    const others = kept.filter(({local}) => !come.some((spec) => spec.local === local));
    this.#set(iface, [
      ...others,
      ...come.map((spec): Ipv6InterfaceAddress => ({...spec, origin: 'static', state: 'tentative'})),
    ]);
  }

  /** The interface has come up, gone down, or IPv6 was switched on or off on it. */
  update(iface: Interface): void {
    const {ipv6} = iface;
    const runs = iface.up && ipv6.enabled && iface.mtu >= IPV6_MINIMUM_MTU;
    if (runs) {
      this.#makeLinkLocal(iface);
      for (const address of ipv6.addresses) if (address.state === 'tentative') this.#begin(iface, address);
    } else {
      // What was typed comes back when the interface does; the rest is made again then.
      for (const address of ipv6.addresses) {
        address.state = 'tentative';
        this.#wait(address, Infinity);
      }
      this.#set(
        iface,
        ipv6.addresses.filter(({origin}) => origin === 'static'),
      );
    }
    this.#assigned(iface);
  }

  /** Make an address of an advertised prefix, or prolong the one made of it before (RFC 4862 §5.5.3). Durations in ms. */
  autoconfigure(iface: Interface, prefix: Ipv6Address, preferred: number, valid: number): void {
    const now = this.#clock.now();
    const known = iface.ipv6.addresses.find(
      ({origin, local}) => origin === 'autoconf' && networkOf6(local, PREFIX_LENGTH) === prefix,
    );
    if (known) {
      const left = (known.validUntil ?? Infinity) - now;
      known.validUntil = now + (valid > TWO_HOURS || valid > left ? valid : Math.min(left, TWO_HOURS));
      known.preferredUntil = now + preferred;
      if (known.state !== 'optimistic') this.#age(iface, known);
      return;
    }
    const made = iface.ipv6.addresses.filter(({origin}) => origin === 'autoconf').length;
    if (valid === 0 || made >= MOST_AUTOCONF) return;
    const address: Ipv6InterfaceAddress = {
      local: prefix | this.#identifier(iface),
      prefixLength: PREFIX_LENGTH,
      origin: 'autoconf',
      state: 'tentative',
      preferredUntil: now + preferred,
      validUntil: now + valid,
    };
    if (iface.ipv6.find(address.local)) return;
    this.#set(iface, [...iface.ipv6.addresses, address]);
    this.#begin(iface, address);
    this.#assigned(iface);
  }

  /** Somebody else has an address: it is not used any more, if it was being checked. */
  duplicate(iface: Interface, local: Ipv6Address): void {
    const address = iface.ipv6.find(local);
    if (!address || !iface.ipv6.isChecking(address)) return;
    address.state = 'duplicate';
    this.#age(iface, address);
    this.#assigned(iface);
  }

  #makeLinkLocal(iface: Interface): void {
    if (iface.device.medium === 'loopback' || this.#settings.noLinkLocal) return;
    const local = LINK_LOCAL_PREFIX | this.#identifier(iface);
    const others = iface.ipv6.addresses.filter((address) => address.origin !== 'link-local' || address.local === local);
    const known = others.some((address) => address.local === local);
    if (known && others.length === iface.ipv6.addresses.length) return;
    const made: Ipv6InterfaceAddress = {local, prefixLength: PREFIX_LENGTH, origin: 'link-local', state: 'tentative'};
    this.#set(iface, known ? others : [made, ...others]);
  }

  #identifier(iface: Interface): bigint {
    if (iface.device.medium === 'ethernet') return interfaceIdentifier(iface.hardwareAddress);
    return opaqueIdentifier(`${this.#hostName} ${iface.name}`);
  }

  #begin(iface: Interface, address: Ipv6InterfaceAddress): void {
    if (iface.device.medium !== 'ethernet' || !this.#settings.duplicateDetection) {
      this.#checked(iface, address);
      return;
    }
    address.state = 'optimistic';
    const {local: target} = address;
    const destination = solicitedNode(target);
    this.#output.transmit(iface, emitNeighbourSolicitation({source: UNSPECIFIED, destination, target}), destination);
    this.#wait(address, CHECK, () => this.#checked(iface, address));
  }

  #checked(iface: Interface, address: Ipv6InterfaceAddress): void {
    address.state = 'preferred';
    this.#age(iface, address);
  }

  /** What has come of its lifetimes, now and whenever one of them ends. */
  #age(iface: Interface, address: Ipv6InterfaceAddress): void {
    const {preferredUntil = Infinity, validUntil = Infinity} = address;
    const now = this.#clock.now();
    if (validUntil <= now) {
      this.#set(
        iface,
        iface.ipv6.addresses.filter((other) => other !== address),
      );
      this.#assigned(iface);
      return;
    }
    if (address.state !== 'duplicate') address.state = preferredUntil <= now ? 'deprecated' : 'preferred';
    const next = preferredUntil <= now ? validUntil : Math.min(preferredUntil, validUntil);
    this.#wait(address, next - now, () => this.#age(iface, address), 'background');
  }

  /** One timer an address, however often routers prolong it. */
  #wait(
    address: Ipv6InterfaceAddress,
    delay: number,
    callback: () => void = () => undefined,
    kind?: 'background',
  ): void {
    this.#timers.get(address)?.cancel();
    if (delay === Infinity) this.#timers.delete(address);
    else this.#timers.set(address, this.#clock.after(delay, callback, kind));
  }

  #set(iface: Interface, addresses: readonly Ipv6InterfaceAddress[]): void {
    for (const address of iface.ipv6.addresses) if (!addresses.includes(address)) this.#wait(address, Infinity);
    iface.ipv6.addresses = addresses;
  }

  /** Which addresses are in use may have changed. */
  #assigned(iface: Interface): void {
    this.#interfaces.readdress(iface);
    this.#routes.update(iface);
  }
}

function sameAddress(one: Ipv6AddressSpec, other: Ipv6AddressSpec): boolean {
  return one.local === other.local && one.prefixLength === other.prefixLength && one.peer === other.peer;
}
