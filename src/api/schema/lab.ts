/** The lab itself. */
import Type, {type Static} from 'typebox';
import {Personality} from './host.ts';

export const Hello = Type.Object({
  name: Type.Literal('tunlab'),
  version: Type.String(),
  lab: Type.String(),
  pid: Type.Integer(),
  /** Seconds since the daemon started. */
  uptime: Type.Number(),
  /** The first host's. */
  personality: Personality,
  clock: Type.Enum(['real', 'virtual']),
});
export type Hello = Static<typeof Hello>;

/** RFC 9457 problem details with the errno-like `code`. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  /** One line for people. */
  detail: Type.String(),
  /** What the line is made of, by name. */
  context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type Problem = Static<typeof Problem>;

export const Nothing = Type.Object({}, {additionalProperties: false});
export type Nothing = Static<typeof Nothing>;
