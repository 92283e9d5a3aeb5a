/** Interfaces as the API tells and takes them; key names are those of `ip -j -s address`. */
import Type, {type Static} from 'typebox';
import {Family, InterfaceName, Ip, Ipv4, Metric, OnInterface, PrefixLength} from './scalars.ts';

const AddressScope = Type.Enum(['host', 'link', 'global']);

export const AddressState = Type.Object({
  family: Family,
  local: Ip,
  /** The other end. */
  address: Type.Optional(Ip),
  prefixlen: PrefixLength,
  broadcast: Type.Optional(Ipv4),
  scope: AddressScope,
  /** The name it goes by, where that is not the interface's. */
  label: Type.Optional(Type.String()),
  /** Made of what a router advertised. */
  dynamic: Type.Optional(Type.Literal(true)),
  /** Not known yet to be nobody else's; `optimistic`: in use all the same (RFC 4429). */
  tentative: Type.Optional(Type.Literal(true)),
  optimistic: Type.Optional(Type.Literal(true)),
  deprecated: Type.Optional(Type.Literal(true)),
  /** Somebody else has it: it is not used. */
  dadfailed: Type.Optional(Type.Literal(true)),
  /** Seconds left, where they are bounded. */
  valid_life_time: Type.Optional(Type.Integer()),
  preferred_life_time: Type.Optional(Type.Integer()),
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

export const InterfaceFlag = Type.Enum([
  'UP',
  'LOWER_UP',
  'BROADCAST',
  'LOOPBACK',
  'POINTOPOINT',
  'NOARP',
  'PROMISC',
  'ALLMULTI',
  'NOTRAILERS',
  'DYNAMIC',
  'AUTOMEDIA',
]);
export type InterfaceFlag = Static<typeof InterfaceFlag>;

export const InterfaceState = Type.Object({
  ifindex: Type.Integer(),
  ifname: Type.String(),
  /** What carries its frames: `loopback`, `none` (tun) or `ether`, as `ip -j link` says. */
  link_type: Type.Enum(['loopback', 'none', 'ether']),
  /** Hardware address, where the medium has one. */
  address: Type.Optional(Type.String()),
  flags: Type.Array(InterfaceFlag),
  /** Has never been up. */
  unused: Type.Optional(Type.Literal(true)),
  /** Told to have no groups: any other has. */
  multicast: Type.Optional(Type.Literal(false)),
  mtu: Type.Integer(),
  metric: Metric,
  /** Packets that may wait to be sent; for a tun or tap, in its application queue. */
  txqlen: Type.Optional(Type.Integer()),
  addr_info: Type.Array(AddressState),
  /** IPv6 on it: whether it runs, listens to routers, and is one that says so. */
  inet6: Type.Object({
    enabled: Type.Boolean(),
    accept_ra: Type.Boolean(),
    advertise: Type.Boolean(),
    /** Where a router has said it: of what is sent, of neighbours, and from one request to the next, in ms. */
    hop_limit: Type.Optional(Type.Integer()),
    reachable_time: Type.Optional(Type.Number()),
    retrans_timer: Type.Optional(Type.Number()),
  }),
  stats64: Type.Object({rx: Counters, tx: Counters, collisions: Type.Integer()}),
});
export type InterfaceState = Static<typeof InterfaceState>;

const AddressLabel = Type.String({minLength: 1, maxLength: 15});

/**
 * An address to set or add. Without `prefixlen` the class of an IPv4 address decides (32 where there is a peer); it is 64
 * for IPv6 (128 where there is a peer).
 */
export const AddressSpec = Type.Object(
  {
    local: Ip,
    prefixlen: Type.Optional(PrefixLength),
    peer: Type.Optional(Ip),
    /** 0.0.0.0: the last of the network, but nothing is said of it. */
    broadcast: Type.Optional(Ipv4),
    /** Of IPv4 only. */
    label: Type.Optional(AddressLabel),
    scope: Type.Optional(AddressScope),
  },
  {additionalProperties: false},
);
export type AddressSpec = Static<typeof AddressSpec>;

/** What to change about an interface: everything named, or, when something is refused, nothing. */
export const InterfaceChange = Type.Object(
  {
    /** What it is to be called, once all else is done. */
    name: Type.Optional(InterfaceName),
    /** Make it first if it does not exist (its name decides its kind: `tun0` is a tun). */
    create: Type.Optional(Type.Boolean()),
    /** What `set`, `amend` and `remove_first` say of the first IPv4 address is meant of the one with this label. */
    label: Type.Optional(AddressLabel),
    /** Replaces the first address, where it is of IPv4; IPv6 has no first: that one is to be there afterwards. */
    set: Type.Optional(AddressSpec),
    /** Changes these of the first IPv4 address, which stays. */
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
    remove: Type.Optional(Type.Array(Ip, {maxItems: 64})),
    /** Take the first IPv4 address away, whichever it is; where there is none, nothing happens. */
    remove_first: Type.Optional(Type.Boolean()),
    /** Switch IPv6, listening to routers, and being one that says so, on or off. */
    inet6: Type.Optional(
      Type.Object(
        {
          /** Further IPv6 addresses that are to be there afterwards: `set` has room for one of either version. */
          set: Type.Optional(Type.Array(AddressSpec, {maxItems: 64})),
          enabled: Type.Optional(Type.Boolean()),
          /** `null`: as the host does. */
          accept_ra: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
          advertise: Type.Optional(Type.Boolean()),
        },
        {additionalProperties: false},
      ),
    ),
    up: Type.Optional(Type.Boolean()),
    mtu: Type.Optional(Type.Integer()),
    metric: Type.Optional(Metric),
    promisc: Type.Optional(Type.Boolean()),
    arp: Type.Optional(Type.Boolean()),
    /** Kept and told; nothing here goes by them. */
    allmulti: Type.Optional(Type.Boolean()),
    multicast: Type.Optional(Type.Boolean()),
    dynamic: Type.Optional(Type.Boolean()),
    trailers: Type.Optional(Type.Boolean()),
    automedia: Type.Optional(Type.Boolean()),
    /** Packets that may wait to be sent; of a tun or tap, in its application queue. `null`, elsewhere: nothing is said of it. */
    txqlen: Type.Optional(Type.Union([Type.Integer({minimum: 0, maximum: 2 ** 31 - 1}), Type.Null()])),
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
