/** One emulated machine: its interfaces, its routing table and its IP stack. */
import {NetworkError} from '../errors.ts';
import type {LinkDevice} from '../link/link-device.ts';
import {ANY, type Ipv4Address, LIMITED_BROADCAST} from '../packet/address.ts';
import {
  IP_PROTOCOL,
  IPV4_HEADER_LENGTH,
  IPV4_MAXIMUM_LENGTH,
  DONT_FRAGMENT,
  readDestination,
  readSource,
  writeIpv4Header,
} from '../packet/ipv4.ts';
import {UDP_HEADER_LENGTH, writeUdp} from '../packet/udp.ts';
import {ICMP_HEADER_LENGTH, ICMP_TYPE, TIME_EXCEEDED_CODE, UNREACHABLE_CODE, writeEcho} from '../packet/icmpv4.ts';
import type {MacAddress} from '../packet/ethernet.ts';
import type {Random} from '../random.ts';
import type {Behaviour} from './behaviour.ts';
import type {EchoRequest} from './endpoint/echo-endpoint.ts';
import {EchoEndpoints} from './endpoint/echo-endpoints.ts';
import {Forwarder} from './ipv4/forwarder.ts';
import {IcmpErrors} from './ipv4/icmp-errors.ts';
import {IcmpInput} from './ipv4/icmp-input.ts';
import {Input, type Origin} from './ipv4/input.ts';
import {initialSettings} from './settings.ts';
import {Interface} from './interface.ts';
import {InterfaceTable} from './interface-table.ts';
import type {Journal} from './journal.ts';
import {Output} from './ipv4/output.ts';
import {PathMtu} from './routing/path-mtu.ts';
import {Reassembly} from './reassembly/reassembly.ts';
import {RoutingTable} from './routing/routing-table.ts';
import type {Clock} from '../time/clock.ts';
import {EthernetLink} from './link-layer/ethernet-link.ts';
import type {SendFault} from './send-fault.ts';
import type {UdpRequest} from './endpoint/udp-endpoint.ts';
import {UdpEndpoints} from './endpoint/udp-endpoints.ts';

/** Packets that may be on their way inside a host at once. */
const LONGEST_BACKLOG = 4096;

export interface HostOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly behaviour: Behaviour;
  readonly journal: Journal;
}

/** What a packet that this host makes has in its IP header, and how it leaves. */
type Origination = Pick<EchoRequest, 'destination' | 'source' | 'ttl' | 'ipId' | 'dontFragment' | 'device'>;

export class Host {
  readonly name: string;
  readonly journal: Journal;
  readonly behaviour: Behaviour;
  readonly interfaces = new InterfaceTable();
  readonly routes = new RoutingTable();
  readonly settings = initialSettings();
  readonly echo: EchoEndpoints;
  readonly udp: UdpEndpoints;
  readonly output: Output;
  readonly reassembly: Reassembly;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly errors: IcmpErrors;
  readonly #input: Input;
  #ipId: number;
  /** Packets that came in while another was being looked at: a host works on one at a time, in order. */
  #backlog: {iface: Interface; packet: Uint8Array; origin: Origin}[] = [];
  #busy = false;

  constructor({name, clock, random, behaviour, journal}: HostOptions) {
    this.name = name;
    this.#clock = clock;
    this.#random = random;
    this.journal = journal;
    this.behaviour = behaviour;
    this.#ipId = random.next16();
    const first = random.next16();
    this.echo = new EchoEndpoints(first);
    this.udp = new UdpEndpoints(this.interfaces, first);
    this.output = new Output(this.routes, new PathMtu(clock), (iface, packet) => this.#receive(iface, packet, 'host'));
    const nextIpId = () => this.#nextIpId();
    this.errors = new IcmpErrors(this.interfaces, behaviour, clock, nextIpId);
    const forwarder = new Forwarder(this.settings, this.routes, this.output, this.errors);
    this.reassembly = new Reassembly(clock, {}, (fragment) => this.#expired(fragment));
    const {interfaces, echo, udp, reassembly} = this;
    const icmp = new IcmpInput({interfaces, echo, udp, behaviour, pathMtu: this.output.pathMtu, nextIpId});
    this.#input = new Input({interfaces, icmp, udp, errors: this.errors, forwarder, reassembly});
  }

  /** Put an interface over a device. @throws {NetworkError} EEXIST */
  attach(device: LinkDevice, index = this.interfaces.nextIndex()): Interface {
    if (this.interfaces.get(device.name)) throw new NetworkError('EEXIST', `${device.name} exists already`);
    const iface = new Interface(index, device);
    if (device.medium === 'ethernet') {
      iface.hardwareAddress = localMac(this.#random);
      iface.link = new EthernetLink(iface, this.#clock, (packet) => this.#unreachable(iface, packet));
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
    const {sequence, data} = request;
    return this.#originate(request, IP_PROTOCOL.icmp, ICMP_HEADER_LENGTH + data.length, (packet) => {
      writeEcho(packet, IPV4_HEADER_LENGTH, {type: 'request', identifier, sequence, data});
    });
  }

  /** Send one datagram; to 255.255.255.255 it leaves by the first interface that broadcasts (RFC 1122 §3.3.6). */
  sendUdp(request: UdpRequest): SendFault | undefined {
    const {destination, sourcePort, destinationPort, data} = request;
    const everybody = destination === LIMITED_BROADCAST ? this.#firstToBroadcast() : undefined;
    const {device = everybody} = request;
    const length = UDP_HEADER_LENGTH + data.length;
    return this.#originate({...request, device}, IP_PROTOCOL.udp, length, (packet, source) => {
      writeUdp(packet, IPV4_HEADER_LENGTH, {source, destination, sourcePort, destinationPort, payload: data});
    });
  }

  /** @param write puts so many octets behind the IP header */
  #originate(
    request: Origination,
    protocol: number,
    length: number,
    write: (packet: Uint8Array, source: Ipv4Address) => void,
  ): SendFault | undefined {
    const {destination, dontFragment = false} = request;
    const source = request.source ?? this.sourceFor(destination, request.device);
    // Where nothing carries the packet, the routes say why, and nobody sees its source.
    const carried = request.device ?? this.routes.lookup(destination)?.interface;
    if (source === undefined && carried) return 'no-source';
    const totalLength = IPV4_HEADER_LENGTH + length;
    if (totalLength > IPV4_MAXIMUM_LENGTH) return 'too-long';
    const packet = new Uint8Array(totalLength);
    writeIpv4Header(packet, {
      totalLength,
      identification: request.ipId ?? this.#nextIpId(),
      flagsAndOffset: dontFragment ? DONT_FRAGMENT : 0,
      ttl: request.ttl ?? this.behaviour.ttl,
      protocol,
      source: source ?? ANY,
      destination,
    });
    write(packet, source ?? ANY);
    return this.output.send(packet, request.device);
  }

  #firstToBroadcast(): Interface | undefined {
    return [...this.interfaces].find(({up, broadcasts, addresses}) => up && broadcasts && addresses.length > 0);
  }

  /** The address a packet to `destination` comes from (RFC 1122 §3.3.4.3): the route's own, or one of its interface. */
  sourceFor(destination: number, device?: Interface): number | undefined {
    const route = device ? undefined : this.routes.lookup(destination);
    if (route?.source !== undefined) return route.source;
    const iface = device ?? route?.interface;
    const own = iface?.sourceFor(route?.gateway ?? destination);
    if (own !== undefined || !iface) return own;
    for (const other of this.interfaces) {
      if (other.device.medium !== 'loopback' && other.addresses[0]) return other.addresses[0].local;
    }
    return undefined;
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
    const answer = received && this.#input.receive(iface, received, origin);
    if (answer) this.output.send(answer);
  }

  /** Tell the sender of a datagram that the rest of its fragments did not come (RFC 1122 §3.3.2). */
  #expired(first: Uint8Array | undefined): void {
    const destination = first && readDestination(first);
    const iface = [...this.interfaces].find(({addresses}) => addresses.some(({local}) => local === destination));
    if (!first || !iface) return;
    const complaint = {type: ICMP_TYPE.timeExceeded, code: TIME_EXCEEDED_CODE.reassembly};
    const error = this.errors.about(iface, first, complaint);
    if (error) this.output.send(error);
  }

  /** Tell whoever sent a packet, this host itself perhaps, that nobody has its next hop (RFC 1812 §5.2.7.1). */
  #unreachable(iface: Interface, packet: Uint8Array): void {
    const complaint = {type: ICMP_TYPE.destinationUnreachable, code: UNREACHABLE_CODE.host};
    const back = this.routes.lookup(readSource(packet))?.interface ?? iface;
    const error = this.errors.about(back, packet, complaint);
    if (error) this.output.send(error);
  }

  #nextIpId(): number {
    this.#ipId = (this.#ipId + 1) & 0xffff;
    return this.#ipId;
  }
}

/** A made-up hardware address: locally administered, of one station (IEEE 802, 8.2.2). */
function localMac(random: Random): MacAddress {
  return 0x0200_0000_0000 + (random.next16() & 0xff) * 2 ** 32 + random.next();
}
