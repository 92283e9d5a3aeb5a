/** Clients of DHCP: interfaces of a host that are configured by a server. */
import Type, {type Static} from 'typebox';
import {Ip, OnInterface} from './scalars.ts';

/** Seconds from now; null: never. */
const Left = Type.Union([Type.Number(), Type.Null()]);

export const DhcpLease = Type.Object({
  local: Ip,
  prefixlen: Type.Integer(),
  routers: Type.Array(Ip),
  nameservers: Type.Array(Ip),
  domain: Type.Optional(Type.String()),
  mtu: Type.Optional(Type.Integer()),
  /** Who gave it. */
  server: Ip,
  /** From then on its server is asked for more time, … */
  renews_in: Left,
  /** … and from then on any server. */
  rebinds_in: Left,
  expires_in: Left,
});
export type DhcpLease = Static<typeof DhcpLease>;

export const DhcpState = Type.Object({
  ifname: Type.String(),
  /** As RFC 2131 §4.4 names them. */
  state: Type.Enum(['selecting', 'requesting', 'rebooting', 'bound', 'renewing', 'rebinding', 'stopped']),
  lease: Type.Union([DhcpLease, Type.Null()]),
  /** What a server said that refused last. */
  refusal: Type.Optional(Type.String()),
  /** Messages by type: what was sent, and what was received and believed or not. */
  counters: Type.Record(Type.String(), Type.Integer()),
});
export type DhcpState = Static<typeof DhcpState>;

export const RequestLease = Type.Object(
  {
    ...OnInterface,
    /** Seconds to wait for a lease: the client is stopped if there is none then. 0: nobody waits, and it goes on. */
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
  },
  {additionalProperties: false},
);
export type RequestLease = Static<typeof RequestLease>;
