/** IPv4 of one host: its routes, the way in and the way out, and what it says when something goes wrong. */
import {ANY, type Ipv4Address, isMulticast} from '../../packet/address.ts';
import {ICMP_HEADER_LENGTH, ICMP_TYPE, TIME_EXCEEDED_CODE, UNREACHABLE_CODE, writeEcho} from '../../packet/icmpv4.ts';
import {
  DONT_FRAGMENT,
  IPV4_HEADER_LENGTH,
  IPV4_MAXIMUM_LENGTH,
  IP_PROTOCOL,
  readDestination,
  readSource,
  writeIpv4Header,
} from '../../packet/ipv4.ts';
import {recordInOptions} from '../../packet/ipv4-options.ts';
import {UDP_HEADER_LENGTH, writeUdp} from '../../packet/udp.ts';
import type {EchoRequest} from '../endpoint/echo-endpoint.ts';
import type {UdpRequest} from '../endpoint/udp-endpoint.ts';
import type {Interface} from '../interface.ts';
import type {Origin, ProtocolParts} from '../protocol.ts';
import {IPV4_FRAGMENTS} from '../reassembly/ipv4-fragments.ts';
import {Reassembly} from '../reassembly/reassembly.ts';
import {PathMtu} from '../routing/path-mtu.ts';
import {PrefixTable} from '../routing/prefix-table.ts';
import {nextHopOf} from '../routing/route.ts';
import {RoutingTable} from '../routing/routing-table.ts';
import type {SendFault} from '../send-fault.ts';
import {Forwarder} from './forwarder.ts';
import {groupDevice} from './group-device.ts';
import {IcmpErrors} from './icmp-errors.ts';
import {IcmpInput} from './icmp-input.ts';
import {Input} from './input.ts';
import {Output} from './output.ts';
import {narrowerIpv4Mtu} from './path-mtu.ts';

/** What a packet that this host makes has in its IP header, and how it leaves. */
type Origination = Omit<EchoRequest<Ipv4Address>, 'sequence' | 'data'> & Pick<UdpRequest, 'forOthers'>;

/** RFC 1112 §6.1: what is for a group stays on the network unless somebody asks for more. */
const MULTICAST_TTL = 1;
/** Milliseconds. */
const DAY = 86_400_000;

export class Ipv4 {
  readonly routes: RoutingTable<Ipv4Address>;
  readonly pathMtu: PathMtu<Ipv4Address>;
  readonly output: Output;
  readonly errors: IcmpErrors;
  readonly reassembly: Reassembly;
  readonly #parts: ProtocolParts;
  readonly #input: Input;
  #ipId: number;

  /** @param firstId the identification of the first packet is the next one */
  constructor(parts: ProtocolParts, firstId: number) {
    const {interfaces, memberships, clock, behaviour, settings, echo, udp} = parts;
    this.#parts = parts;
    this.routes = new RoutingTable(new PrefixTable(nextHopOf<Ipv4Address>), () => behaviour.newestRoute);
    this.#ipId = firstId;
    const nextIpId = () => this.#nextIpId();
    this.pathMtu = new PathMtu(clock, (mtu, length) => narrowerIpv4Mtu(mtu, length, behaviour.believesAnyMtu));
    this.output = new Output(this.routes, memberships, this.pathMtu, parts.deliver, parts.viaOwn);
    this.errors = new IcmpErrors(interfaces, behaviour, clock, nextIpId);
    this.reassembly = new Reassembly(clock, IPV4_FRAGMENTS, {}, (fragment) => this.#expired(fragment));
    const record = (packet: Uint8Array, address: Ipv4Address) => this.#record(packet, address);
    const forwarder = new Forwarder(settings, this.routes, this.output, this.errors, record);
    const icmp = new IcmpInput({interfaces, echo, udp, behaviour, pathMtu: this.pathMtu, nextIpId, record});
    const {errors, reassembly} = this;
    this.#input = new Input({interfaces, memberships, icmp, udp, errors, forwarder, reassembly, record});
  }

  /** @returns the packet to send for it: a view of a buffer that the next call overwrites */
  receive(iface: Interface, packet: Uint8Array, origin: Origin): Uint8Array | undefined {
    return this.#input.receive(iface, packet, origin);
  }

  /** Send the answer to something that came in. */
  sendAnswer(answer: Uint8Array): void {
    this.output.send(answer);
  }

  /** Send one echo request for the endpoint that has `identifier`. */
  sendEcho(identifier: number, request: EchoRequest<Ipv4Address>): SendFault | undefined {
    const {sequence, data} = request;
    return this.#originate(request, IP_PROTOCOL.icmp, ICMP_HEADER_LENGTH + data.length, (packet, start) => {
      writeEcho(packet, start, {type: 'request', identifier, sequence, data});
    });
  }

  /** Send one datagram. */
  sendUdp(request: UdpRequest<Ipv4Address>): SendFault | undefined {
    const {destination, sourcePort, destinationPort, data} = request;
    const length = UDP_HEADER_LENGTH + data.length;
    return this.#originate(request, IP_PROTOCOL.udp, length, (packet, start, source) => {
      writeUdp(packet, start, {source, destination, sourcePort, destinationPort, payload: data});
    });
  }

  /** The address a packet to `destination` comes from (RFC 1122 §3.3.4.3): the route's own, or one of its interface. */
  sourceFor(destination: Ipv4Address, device?: Interface): Ipv4Address | undefined {
    const route = device ? undefined : this.routes.lookup(destination);
    if (route?.source !== undefined) return route.source;
    const iface = device ?? route?.interface;
    const own = iface?.sourceFor(route?.gateway ?? destination);
    if (own !== undefined || !iface) return own;
    for (const other of this.#parts.interfaces) {
      if (other.device.medium !== 'loopback' && other.addresses[0]) return other.addresses[0].local;
    }
    return undefined;
  }

  /** Octets that a packet may have, as far as the path is known. */
  mtuTo(destination: Ipv4Address, device?: Interface): number | undefined {
    const iface = device ?? this.routes.lookup(destination)?.interface;
    return iface && Math.min(iface.mtu, this.pathMtu.lookup(destination) ?? Infinity);
  }

  /** Tell whoever sent a packet, this host itself perhaps, that nobody has its next hop (RFC 1812 §5.2.7.1). */
  unreachable(iface: Interface, packet: Uint8Array): void {
    const complaint = {type: ICMP_TYPE.destinationUnreachable, code: UNREACHABLE_CODE.host};
    const back = this.routes.lookup(readSource(packet))?.interface ?? iface;
    const error = this.errors.about(back, packet, complaint);
    if (error) this.output.send(error);
  }

  /** @param write puts so many octets behind the IP header, which ends at `start` */
  #originate(
    request: Origination,
    protocol: number,
    length: number,
    write: (packet: Uint8Array, start: number, source: Ipv4Address) => void,
  ): SendFault | undefined {
    const {destination, options, dontFragment = false} = request;
    const device = request.device ?? groupDevice(this.#parts.interfaces, destination, request.source);
    const source = request.source ?? this.sourceFor(destination, device);
    // Where nothing carries the packet, the routes say why, and nobody sees its source.
    const carried = device ?? this.routes.lookup(destination)?.interface;
    if (source === undefined && carried) return 'no-source';
    if (request.direct && this.routes.lookup(destination)?.gateway !== undefined) return 'no-route';
    const start = IPV4_HEADER_LENGTH + (options ? options.length : 0);
    const totalLength = start + length;
    if (totalLength > IPV4_MAXIMUM_LENGTH) return 'too-long';
    const whole = dontFragment === 'want' ? totalLength <= (this.mtuTo(destination, device) ?? 0) : dontFragment;
    const zeroId = dontFragment === true && this.#parts.behaviour.atomicIdIsZero;
    const packet = new Uint8Array(totalLength);
    writeIpv4Header(packet, {
      totalLength,
      identification: request.ipId ?? (zeroId ? 0 : this.#nextIpId()),
      flagsAndOffset: whole ? DONT_FRAGMENT : 0,
      tos: request.tos ?? 0,
      ...(options && {options}),
      ttl: request.ttl ?? (isMulticast(destination) ? MULTICAST_TTL : this.#parts.behaviour.ttl),
      protocol,
      source: source ?? ANY,
      destination,
    });
    write(packet, start, source ?? ANY);
    if (options && this.#parts.behaviour.recordsSent) this.#record(packet, source ?? ANY);
    return request.forOthers && device
      ? this.output.transmit(device, packet, destination)
      : this.output.send(packet, device);
  }

  #record(packet: Uint8Array, address: Ipv4Address): void {
    const {interfaces, clock} = this.#parts;
    const time = Math.floor(clock.now()) % DAY;
    recordInOptions(packet, {address, time, isOwn: (asked) => interfaces.isOwn(asked)});
  }

  /** Tell the sender of a datagram that the rest of its fragments did not come (RFC 1122 §3.3.2). */
  #expired(first: Uint8Array | undefined): void {
    const iface = first && this.#parts.interfaces.owner(readDestination(first));
    if (!first || !iface) return;
    const complaint = {type: ICMP_TYPE.timeExceeded, code: TIME_EXCEEDED_CODE.reassembly};
    const error = this.errors.about(iface, first, complaint);
    if (error) this.output.send(error);
  }

  #nextIpId(): number {
    this.#ipId = (this.#ipId + 1) & 0xffff;
    return this.#ipId;
  }
}
