/** What `ip -j` prints: the key names, and their order, are iproute2's. */
import Type from 'typebox';
import {Family, Ip} from '../../api/schema/scalars.ts';

const Word = Type.Optional(Type.String());
const Count = Type.Optional(Type.Integer({minimum: 0}));
const True = Type.Optional(Type.Literal(true));
const Counters = Type.Record(Type.String(), Type.Integer({minimum: 0}));

const AddressEntry = Type.Object({
  index: Count,
  dev: Word,
  family: Type.Optional(Family),
  local: Ip,
  address: Type.Optional(Ip),
  prefixlen: Type.Integer({minimum: 0, maximum: 128}),
  broadcast: Type.Optional(Ip),
  scope: Word,
  secondary: True,
  optimistic: True,
  dadfailed: True,
  deprecated: True,
  tentative: True,
  dynamic: True,
  label: Word,
  valid_life_time: Count,
  preferred_life_time: Count,
});

const LinkInformation = Type.Object({
  info_kind: Word,
  info_data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  info_slave_kind: Word,
  info_slave_data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

/** An interface that is not among those that were asked for is an empty object. */
export const IpLinks = Type.Array(
  Type.Object({
    ifindex: Count,
    ifname: Word,
    flags: Type.Optional(Type.Array(Type.String())),
    mtu: Count,
    qdisc: Word,
    master: Word,
    operstate: Word,
    linkmode: Word,
    group: Word,
    txqlen: Count,
    link_type: Word,
    address: Word,
    broadcast: Word,
    promiscuity: Count,
    allmulti: Count,
    min_mtu: Count,
    max_mtu: Count,
    linkinfo: Type.Optional(LinkInformation),
    inet6_addr_gen_mode: Word,
    num_tx_queues: Count,
    num_rx_queues: Count,
    gso_max_size: Count,
    gso_max_segs: Count,
    tso_max_size: Count,
    tso_max_segs: Count,
    gro_max_size: Count,
    addr_info: Type.Optional(Type.Array(AddressEntry)),
    stats64: Type.Optional(Type.Object({rx: Counters, tx: Counters})),
  }),
);

export const IpRoutes = Type.Array(
  Type.Object({
    type: Word,
    dst: Type.String(),
    from: Type.Optional(Ip),
    gateway: Type.Optional(Ip),
    dev: Word,
    table: Word,
    protocol: Word,
    scope: Word,
    prefsrc: Type.Optional(Ip),
    metric: Count,
    flags: Type.Array(Type.String()),
    uid: Count,
    cache: Type.Optional(Type.Array(Type.String())),
    pref: Word,
  }),
);

export const IpNeighbours = Type.Array(
  Type.Object({
    dst: Ip,
    dev: Word,
    lladdr: Word,
    router: Type.Optional(Type.Null()),
    proxy: Type.Optional(Type.Null()),
    state: Type.Optional(Type.Array(Type.String())),
  }),
);

export const IpDevices = Type.Array(
  Type.Object({
    ifname: Type.String(),
    flags: Type.Array(Type.String()),
    user: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    group: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    processes: Type.Optional(Type.Array(Type.Unknown())),
  }),
);

export const IpRules = Type.Array(
  Type.Object({priority: Type.Integer(), src: Type.String(), table: Type.String(), protocol: Word}),
);
