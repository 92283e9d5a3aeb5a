/** The lab's time. */
import Type, {type Static} from 'typebox';

export const ClockState = Type.Object({
  kind: Type.Enum(['real', 'virtual']),
  /** Milliseconds since 1970. */
  now: Type.Number(),
  /** Milliseconds until the next event; `null` when none is planned, or on real time. */
  next: Type.Union([Type.Number(), Type.Null()]),
  /** Whether it stays as it is, however many wait, until it is advanced. */
  held: Type.Boolean(),
  /** Whether somebody waits for what comes next, and nobody has anything left to tell. */
  awaited: Type.Boolean(),
});
export type ClockState = Static<typeof ClockState>;

/** Without any, until nothing is left to happen (a day at most). */
export const AdvanceClock = Type.Object(
  {
    milliseconds: Type.Optional(Type.Number({minimum: 0, maximum: 31 * 86_400_000})),
    /** To the next event; nothing happens where none is planned. Not together with `milliseconds`. */
    next: Type.Optional(Type.Literal(true)),
  },
  {additionalProperties: false},
);
export type AdvanceClock = Static<typeof AdvanceClock>;

/** While it is held, time does not pass because somebody waits. */
export const HoldClock = Type.Object({held: Type.Boolean()}, {additionalProperties: false});
export type HoldClock = Static<typeof HoldClock>;
