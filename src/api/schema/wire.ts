/** Ethernet segments, and what they do to the frames they carry. */
import Type, {type Static} from 'typebox';
import {HostName, InterfaceName} from './scalars.ts';

const PerCent = Type.Number({minimum: 0, maximum: 100});
const Milliseconds = Type.Number({minimum: 0, maximum: 3_600_000});

/** Per cent, milliseconds, bits a second. */
export const WireSettings = {
  delay: Milliseconds,
  jitter: Milliseconds,
  loss: PerCent,
  duplicate: PerCent,
  reorder: PerCent,
  corrupt: PerCent,
  rate: Type.Union([Type.Number({minimum: 1, maximum: 1e12}), Type.Null()]),
  seed: Type.Integer({minimum: 0, maximum: 0xffff_ffff}),
};

export const WireEnd = Type.Object({host: HostName, ifname: InterfaceName}, {additionalProperties: false});
export type WireEnd = Static<typeof WireEnd>;

export const WireState = Type.Object({
  name: Type.String(),
  /** `false`: it is cut. */
  joined: Type.Boolean(),
  ...WireSettings,
  ends: Type.Array(
    Type.Object({
      ...WireEnd.properties,
      in_flight: Type.Integer(),
      counters: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
});
export type WireState = Static<typeof WireState>;

const WireName = Type.String({minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$'});

export const WireSelector = Type.Object({wire: WireName}, {additionalProperties: false});
export type WireSelector = Static<typeof WireSelector>;

/** Joins NICs, which are made if they do not exist; to a wire that is there, more are joined. */
export const AddWire = Type.Object(
  {wire: WireName, ends: Type.Array(WireEnd, {minItems: 1, maxItems: 256})},
  {additionalProperties: false},
);
export type AddWire = Static<typeof AddWire>;

export const ChangeWire = Type.Object(
  {wire: WireName, joined: Type.Optional(Type.Boolean()), ...Type.Partial(Type.Object(WireSettings)).properties},
  {additionalProperties: false},
);
export type ChangeWire = Static<typeof ChangeWire>;
