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
    /** Stop after so many replies were received. */
    count: Type.Optional(Type.Integer({minimum: 1, maximum: 0x7fff_ffff})),
    /** Seconds between two requests. */
    interval: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** Octets of data behind the ICMP header. */
    size: Type.Optional(Type.Integer({minimum: 0, maximum: 65_527})),
    /** Seconds to wait for a reply after the last request. */
    wait: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    /** Seconds after which ping ends, whatever came back. */
    deadline: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
    ttl: Type.Optional(Type.Integer({minimum: 0, maximum: 255})),
    /** Octets the data is filled with, over and over, in hex. */
    pattern: Type.Optional(Type.String({maxLength: 32, pattern: '^([0-9a-fA-F]{2})+$'})),
    /** Send from this address of the host, or … */
    source: Type.Optional(Ip),
    /** … out of this interface, whatever the routes say. */
    device: Type.Optional(InterfaceName),
    dont_fragment: Type.Optional(Type.Boolean()),
    identifier: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** Sequence number of the first request. */
    sequence: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** IP identification of the first request; each further one is one more. */
    ip_id: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
    /** Microseconds since 1970 that go into every request in place of the time, as a decimal number. */
    stamp: Type.Optional(Type.String({maxLength: 20, pattern: '^\\d+$'})),
  },
  {additionalProperties: false},
);
export type PingRequest = Static<typeof PingRequest>;

const Answer = {
  seq: Type.Integer(),
  from: Ip,
  octets: Type.Integer(),
  ttl: Type.Integer(),
  /** Milliseconds from request to answer; missing where the request is not known any more. */
  rtt: Type.Optional(Type.Number()),
};

export const PingEvent = Type.Union([
  Type.Object({event: Type.Literal('start'), destination: Type.String(), address: Ip, size: Type.Integer()}),
  Type.Object({event: Type.Literal('sent'), seq: Type.Integer()}),
  Type.Object({
    event: Type.Literal('reply'),
    ...Answer,
    duplicate: Type.Boolean(),
    /** The first data octet that is not what was sent, and all of the data. */
    wrong: Type.Optional(
      Type.Object({offset: Type.Integer(), expected: Type.Integer(), found: Type.Integer(), data: Type.String()}),
    ),
  }),
  Type.Object({
    event: Type.Literal('icmp-error'),
    ...Answer,
    type: Type.Integer(),
    code: Type.Integer(),
    /** Next-hop MTU, with "fragmentation needed" and "packet too big". */
    mtu: Type.Optional(Type.Integer()),
    /** The IP header (and what followed) of the packet it is about, in hex. */
    quoted: Type.String(),
  }),
  Type.Object({event: Type.Literal('send-failed'), seq: Type.Integer(), code: Type.String(), message: Type.String()}),
  Type.Object({event: Type.Literal('end'), reason: Type.Enum(['count', 'wait', 'deadline'])}),
]);
export type PingEvent = Static<typeof PingEvent>;
