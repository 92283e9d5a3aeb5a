/** A running ping: what is asked, and what it tells, one event a line. */
import Type, {type Static} from 'typebox';
import {Family, InterfaceName, Ip, OnHost} from './scalars.ts';

export const PingRequest = Type.Object(
  {
    ...OnHost,
    /** An address, with `%` and an interface behind it where it is of a link; or a name the host knows. */
    destination: Type.String({minLength: 1, maxLength: 253}),
    /** Which address of a name; the first if it is left out. */
    family: Type.Optional(Family),
    /** Most requests; the end comes after as many replies, too. */
    count: Type.Optional(Type.Integer({minimum: 1, maximum: 0x7fff_ffff})),
    /** End after so many replies, however many requests that takes. */
    replies: Type.Optional(Type.Integer({minimum: 1, maximum: 0x7fff_ffff})),
    /** What an ICMP error does: nothing (`ignore`), it counts as a reply does, or it is the end. */
    on_error: Type.Optional(Type.Enum(['ignore', 'count', 'end'])),
    /** Seconds between two requests; 0: each answer lets the next out, and 100 a second go out without any. */
    interval: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** Requests that may go out at once at the start. */
    preload: Type.Optional(Type.Integer({minimum: 1, maximum: 65_536})),
    /** The interval follows the round trip time. */
    adaptive: Type.Optional(Type.Boolean()),
    /** Octets of data behind the ICMP header; what no packet holds fails when it is sent. */
    size: Type.Optional(Type.Integer({minimum: 0, maximum: 0x7fff_ffff})),
    /** After every `each` requests `step` octets more, until it would be more than `largest`: the end. */
    sweep: Type.Optional(
      Type.Object(
        {
          largest: Type.Integer({minimum: 0, maximum: 65_527}),
          step: Type.Integer({minimum: 1, maximum: 65_527}),
          each: Type.Integer({minimum: 1, maximum: 0x7fff_ffff}),
        },
        {additionalProperties: false},
      ),
    ),
    /** Seconds to wait for a reply after the last request. */
    wait: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** Seconds to wait at least after the last request where replies came before (1). */
    linger: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** Seconds after which ping ends, whatever came back. */
    deadline: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    ttl: Type.Optional(Type.Integer({minimum: 0, maximum: 255})),
    /** Type of service, or traffic class. */
    tos: Type.Optional(Type.Integer({minimum: 0, maximum: 255})),
    /** Of IPv6. */
    flow_label: Type.Optional(Type.Integer({minimum: 0, maximum: 0xf_ffff})),
    /** Octets the data is filled with, over and over, in hex. */
    pattern: Type.Optional(Type.String({maxLength: 32, pattern: '^([0-9a-fA-F]{2})+$'})),
    /** Send from this address of the host, or … */
    source: Type.Optional(Ip),
    /** … out of this interface, whatever the routes say. */
    device: Type.Optional(InterfaceName),
    /** Only to who is on a network of the host: through no gateway. */
    direct: Type.Optional(Type.Boolean()),
    /** The same as `path_mtu` with `do`. */
    dont_fragment: Type.Optional(Type.Boolean()),
    /** Path MTU discovery: never in fragments (`do`), in fragments where the path is known to need them (`want`), or never. */
    path_mtu: Type.Optional(Type.Enum(['do', 'want', 'dont'])),
    /** Each host on the way and back writes down its address (RFC 791), as far as there is room. IPv4 only. */
    record_route: Type.Optional(Type.Boolean()),
    /** The same with its time: times alone, with addresses, or only hosts that have one of these addresses. */
    timestamps: Type.Optional(
      Type.Object(
        {
          form: Type.Enum(['tsonly', 'tsandaddr', 'tsprespec']),
          hosts: Type.Optional(Type.Array(Ip, {maxItems: 4})),
        },
        {additionalProperties: false},
      ),
    ),
    identifier: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** Sequence number of the first request. */
    sequence: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** IP identification of the first request; each further one is one more. */
    ip_id: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** Microseconds since 1970 that go into every request in place of the time, as a decimal number. */
    stamp: Type.Optional(Type.String({maxLength: 20, pattern: '^\\d+$'})),
    /** How it stands there: 64-bit microseconds, Linux's `struct timeval`, or FreeBSD's 32-bit seconds and nanoseconds. */
    stamp_form: Type.Optional(Type.Enum(['microseconds', 'timeval', 'timespec32'])),
    /** Tell of other ICMP messages to the host as well, but for echo requests. IPv4 only. */
    others: Type.Optional(Type.Boolean()),
  },
  {additionalProperties: false},
);
export type PingRequest = Static<typeof PingRequest>;

/** Seconds since 1970 on the lab's clock. */
const At = Type.Number();

const Answer = {
  at: At,
  seq: Type.Integer(),
  from: Ip,
  /** What the host calls that address, if it has a name for it. */
  name: Type.Optional(Type.String()),
  octets: Type.Integer(),
  ttl: Type.Integer(),
  /** Milliseconds from request to answer; missing where the request is not known any more. */
  rtt: Type.Optional(Type.Number()),
};

const IcmpError = {
  type: Type.Integer(),
  code: Type.Integer(),
  /** Next-hop MTU, with "fragmentation needed" and "packet too big". */
  mtu: Type.Optional(Type.Integer()),
  /** Who is nearer, with a redirect. */
  gateway: Type.Optional(Ip),
  /** With a parameter problem: offset of the octet in the quoted packet that it is about. */
  pointer: Type.Optional(Type.Integer()),
  /** The IP header (and what followed) of the packet it is about, in hex. */
  quoted: Type.String(),
};

/** What stood behind the fixed part of an IPv4 header, in order. */
export const IpOption = Type.Union([
  Type.Object({type: Type.Literal('no-operation')}),
  Type.Object({type: Type.Literal('record-route'), route: Type.Array(Ip)}),
  Type.Object({
    type: Type.Literal('timestamp'),
    times: Type.Array(
      Type.Object({
        address: Type.Optional(Ip),
        /** Milliseconds since midnight, universal time, where it is `standard`. */
        time: Type.Integer(),
        standard: Type.Boolean(),
      }),
    ),
    /** Hosts that found no room. */
    missed: Type.Integer(),
  }),
  Type.Object({type: Type.Literal('other'), number: Type.Integer()}),
]);
export type IpOption = Static<typeof IpOption>;

export const PingEvent = Type.Union([
  Type.Object({
    event: Type.Literal('start'),
    at: At,
    destination: Type.String(),
    address: Ip,
    /** The address that requests come from, where the host has one for them. */
    source: Type.Optional(Ip),
    size: Type.Integer(),
    /** Octets that it grows to. */
    sweep: Type.Optional(Type.Integer()),
    /** Of ICMP. */
    identifier: Type.Integer(),
  }),
  Type.Object({event: Type.Literal('sent'), at: At, seq: Type.Integer(), size: Type.Integer()}),
  Type.Object({
    event: Type.Literal('reply'),
    ...Answer,
    duplicate: Type.Boolean(),
    /** The first data octet that is not what was sent, and all of the data. */
    wrong: Type.Optional(
      Type.Object({offset: Type.Integer(), expected: Type.Integer(), found: Type.Integer(), data: Type.String()}),
    ),
    ip_options: Type.Optional(Type.Array(IpOption)),
  }),
  Type.Object({
    event: Type.Literal('icmp-error'),
    ...Answer,
    ...IcmpError,
    quoted_options: Type.Optional(Type.Array(IpOption)),
  }),
  /** About nothing of this ping's. */
  Type.Object({event: Type.Literal('icmp'), ...Answer, ...IcmpError}),
  Type.Object({
    event: Type.Literal('send-failed'),
    at: At,
    seq: Type.Integer(),
    code: Type.String(),
    message: Type.String(),
    /** Octets that the path takes, where the packet is longer. */
    mtu: Type.Optional(Type.Integer()),
  }),
  Type.Object({event: Type.Literal('end'), at: At, reason: Type.Enum(['count', 'wait', 'deadline', 'error'])}),
]);
export type PingEvent = Static<typeof PingEvent>;
