/** Routes as the API tells and takes them; key names are those of `ip -j route`. */
import Type, {type Static} from 'typebox';
import {Family, InterfaceName, Ip, Metric, OnHost, Prefix} from './scalars.ts';

export const RouteType = Type.Enum(['unicast', 'local', 'unreachable', 'prohibit', 'throw', 'blackhole']);
export type RouteType = Static<typeof RouteType>;

const Number8 = Type.Optional(Type.Integer({minimum: 0, maximum: 255}));
const RouteLabel = Type.Object({protocol: Number8, scope: Number8}, {additionalProperties: false});

export const RouteState = Type.Object({
  /** `default`, an address (all 32 bits count) or `network/length`. */
  dst: Type.String(),
  family: Family,
  type: RouteType,
  gateway: Type.Optional(Ip),
  dev: Type.Optional(Type.String()),
  metric: Metric,
  /** `kernel` where an address brought the route, `static` where somebody typed it, `ra` where a router advertised it. */
  protocol: Type.Enum(['kernel', 'static', 'ra']),
  /** Source of packets that leave by this route. */
  prefsrc: Type.Optional(Ip),
  /** What somebody said of it who typed it: rtnetlink's numbers for who it is of, and how far its destination is. */
  label: Type.Optional(RouteLabel),
  /**
   * `host`: typed as a route to one host, or made for one (a local address, a peer). `linkdown`: its interface has no
   * link, so that what is sent by it fails.
   */
  flags: Type.Array(Type.Enum(['host', 'linkdown'])),
  /** What TCP is to begin with: its segment size and window in octets, the round trip time in ms. Nothing here goes by it. */
  advmss: Type.Optional(Type.Integer()),
  window: Type.Optional(Type.Integer()),
  rtt: Type.Optional(Type.Integer()),
});
export type RouteState = Static<typeof RouteState>;

const RouteWords = {
  dst: Prefix,
  /** Of `default`; any other destination says it by itself. IPv4 if it is left out. */
  family: Type.Optional(Family),
  gateway: Type.Optional(Ip),
  dev: Type.Optional(InterfaceName),
  metric: Type.Optional(Metric),
  type: Type.Optional(RouteType),
  to_host: Type.Optional(Type.Boolean({description: 'a route to one host'})),
  advmss: Type.Optional(Type.Integer({minimum: 1, maximum: 65_535})),
  window: Type.Optional(Type.Integer({minimum: 1, maximum: 2 ** 30})),
  rtt: Type.Optional(Type.Integer({minimum: 1, maximum: 2 ** 31 - 1})),
  /** An address of the host's own. */
  prefsrc: Type.Optional(Ip),
  label: Type.Optional(RouteLabel),
};

/**
 * What becomes of a route to the same network with the same metric: `exclusive` leaves it, and fails with EEXIST;
 * `replace` takes its place, `change` does so too and fails with ENOENT where there is none. Without any, both stay.
 */
const RouteMode = Type.Enum(['exclusive', 'replace', 'change']);

/** A route to add. Without `dev` the gateway's own route decides. */
export const RouteSpec = Type.Object({...RouteWords, mode: Type.Optional(RouteMode)}, {additionalProperties: false});
export type RouteSpec = Static<typeof RouteSpec>;

/** Which route is meant: the first in the order of the table that agrees with everything given. */
export const RouteSelector = Type.Object(RouteWords, {additionalProperties: false});
export type RouteSelector = Static<typeof RouteSelector>;

export const AddRoute = Type.Object({...OnHost, ...RouteSpec.properties}, {additionalProperties: false});
export type AddRoute = Static<typeof AddRoute>;
export const DeleteRoute = Type.Object({...OnHost, ...RouteWords}, {additionalProperties: false});
export type DeleteRoute = Static<typeof DeleteRoute>;
export const LookupRoute = Type.Object(
  {...OnHost, destination: Ip, dev: Type.Optional(InterfaceName)},
  {additionalProperties: false},
);
export type LookupRoute = Static<typeof LookupRoute>;
/** IPv4's where no family is given. */
export const ListRoutes = Type.Object({...OnHost, family: Type.Optional(Family)});
export type ListRoutes = Static<typeof ListRoutes>;
export const FlushedRoutes = Type.Object({deleted: Type.Integer()});
export type FlushedRoutes = Static<typeof FlushedRoutes>;
