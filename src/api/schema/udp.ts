/** UDP ports of a host: those that have a node, and those that are used for as long as a stream of events runs. */
import Type, {type Static} from 'typebox';
import {Family, Hex, InterfaceName, Ip, OnHost} from './scalars.ts';

const Port = Type.Integer({minimum: 1, maximum: 0xffff});
const Seconds = Type.Number({minimum: 0, maximum: 86_400});

/** A group, and the interface to join it on: left out, the one that leads there. */
const JoinGroup = Type.Object({group: Ip, dev: Type.Optional(InterfaceName)}, {additionalProperties: false});
const Join = Type.Optional(Type.Array(JoinGroup, {maxItems: 20}));

export const BindUdp = Type.Object(
  {
    ...OnHost,
    /** A free one if it is left out. */
    port: Type.Optional(Port),
    /** Take only what is sent to this address of the host or to everybody on its network. */
    address: Type.Optional(Ip),
    join: Join,
  },
  {additionalProperties: false},
);
export type BindUdp = Static<typeof BindUdp>;

export const UdpSelector = Type.Object({...OnHost, port: Port}, {additionalProperties: false});
export type UdpSelector = Static<typeof UdpSelector>;

const IcmpError = Type.Object({
  /** Who says so. */
  from: Ip,
  type: Type.Integer(),
  code: Type.Integer(),
  /** Next-hop MTU, with "fragmentation needed". */
  mtu: Type.Optional(Type.Integer()),
  /** Where the datagram was to go that it is about. */
  destination: Ip,
  port: Type.Integer(),
});

export const UdpState = Type.Object({
  port: Type.Integer(),
  address: Ip,
  /** Path of the node's socket; `null` in a lab without a daemon. */
  node: Type.Union([Type.String(), Type.Null()]),
  opened: Type.Boolean(),
  /** Datagrams that an application has yet to read. */
  waiting: Type.Integer(),
  received: Type.Integer(),
  sent: Type.Integer(),
  /** Datagrams that came and found no room. */
  dropped: Type.Integer(),
  /** ICMP errors about what was sent. */
  errors: Type.Integer(),
  last_error: Type.Union([IcmpError, Type.Null()]),
  /** What was written and not sent, by reason. */
  refused: Type.Record(Type.String(), Type.Integer()),
  groups: Type.Array(Type.Object({group: Ip, dev: Type.String()})),
});
export type UdpState = Static<typeof UdpState>;

export const UdpReceive = Type.Object(
  {
    ...OnHost,
    /** Take only what is sent to this address of the host. */
    address: Type.Optional(Ip),
    /** A free one if it is left out. */
    port: Type.Optional(Port),
    join: Join,
    /** End after so many datagrams. */
    count: Type.Optional(Type.Integer({minimum: 1, maximum: 0x7fff_ffff})),
    /** Seconds to wait for each datagram; the stream ends when none comes. */
    timeout: Type.Optional(Seconds),
    /** Send each datagram back to where it came from. */
    echo: Type.Optional(Type.Boolean()),
  },
  {additionalProperties: false},
);
export type UdpReceive = Static<typeof UdpReceive>;

export const UdpSend = Type.Object(
  {
    ...OnHost,
    /** An address, with `%` and an interface behind it where it is of a link; or a name the host knows. */
    destination: Type.String({minLength: 1, maxLength: 253}),
    /** Which address of a name; the first if it is left out. */
    family: Type.Optional(Family),
    port: Port,
    /** Send from this address of the host, or … */
    source: Type.Optional(Ip),
    /** … out of this interface, whatever the routes say. */
    device: Type.Optional(InterfaceName),
    /** A free one if it is left out. */
    source_port: Type.Optional(Port),
    ttl: Type.Optional(Type.Integer({minimum: 0, maximum: 255})),
    dont_fragment: Type.Optional(Type.Boolean()),
    data: Hex,
    /** Seconds to wait for an answer, or for somebody to say why there will be none; not at all if it is left out. */
    wait: Type.Optional(Seconds),
  },
  {additionalProperties: false},
);
export type UdpSend = Static<typeof UdpSend>;

/** Milliseconds from a datagram to its answer: told to who has sent one and waits. */
const RoundTrip = Type.Optional(Type.Number());

export const DatagramEvent = Type.Object({
  event: Type.Literal('datagram'),
  from: Ip,
  from_port: Type.Integer(),
  /** The address it was sent to. */
  to: Ip,
  octets: Type.Integer(),
  ttl: Type.Integer(),
  hex: Hex,
  rtt: RoundTrip,
  /** How many datagrams were lost since the last event, because nobody read them. */
  lost: Type.Optional(Type.Integer()),
});
export type DatagramEvent = Static<typeof DatagramEvent>;

const UdpErrorEvent = Type.Object({
  event: Type.Literal('icmp-error'),
  ...IcmpError.properties,
  rtt: RoundTrip,
  /** The IP header (and what followed) of that datagram, in hex. */
  quoted: Type.String(),
});
export type UdpErrorEvent = Static<typeof UdpErrorEvent>;

export const UdpReceiveEvent = Type.Union([
  Type.Object({event: Type.Literal('bound'), address: Ip, port: Type.Integer()}),
  DatagramEvent,
  UdpErrorEvent,
  /** What was to be sent back could not be. */
  Type.Object({event: Type.Literal('send-failed'), code: Type.String(), message: Type.String()}),
]);
export type UdpReceiveEvent = Static<typeof UdpReceiveEvent>;

export const UdpSendEvent = Type.Union([
  Type.Object({
    event: Type.Literal('sent'),
    destination: Type.String(),
    address: Ip,
    port: Type.Integer(),
    source_port: Type.Integer(),
    octets: Type.Integer(),
  }),
  DatagramEvent,
  UdpErrorEvent,
]);
export type UdpSendEvent = Static<typeof UdpSendEvent>;
