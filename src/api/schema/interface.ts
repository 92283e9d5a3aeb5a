/** Interfaces as the API tells and takes them; key names are those of `ip -j -s address`. */
import Type, {type Static} from 'typebox';
import {Ipv4, Metric, OnInterface, PrefixLength} from './scalars.ts';

export const AddressState = Type.Object({
  family: Type.Literal('inet'),
  local: Ipv4,
  /** The other end, on a point-to-point interface. */
  address: Type.Optional(Ipv4),
  prefixlen: PrefixLength,
  broadcast: Type.Optional(Ipv4),
});
export type AddressState = Static<typeof AddressState>;

/** Frames and octets of one direction; `drop_reasons` says why each of `dropped` and `errors` was not passed on. */
export const Counters = Type.Object({
  packets: Type.Integer(),
  bytes: Type.Integer(),
  errors: Type.Integer(),
  dropped: Type.Integer(),
  multicast: Type.Integer(),
  drop_reasons: Type.Record(Type.String(), Type.Integer()),
});
export type Counters = Static<typeof Counters>;

export const InterfaceFlag = Type.Enum(['UP', 'LOWER_UP', 'BROADCAST', 'LOOPBACK', 'POINTOPOINT', 'NOARP', 'PROMISC']);
export type InterfaceFlag = Static<typeof InterfaceFlag>;

export const InterfaceState = Type.Object({
  ifindex: Type.Integer(),
  ifname: Type.String(),
  /** What carries its frames: `loopback`, `none` (tun) or `ether`, as `ip -j link` says. */
  link_type: Type.Enum(['loopback', 'none', 'ether']),
  /** Hardware address, where the medium has one. */
  address: Type.Optional(Type.String()),
  flags: Type.Array(InterfaceFlag),
  mtu: Type.Integer(),
  metric: Metric,
  addr_info: Type.Array(AddressState),
  stats64: Type.Object({rx: Counters, tx: Counters, collisions: Type.Integer()}),
});
export type InterfaceState = Static<typeof InterfaceState>;

/** An address to set or add. Without `prefixlen` the class of the address decides (32 where there is a peer). */
export const AddressSpec = Type.Object(
  {
    local: Ipv4,
    prefixlen: Type.Optional(PrefixLength),
    peer: Type.Optional(Ipv4),
    broadcast: Type.Optional(Ipv4),
  },
  {additionalProperties: false},
);
export type AddressSpec = Static<typeof AddressSpec>;

/** What to change about an interface: everything named, or, when something is refused, nothing. */
export const InterfaceChange = Type.Object(
  {
    /** Make it first if it does not exist (its name decides its kind: `tun0` is a tun). */
    create: Type.Optional(Type.Boolean()),
    /** Replaces the first address. */
    set: Type.Optional(AddressSpec),
    /** Changes these of the first address, which stays. */
    amend: Type.Optional(
      Type.Object(
        {
          prefixlen: Type.Optional(PrefixLength),
          peer: Type.Optional(Ipv4),
          broadcast: Type.Optional(Ipv4),
        },
        {additionalProperties: false},
      ),
    ),
    add: Type.Optional(Type.Array(AddressSpec, {maxItems: 64})),
    remove: Type.Optional(Type.Array(Ipv4, {maxItems: 64})),
    /** Take the first address away, whichever it is; where there is none, nothing happens. */
    remove_first: Type.Optional(Type.Boolean()),
    up: Type.Optional(Type.Boolean()),
    mtu: Type.Optional(Type.Integer()),
    metric: Type.Optional(Metric),
    promisc: Type.Optional(Type.Boolean()),
    arp: Type.Optional(Type.Boolean()),
    /** Hardware address, of an Ethernet interface. */
    address: Type.Optional(Type.String({maxLength: 17})),
  },
  {additionalProperties: false},
);
export type InterfaceChange = Static<typeof InterfaceChange>;

export const InterfaceSelector = Type.Object(OnInterface);
export const ConfigureInterface = Type.Object(
  {...OnInterface, ...InterfaceChange.properties},
  {additionalProperties: false},
);
export type ConfigureInterface = Static<typeof ConfigureInterface>;
