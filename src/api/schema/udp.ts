/** UDP ports of a host, used for as long as a stream runs: what is asked, and what it tells, one event a line. */
import Type, {type Static} from 'typebox';
import {Family, Hex, InterfaceName, Ip, OnHost} from './scalars.ts';

const Port = Type.Integer({minimum: 1, maximum: 0xffff});
const Seconds = Type.Number({minimum: 0, maximum: 86_400});

export const UdpReceive = Type.Object(
  {
    ...OnHost,
    /** Take only what is sent to this address of the host. */
    address: Type.Optional(Ip),
    /** A free one if it is left out. */
    port: Type.Optional(Port),
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

const DatagramEvent = Type.Object({
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
  from: Ip,
  type: Type.Integer(),
  code: Type.Integer(),
  /** Next-hop MTU, with "fragmentation needed". */
  mtu: Type.Optional(Type.Integer()),
  /** Where the datagram was to go that it is about. */
  destination: Ip,
  port: Type.Integer(),
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
