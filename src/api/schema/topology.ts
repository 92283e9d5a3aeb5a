/** A lab's configuration as a document: what `dump` writes and `apply` reads. Everything may be left out. */
import Type, {type Static} from 'typebox';
import {DeviceChange, QueueName} from './device.ts';
import {Personality} from './host.ts';
import {AddressSpec} from './interface.ts';
import {RouteSpec, RouteType} from './route.ts';
import {HostName, InterfaceName, Ip, Metric, Prefix} from './scalars.ts';
import {DropRule, WireSettings} from './wire.ts';

const closed = {additionalProperties: false};

const Mac = Type.String({maxLength: 17, description: 'hardware address, such as 02:00:00:00:00:07'});

/** An address with its prefix length, `10.8.0.2/24`, or in parts, where it has another end or a broadcast address. */
const TopologyAddress = Type.Union([
  Type.String({maxLength: 49, pattern: '^[0-9a-fA-F.:]+(/\\d{1,3})?$', description: 'address/prefix length'}),
  AddressSpec,
]);

export const TopologyInterface = Type.Object(
  {
    kind: Type.Optional(
      Type.Enum(['loopback', 'tun', 'tap', 'nic', 'bridge'], {
        description: 'only where the name does not say it: lo0, tun0, tap0, eth0, br0 do',
      }),
    ),
    up: Type.Optional(Type.Boolean()),
    mtu: Type.Optional(Type.Integer({minimum: 0, maximum: 65_536})),
    metric: Type.Optional(Metric),
    promisc: Type.Optional(Type.Boolean()),
    arp: Type.Optional(Type.Boolean()),
    allmulti: Type.Optional(Type.Boolean()),
    multicast: Type.Optional(Type.Boolean()),
    dynamic: Type.Optional(Type.Boolean()),
    trailers: Type.Optional(Type.Boolean()),
    automedia: Type.Optional(Type.Boolean()),
    txqlen: Type.Optional(
      Type.Union([Type.Integer({minimum: 0, maximum: 2 ** 31 - 1}), Type.Null()], {
        description: 'what is told of an interface that has no queues; null: what its system says of any',
      }),
    ),
    lladdr: Type.Optional(Mac),
    addresses: Type.Optional(
      Type.Array(TopologyAddress, {
        maxItems: 1024,
        description: 'all of them, of both versions of IP, the first first',
      }),
    ),
    inet6: Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(Type.Boolean()),
          accept_ra: Type.Optional(Type.Union([Type.Boolean(), Type.Null()], {description: 'null: as the host does'})),
          advertise: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    device: Type.Optional(
      Type.Object(
        {
          ...DeviceChange.properties,
          held: Type.Optional(Type.Array(QueueName, {maxItems: 2, description: 'queues that are held'})),
          node: Type.Optional(Type.Boolean({description: 'the device node is there, as the device has been up'})),
        },
        {...closed, description: 'of a tun or tap'},
      ),
    ),
    ports: Type.Optional(Type.Array(InterfaceName, {maxItems: 1024, description: 'of a bridge: all of them'})),
    ageing: Type.Optional(Type.Number({minimum: 0, maximum: 1_000_000, description: 'of a bridge, in seconds'})),
  },
  closed,
);
export type TopologyInterface = Static<typeof TopologyInterface>;

const {advmss, window, rtt, prefsrc, label} = RouteSpec.properties;
const hints = {advmss, window, rtt, prefsrc, label};

export const TopologyRoute = Type.Object(
  {
    dst: Prefix,
    gateway: Type.Optional(Ip),
    dev: Type.Optional(InterfaceName),
    metric: Type.Optional(Metric),
    type: Type.Optional(RouteType),
    to_host: Type.Optional(Type.Boolean({description: 'a route to one host'})),
    ...hints,
  },
  closed,
);
export type TopologyRoute = Static<typeof TopologyRoute>;

export const TopologyNeighbour = Type.Object(
  {dst: Ip, dev: InterfaceName, lladdr: Mac, proxy: Type.Optional(Type.Boolean())},
  closed,
);
export type TopologyNeighbour = Static<typeof TopologyNeighbour>;

export const TopologyUdp = Type.Object(
  {
    port: Type.Integer({minimum: 1, maximum: 0xffff}),
    address: Type.Optional(Ip),
    join: Type.Optional(Type.Array(Type.Object({group: Ip, dev: InterfaceName}, closed), {maxItems: 20})),
  },
  closed,
);
export type TopologyUdp = Static<typeof TopologyUdp>;

export const TopologyHost = Type.Object(
  {
    personality: Type.Optional(Personality),
    settings: Type.Optional(
      Type.Record(Type.String({maxLength: 64}), Type.Boolean(), {
        maxProperties: 64,
        description: 'as tunctl sysctl has them',
      }),
    ),
    names: Type.Optional(
      Type.Record(Type.String({minLength: 1, maxLength: 253}), Type.Union([Ip, Type.Array(Ip, {maxItems: 2})]), {
        maxProperties: 65_536,
        description: 'all names that the host knows, and their addresses',
      }),
    ),
    interfaces: Type.Optional(Type.Record(InterfaceName, TopologyInterface, {maxProperties: 4097})),
    routes: Type.Optional(
      Type.Array(TopologyRoute, {maxItems: 1 << 20, description: 'all that were typed; addresses bring their own'}),
    ),
    removed_routes: Type.Optional(
      Type.Array(TopologyRoute, {maxItems: 1 << 16, description: 'that addresses brought and somebody has deleted'}),
    ),
    neighbours: Type.Optional(Type.Array(TopologyNeighbour, {maxItems: 1 << 16, description: 'all that were typed'})),
    udp: Type.Optional(Type.Array(TopologyUdp, {maxItems: 512, description: 'all UDP ports that have a node'})),
  },
  closed,
);
export type TopologyHost = Static<typeof TopologyHost>;

export const TopologyWire = Type.Object(
  {
    joined: Type.Optional(Type.Boolean({description: 'false: it is cut'})),
    ...Type.Partial(Type.Object(WireSettings)).properties,
    ends: Type.Optional(
      Type.Array(Type.String({maxLength: 128, pattern: '^[^:]+:[^:]+$'}), {
        maxItems: 65_536,
        description: 'all NICs that are plugged in, as host:eth0; they are made where they do not exist',
      }),
    ),
    drop: Type.Optional(
      Type.Array(
        Type.Object(
          {...DropRule.properties, from: Type.Optional(Type.String({maxLength: 128, pattern: '^[^:]+:[^:]+$'}))},
          closed,
        ),
        {maxItems: 1024, description: 'frames to take off the wire, when they come'},
      ),
    ),
  },
  closed,
);
export type TopologyWire = Static<typeof TopologyWire>;

export const Topology = Type.Object(
  {
    hosts: Type.Optional(Type.Record(HostName, TopologyHost, {maxProperties: 4096})),
    wires: Type.Optional(
      Type.Record(Type.String({minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$'}), TopologyWire, {
        maxProperties: 4096,
      }),
    ),
  },
  {...closed, description: 'What a lab consists of: what dump writes and apply reads. Everything may be left out.'},
);
export type Topology = Static<typeof Topology>;

export const TopologyState = Type.Object({
  /** Another one after each change: what `transact` may be asked to find unchanged. */
  revision: Type.String(),
  topology: Topology,
});
export type TopologyState = Static<typeof TopologyState>;
