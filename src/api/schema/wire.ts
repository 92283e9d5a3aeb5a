/** Ethernet segments, and what they do to the frames they carry. */
import Type, {type Static} from 'typebox';
import {Hex, HostName, InterfaceName, Ip} from './scalars.ts';

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
  /** What may wait until `rate` lets it go, in frames and, unless `null`, in octets. */
  queue_packets: Type.Integer({minimum: 0, maximum: 8192}),
  queue_octets: Type.Union([Type.Integer({minimum: 0, maximum: 1 << 24}), Type.Null()]),
};

export const WireEnd = Type.Object({host: HostName, ifname: InterfaceName}, {additionalProperties: false});
export type WireEnd = Static<typeof WireEnd>;

const Octet = Type.Integer({minimum: 0, maximum: 255});

/** What a frame is: all that is said here. */
const FrameWords = {
  /** Who sends it. */
  from: Type.Optional(WireEnd),
  ether_type: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
  /** IP protocol. */
  protocol: Type.Optional(Octet),
  source: Type.Optional(Ip),
  destination: Type.Optional(Ip),
  /** Either port of TCP or UDP. */
  port: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
  icmp_type: Type.Optional(Octet),
  /** Octets of the whole frame, at least. */
  minimum_length: Type.Optional(Type.Integer({minimum: 0, maximum: 0xffff})),
};

export const FrameMatch = Type.Object(FrameWords, {additionalProperties: false});
export type FrameMatch = Static<typeof FrameMatch>;

/** Which frame is taken off a wire: the `nth` of those that match. */
const DropRuleWords = {nth: Type.Integer({minimum: 1, maximum: Number.MAX_SAFE_INTEGER}), ...FrameWords};

export const DropRule = Type.Object(DropRuleWords, {additionalProperties: false});
export type DropRule = Static<typeof DropRule>;

export const DropRuleState = Type.Object({
  ...DropRuleWords,
  /** How many frames have matched so far; the rule is gone with the `nth`. */
  seen: Type.Integer(),
});
export type DropRuleState = Static<typeof DropRuleState>;

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
  /** Those that are still to do their work. */
  rules: Type.Array(DropRuleState),
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

export const AddDropRule = Type.Object({wire: WireName, ...DropRuleWords}, {additionalProperties: false});
export type AddDropRule = Static<typeof AddDropRule>;

/** Hear the frames that match, until `count` have come, or none comes for `timeout` seconds. */
export const CaptureWire = Type.Object(
  {
    wire: WireName,
    ...FrameWords,
    count: Type.Optional(Type.Integer({minimum: 1, maximum: 0x7fff_ffff})),
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
  },
  {additionalProperties: false},
);
export type CaptureWire = Static<typeof CaptureWire>;

/** The first event: frames are heard from now on. */
const CapturingEvent = Type.Object({event: Type.Literal('capturing'), wire: Type.String()});

export const CapturedFrame = Type.Object({
  event: Type.Literal('frame'),
  /** When it arrived, in milliseconds since 1970. */
  at: Type.Number(),
  /** Who sent it. */
  from: WireEnd,
  octets: Type.Integer(),
  hex: Hex,
  /** Frames before it that found no room, because the reader is slow. */
  lost: Type.Optional(Type.Integer()),
});
export type CapturedFrame = Static<typeof CapturedFrame>;

export const CaptureEvent = Type.Union([CapturingEvent, CapturedFrame]);
export type CaptureEvent = Static<typeof CaptureEvent>;
