/** The lab's time. */
import Type, {type Static} from 'typebox';

export const ClockState = Type.Object({
  kind: Type.Enum(['real', 'virtual']),
  /** Milliseconds since 1970. */
  now: Type.Number(),
  /** Milliseconds until the next event; `null` when none is planned, or on real time. */
  next: Type.Union([Type.Number(), Type.Null()]),
});
export type ClockState = Static<typeof ClockState>;

/** Without `milliseconds`, until nothing is left to happen (a day at most). */
export const AdvanceClock = Type.Object(
  {milliseconds: Type.Optional(Type.Number({minimum: 0, maximum: 31 * 86_400_000}))},
  {additionalProperties: false},
);
export type AdvanceClock = Static<typeof AdvanceClock>;
