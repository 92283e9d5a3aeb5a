/** Ethernet bridges: switches inside a host, whose ports are its tap devices and NICs. */
import Type, {type Static} from 'typebox';
import {InterfaceName, OnInterface} from './scalars.ts';

/** Seconds a station is remembered after it was last heard. */
const Ageing = Type.Number({minimum: 0, maximum: 1_000_000});
const PortNames = Type.Array(InterfaceName, {maxItems: 1024});

export const BridgeState = Type.Object({
  ifname: Type.String(),
  up: Type.Boolean(),
  /** Of its own interface. */
  address: Type.String(),
  mtu: Type.Integer(),
  ageing: Ageing,
  ports: Type.Array(
    Type.Object({
      ifname: Type.String(),
      /** `down`: the bridge or the port is down, or the port has no link. */
      state: Type.Enum(['forwarding', 'down']),
      /** `received` and what became of those frames; `sent`, and what could not be sent. */
      counters: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
});
export type BridgeState = Static<typeof BridgeState>;

/** Where a station is. */
export const BridgeStation = Type.Object({
  mac: Type.String(),
  /** The port behind which it is; for the bridge's own station, the bridge. */
  port: Type.String(),
  /** Seconds since it was last heard. */
  age: Type.Number(),
  /** It is the bridge's own. */
  local: Type.Boolean(),
});
export type BridgeStation = Static<typeof BridgeStation>;

/** Its own station first, then the one heard longest ago. */
export const BridgeDetails = Type.Object({...BridgeState.properties, stations: Type.Array(BridgeStation)});
export type BridgeDetails = Static<typeof BridgeDetails>;

export const AddBridge = Type.Object(
  {...OnInterface, ports: Type.Optional(PortNames), ageing: Type.Optional(Ageing)},
  {additionalProperties: false},
);
export type AddBridge = Static<typeof AddBridge>;

/** First the ports of `leave` leave, then those of `join` join. */
export const ChangeBridge = Type.Object(
  {
    ...OnInterface,
    ageing: Type.Optional(Ageing),
    join: Type.Optional(PortNames),
    leave: Type.Optional(PortNames),
  },
  {additionalProperties: false},
);
export type ChangeBridge = Static<typeof ChangeBridge>;
