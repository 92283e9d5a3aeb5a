/** IPv6 of one host: its routes and addresses, the way in and the way out, and what it says when something goes wrong. */
import {ICMPV6_TYPE, TIME_EXCEEDED6_CODE, UNREACHABLE6_CODE, writeEcho6} from '../../packet/icmpv6.ts';
import {ICMP_HEADER_LENGTH} from '../../packet/icmpv4.ts';
import {type Ipv6Address, UNSPECIFIED, isLinkLocal6, isMulticast6, isNear} from '../../packet/ipv6-address.ts';
import {
  IPV6_HEADER_LENGTH,
  IPV6_MAXIMUM_LENGTH,
  NEXT_HEADER,
  readDestination6,
  readSource6,
  writeIpv6Header,
} from '../../packet/ipv6.ts';
import {UDP_HEADER_LENGTH, writeUdp} from '../../packet/udp.ts';
import type {EchoRequest} from '../endpoint/echo-endpoint.ts';
import type {UdpRequest} from '../endpoint/udp-endpoint.ts';
import type {Interface} from '../interface.ts';
import type {Origin, ProtocolParts} from '../protocol.ts';
import {IPV6_FRAGMENTS} from '../reassembly/ipv6-fragments.ts';
import {Reassembly} from '../reassembly/reassembly.ts';
import {Ipv6PrefixTable} from '../routing/ipv6-prefix-table.ts';
import {PathMtu} from '../routing/path-mtu.ts';
import {nextHopOf} from '../routing/route.ts';
import {RoutingTable} from '../routing/routing-table.ts';
import type {SendFault} from '../send-fault.ts';
import {AddressConfiguration} from './address-configuration.ts';
import {Discovery} from './discovery.ts';
import {Ipv6Forwarder} from './forwarder.ts';
import {Ipv6Errors} from './icmp-errors.ts';
import {Icmpv6Input} from './icmp-input.ts';
import {Ipv6Input} from './input.ts';
import {Ipv6Output, mtuOf} from './output.ts';
import {narrowerIpv6Mtu} from './path-mtu.ts';
import {RouterAdvertiser} from './router-advertiser.ts';
import {RouterDiscovery} from './router-discovery.ts';
import {sourceBy} from './source-address.ts';

/** What a packet that this host makes has in its IP header, and how it leaves. */
type Origination = Omit<EchoRequest<Ipv6Address>, 'sequence' | 'data' | 'ipId' | 'options'>;

/** RFC 3542 §6.3: what is sent to a group does not leave the link unless told to. */
const MULTICAST_HOP_LIMIT = 1;
/** Milliseconds (RFC 8200 §4.5): twice what IPv4 has. */
const REASSEMBLY_LIFETIME = 60_000;

export class Ipv6 {
  readonly routes = new RoutingTable<Ipv6Address>(new Ipv6PrefixTable(nextHopOf<Ipv6Address>));
  readonly pathMtu: PathMtu<Ipv6Address>;
  readonly output: Ipv6Output;
  readonly errors: Ipv6Errors;
  readonly reassembly: Reassembly;
  readonly addresses: AddressConfiguration;
  readonly discovery: Discovery;
  readonly #parts: ProtocolParts;
  readonly #routers: RouterDiscovery;
  readonly #advertiser: RouterAdvertiser;
  readonly #input: Ipv6Input;

  /** @param firstId the identification of the first packet in fragments follows from it */
  constructor(parts: ProtocolParts, firstId: number) {
    const {hostName, interfaces, memberships, clock, behaviour, settings, echo, udp} = parts;
    const {routes} = this;
    this.#parts = parts;
    this.pathMtu = new PathMtu(clock, narrowerIpv6Mtu);
    this.output = new Ipv6Output(routes, memberships, this.pathMtu, parts.deliver, parts.viaOwn, firstId);
    this.errors = new Ipv6Errors(interfaces, behaviour, clock);
    this.reassembly = new Reassembly(clock, IPV6_FRAGMENTS, {lifetime: REASSEMBLY_LIFETIME}, (fragment) =>
      this.#expired(fragment),
    );
    this.addresses = new AddressConfiguration(hostName, clock, interfaces, settings, routes, this.output);
    this.#routers = new RouterDiscovery(clock, settings, routes, this.addresses, this.output);
    this.#advertiser = new RouterAdvertiser(clock, settings, behaviour, this.output);
    this.discovery = new Discovery(settings, this.addresses, this.#routers, this.#advertiser);
    const {discovery, errors, pathMtu, reassembly} = this;
    const icmp = new Icmpv6Input({interfaces, echo, udp, behaviour, pathMtu, discovery});
    const forwarder = new Ipv6Forwarder(settings, routes, this.output, errors);
    this.#input = new Ipv6Input({interfaces, memberships, settings, icmp, udp, errors, forwarder, reassembly});
  }

  /** @returns the packet to send for it */
  receive(iface: Interface, packet: Uint8Array, origin: Origin): Uint8Array | undefined {
    return this.#input.receive(iface, packet, origin);
  }

  /** Send the answer to something that came in by `iface`. */
  sendAnswer(answer: Uint8Array, iface: Interface): void {
    this.output.send(answer, isLinkLocal6(readDestination6(answer)) ? {device: iface} : {});
  }

  /** An interface has come up, gone down, or was told something about IPv6. */
  update(iface: Interface): void {
    this.#advertiser.end(iface);
    this.addresses.update(iface);
    this.#routers.update(iface);
    this.#advertiser.update(iface);
  }

  /** Send one echo request for the endpoint that has `identifier`. */
  sendEcho(identifier: number, request: EchoRequest<Ipv6Address>): SendFault | undefined {
    const {sequence, data} = request;
    return this.#originate(request, NEXT_HEADER.icmpv6, ICMP_HEADER_LENGTH + data.length, (packet) => {
      writeEcho6(packet, IPV6_HEADER_LENGTH, {type: 'request', identifier, sequence, data});
    });
  }

  /** Send one datagram. */
  sendUdp(request: UdpRequest<Ipv6Address>): SendFault | undefined {
    const {destination, sourcePort, destinationPort, data} = request;
    return this.#originate(request, NEXT_HEADER.udp, UDP_HEADER_LENGTH + data.length, (packet, source) => {
      writeUdp(packet, IPV6_HEADER_LENGTH, {source, destination, sourcePort, destinationPort, payload: data});
    });
  }

  /** The address a packet to `destination` comes from (RFC 6724 §5): one of the interface it leaves by, else any. */
  sourceFor(destination: Ipv6Address, device?: Interface): Ipv6Address | undefined {
    const route = isMulticast6(destination) ? undefined : this.output.routeTo(destination, device);
    const iface = route?.interface ?? device;
    const {interfaces} = this.#parts;
    if (route?.source !== undefined && interfaces.isOwn(route.source)) return route.source;
    return iface && sourceBy(iface, interfaces, destination);
  }

  /** Octets that a packet may have, as far as the path is known. */
  mtuTo(destination: Ipv6Address, device?: Interface): number | undefined {
    const iface = this.output.routeTo(destination, device)?.interface ?? device;
    return iface && Math.min(mtuOf(iface), this.pathMtu.lookup(destination) ?? Infinity);
  }

  /** Tell whoever sent a packet, this host itself perhaps, that nobody has its next hop (RFC 4861 §7.2.2). */
  unreachable(iface: Interface, packet: Uint8Array): void {
    const complaint = {type: ICMPV6_TYPE.destinationUnreachable, code: UNREACHABLE6_CODE.address};
    const source = readSource6(packet);
    const back = (isLinkLocal6(source) ? undefined : this.routes.lookup(source)?.interface) ?? iface;
    const error = this.errors.about(back, packet, complaint);
    if (error) this.sendAnswer(error, back);
  }

  /** @param write puts so many octets behind the IP header */
  #originate(
    request: Origination,
    protocol: number,
    length: number,
    write: (packet: Uint8Array, source: Ipv6Address) => void,
  ): SendFault | undefined {
    const {destination} = request;
    // Fragments are the sender's own business here: a wish for none is granted where none are needed.
    const dontFragment = request.dontFragment === true;
    const device = request.device ?? (isNear(destination) ? this.onlyLink() : undefined);
    const source = request.source ?? this.sourceFor(destination, device);
    // Where nothing carries the packet, the routes say why, and nobody sees its source.
    const leaves = device ?? (isNear(destination) ? undefined : this.output.routeTo(destination)?.interface);
    if (source === undefined && leaves) return 'no-source';
    if (request.direct && this.output.routeTo(destination, device)?.gateway !== undefined) return 'no-route';
    if (IPV6_HEADER_LENGTH + length > IPV6_MAXIMUM_LENGTH) return 'too-long';
    const packet = new Uint8Array(IPV6_HEADER_LENGTH + length);
    writeIpv6Header(packet, {
      payloadLength: length,
      nextHeader: protocol,
      hopLimit: request.ttl ?? this.#hopLimit(destination, device),
      trafficClass: request.tos ?? 0,
      flowLabel: request.flowLabel ?? 0,
      source: source ?? UNSPECIFIED,
      destination,
    });
    write(packet, source ?? UNSPECIFIED);
    return this.output.send(packet, {device, dontFragment});
  }

  #hopLimit(destination: Ipv6Address, device: Interface | undefined): number {
    if (isMulticast6(destination)) return MULTICAST_HOP_LIMIT;
    const iface = device ?? this.output.routeTo(destination)?.interface;
    return iface?.ipv6.hopLimit ?? this.#parts.behaviour.hopLimit;
  }

  /** The one link that there is, where there is one: then nobody need say which (RFC 4007 §6). */
  onlyLink(): Interface | undefined {
    const links = [...this.#parts.interfaces].filter(({up, ipv6}) => up && ipv6.linkLocal !== undefined);
    return links.length === 1 ? links[0] : undefined;
  }

  /** Tell the sender of a datagram that the rest of its fragments did not come (RFC 8200 §4.5). */
  #expired(first: Uint8Array | undefined): void {
    if (!first) return;
    const destination = readDestination6(first);
    const iface = this.#parts.interfaces.owner(destination);
    const complaint = {type: ICMPV6_TYPE.timeExceeded, code: TIME_EXCEEDED6_CODE.reassembly};
    const error = iface && this.errors.about(iface, first, complaint);
    if (error) this.sendAnswer(error, iface);
  }
}
