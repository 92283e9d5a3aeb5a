/** One emulated machine: its interfaces, both versions of IP, and the endpoints of its applications. */
import {NetworkError} from '../errors.ts';
import type {LinkDevice} from '../link/link-device.ts';
import type {MacAddress} from '../packet/ethernet.ts';
import type {Ipv4Address} from '../packet/address.ts';
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import type {Ipv6Address} from '../packet/ipv6-address.ts';
import type {Random} from '../random.ts';
import type {Clock} from '../time/clock.ts';
import type {Behaviour} from './behaviour.ts';
import type {EchoRequest} from './endpoint/echo-endpoint.ts';
import {EchoEndpoints} from './endpoint/echo-endpoints.ts';
import type {UdpRequest} from './endpoint/udp-endpoint.ts';
import {UdpEndpoints} from './endpoint/udp-endpoints.ts';
import {Interface} from './interface.ts';
import {InterfaceTable} from './interface-table.ts';
import {Ipv4} from './ipv4/ipv4.ts';
import {Ipv6} from './ipv6/ipv6.ts';
import type {Journal} from './journal.ts';
import {EthernetLink} from './link-layer/ethernet-link.ts';
import {Memberships} from './membership.ts';
import type {Origin, ProtocolParts} from './protocol.ts';
import type {SendFault} from './send-fault.ts';
import {initialSettings} from './settings.ts';

/** Packets that may be on their way inside a host at once. */
const LONGEST_BACKLOG = 4096;

export interface HostOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly behaviour: Behaviour;
  readonly journal: Journal;
}

export class Host {
  readonly name: string;
  readonly journal: Journal;
  readonly interfaces = new InterfaceTable();
  readonly memberships = new Memberships();
  readonly settings = initialSettings();
  /** Its own copy: all its parts look at this one, so that it can change. */
  readonly #behaviour: Behaviour;
  readonly echo: EchoEndpoints;
  readonly udp: UdpEndpoints;
  readonly ipv4: Ipv4;
  readonly ipv6: Ipv6;
  readonly #clock: Clock;
  readonly #random: Random;
  /** Packets that came in while another was being looked at: a host works on one at a time, in order. */
  #backlog: {iface: Interface; packet: Uint8Array; origin: Origin}[] = [];
  #busy = false;

  constructor({name, clock, random, behaviour, journal}: HostOptions) {
    this.name = name;
    this.#clock = clock;
    this.#random = random;
    this.journal = journal;
    this.#behaviour = {...behaviour};
    const firstIpId = random.next16();
    const first = random.next16();
    const {interfaces, memberships, settings} = this;
    this.echo = new EchoEndpoints(first);
    this.udp = new UdpEndpoints(interfaces, memberships, first);
    const deliver = (iface: Interface, packet: Uint8Array) => this.#receive(iface, packet, 'host');
    const {echo, udp} = this;
    const parts: ProtocolParts = {
      hostName: name,
      interfaces,
      memberships,
      clock,
      behaviour: this.#behaviour,
      settings,
      echo,
      udp,
      deliver,
      viaOwn: (owner) => (this.#behaviour.ownByLoopback ? interfaces.loopback : undefined) ?? owner,
    };
    this.ipv4 = new Ipv4(parts, firstIpId);
    this.ipv6 = new Ipv6(parts, firstIpId);
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** From now on; what is there already stays as it is. */
  behave(behaviour: Behaviour): void {
    Object.assign(this.#behaviour, behaviour);
    for (const {ipv6} of this.interfaces) ipv6.prefersNewest = behaviour.newestSource;
  }

  /** Put an interface over a device. @throws {NetworkError} EEXIST */
  attach(device: LinkDevice, index = this.interfaces.nextIndex()): Interface {
    if (this.interfaces.get(device.name)) throw new NetworkError('EEXIST', `${device.name} exists already`);
    const iface = new Interface(index, device);
    iface.ipv6.prefersNewest = this.#behaviour.newestSource;
    if (device.medium === 'ethernet') {
      iface.hardwareAddress = localMac(this.#random);
      iface.link = new EthernetLink(iface, this.#clock, this.#behaviour, this.ipv4, this.ipv6);
    }
    device.attach({
      receive: (frame) => {
        // First: what goes past the stack does not wait for it either.
        if (iface.link.diverts(frame)) return;
        if (!this.#receive(iface, frame, 'device')) iface.received.drop('backlog-full');
      },
      lost: (reason) => iface.received.drop(reason),
    });
    this.interfaces.add(iface);
    return iface;
  }

  /** Send one echo request for the endpoint that has `identifier`. */
  sendEcho(identifier: number, request: EchoRequest): SendFault | undefined {
    if (isForIpv6(request)) return this.#told(this.ipv6.sendEcho(identifier, request));
    return isForIpv4(request) ? this.#told(this.ipv4.sendEcho(identifier, request)) : 'no-source';
  }

  /** Send one datagram. */
  sendUdp(request: UdpRequest): SendFault | undefined {
    if (isForIpv6(request)) return this.#told(this.ipv6.sendUdp(request));
    return isForIpv4(request) ? this.#told(this.ipv4.sendUdp(request)) : 'no-source';
  }

  /** The address a packet to `destination` comes from, unless it is given one. */
  sourceFor(destination: IpAddress, device?: Interface): IpAddress | undefined {
    return isIpv6(destination) ? this.ipv6.sourceFor(destination, device) : this.ipv4.sourceFor(destination, device);
  }

  /** Octets that a packet to `destination` may have, as far as the path is known; `undefined` where nothing leads there. */
  mtuTo(destination: IpAddress, device?: Interface): number | undefined {
    return isIpv6(destination) ? this.ipv6.mtuTo(destination, device) : this.ipv4.mtuTo(destination, device);
  }

  get random(): Random {
    return this.#random;
  }

  /** What time it is on the host's clock, in ms. */
  now(): number {
    return this.#clock.now();
  }

  /** What a sender hears of what became of its packet. */
  #told(fault: SendFault | undefined): SendFault | undefined {
    return fault === 'queue-full' && !this.#behaviour.tellsFullQueue ? undefined : fault;
  }

  /** @returns `false` where too much is on its way already */
  #receive(iface: Interface, packet: Uint8Array, origin: Origin): boolean {
    if (this.#busy) {
      if (this.#backlog.length >= LONGEST_BACKLOG) return false;
      this.#backlog.push({iface, packet: new Uint8Array(packet), origin});
      return true;
    }
    this.#busy = true;
    try {
      this.#answer(iface, packet, origin);
      for (let next = 0; next < this.#backlog.length; next++) {
        const waiting = this.#backlog[next]!;
        this.#answer(waiting.iface, waiting.packet, waiting.origin);
      }
    } finally {
      if (this.#backlog.length > 0) this.#backlog = [];
      this.#busy = false;
    }
    return true;
  }

  #answer(iface: Interface, packet: Uint8Array, origin: Origin): void {
    const received = origin === 'device' ? iface.link.unwrap(packet) : packet;
    if (!received) return;
    const protocol = received.length > 0 && received[0]! >>> 4 === 6 ? this.ipv6 : this.ipv4;
    const answer = protocol.receive(iface, received, origin);
    if (answer) protocol.sendAnswer(answer, iface);
  }
}

/** A made-up hardware address: locally administered, of one station (IEEE 802, 8.2.2). */
function localMac(random: Random): MacAddress {
  return 0x0200_0000_0000 + (random.next16() & 0xff) * 2 ** 32 + random.next();
}

interface Ends<Address extends IpAddress> {
  readonly source?: Address | undefined;
  readonly destination: Address;
}

/** Both ends of a request have to be of one version. */
function isForIpv6<Request extends Ends<IpAddress>>(request: Request): request is Request & Ends<Ipv6Address> {
  return isIpv6(request.destination) && typeof request.source !== 'number';
}

function isForIpv4<Request extends Ends<IpAddress>>(request: Request): request is Request & Ends<Ipv4Address> {
  return !isIpv6(request.destination) && typeof request.source !== 'bigint';
}
