/** Waiting until something is so, in place of sleeping. */
import Type, {type Static} from 'typebox';
import {QueueName} from './device.ts';
import {HostName, InterfaceName, Ip, Prefix} from './scalars.ts';

/** How a number of packets is compared. */
export const Comparison = Type.Enum(['<', '<=', '=', '>=', '>', '!=']);
export type Comparison = Static<typeof Comparison>;

const Gone = {
  /** Wait until it is not there. */
  gone: Type.Optional(Type.Boolean()),
};
const closed = {additionalProperties: false};

/** What is waited for, on one host but for `idle`, which is of the whole lab. An interface need not be there yet. */
export const Condition = Type.Union([
  /** A route to exactly this destination is in the table. */
  Type.Object(
    {
      kind: Type.Literal('route'),
      dst: Prefix,
      dev: Type.Optional(InterfaceName),
      gateway: Type.Optional(Ip),
      ...Gone,
    },
    closed,
  ),
  /** An interface is up and has a link; `down`: not so, or it is not there. */
  Type.Object({kind: Type.Literal('link'), ifname: InterfaceName, state: Type.Enum(['up', 'down'])}, closed),
  /** An interface has an address, and it may be used. */
  Type.Object({kind: Type.Literal('address'), ifname: InterfaceName, local: Ip, ...Gone}, closed),
  /** So many packets wait in a queue of a device. */
  Type.Object(
    {
      kind: Type.Literal('queue'),
      ifname: InterfaceName,
      queue: QueueName,
      comparison: Comparison,
      packets: Type.Integer({minimum: 0, maximum: 65_536}),
    },
    closed,
  ),
  /** An application has the node of a device open, or none has. */
  Type.Object({kind: Type.Literal('node'), ifname: InterfaceName, state: Type.Enum(['open', 'closed'])}, closed),
  /** `reachable`: packets can be sent to it, as it answered or was typed. `failed`: it was asked for in vain. */
  Type.Object(
    {
      kind: Type.Literal('neighbour'),
      dst: Ip,
      dev: Type.Optional(InterfaceName),
      state: Type.Enum(['reachable', 'failed', 'gone']),
    },
    closed,
  ),
  Type.Object({kind: Type.Literal('interface'), ifname: InterfaceName, ...Gone}, closed),
  /** Nothing is under way: no frame on a wire, no timer but such as go on for ever. */
  Type.Object({kind: Type.Literal('idle')}, closed),
]);
export type Condition = Static<typeof Condition>;

export const WaitFor = Type.Object(
  {
    host: HostName,
    condition: Condition,
    /** Seconds of the lab's time; ETIMEDOUT then. For ever if it is left out. */
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: 31 * 86_400})),
  },
  closed,
);
export type WaitFor = Static<typeof WaitFor>;

export const ConditionMet = Type.Object({
  event: Type.Literal('met'),
  /** How things stand, in words. */
  state: Type.String(),
  /** Milliseconds of the lab's time. */
  waited: Type.Number(),
});
export type ConditionMet = Static<typeof ConditionMet>;
