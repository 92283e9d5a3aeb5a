/** Uplinks: NICs whose other end is a program with a network of its own, which is the way out of a lab. */
import Type, {type Static} from 'typebox';
import {DhcpLease} from './dhcp.ts';
import {OnInterface, Prefix} from './scalars.ts';

const Program = Type.Enum(['qemu', 'passt']);

export const AddUplink = Type.Object(
  {
    ...OnInterface,
    /** `auto`, if it is left out: the first that is installed. */
    via: Type.Optional(Type.Enum(['auto', 'qemu', 'passt'])),
    /** Nothing but the program itself is reached. */
    restrict: Type.Optional(Type.Boolean()),
    /** The network that the program plays; 10.0.2.0/24 if it is left out. */
    network: Type.Optional(Prefix),
    /** Whether the interface is configured by DHCP; it is, if this is left out. */
    dhcp: Type.Optional(Type.Boolean()),
    /** Seconds to wait for a lease. */
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: 86_400})),
  },
  {additionalProperties: false},
);
export type AddUplink = Static<typeof AddUplink>;

export const UplinkState = Type.Object({
  host: Type.String(),
  ifname: Type.String(),
  via: Program,
  restrict: Type.Boolean(),
  network: Prefix,
  state: Type.Enum(['starting', 'up', 'failed']),
  /** Why it has failed. */
  reason: Type.Optional(Type.String()),
  /** Of the process that guards the program, and ends with it. */
  pid: Type.Union([Type.Integer(), Type.Null()]),
  /** Frames that the program was given. */
  sent: Type.Integer(),
  /** Frames that it gave. */
  received: Type.Integer(),
  /** Frames that it was not given, by reason. */
  dropped: Type.Record(Type.String(), Type.Integer()),
  lease: Type.Union([DhcpLease, Type.Null()]),
});
export type UplinkState = Static<typeof UplinkState>;
