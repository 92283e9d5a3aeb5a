/** The emulated machines of a lab, and what is set about each as a whole. */
import Type, {type Static} from 'typebox';
import {PERSONALITIES} from '../../names.ts';
import {Family, HostName, InterfaceName, Ip, OnHost} from './scalars.ts';

export const Personality = Type.Enum([...PERSONALITIES]);

export const HostState = Type.Object({
  name: Type.String(),
  /** Whose texts and defaults it speaks. */
  personality: Personality,
  interfaces: Type.Array(Type.String()),
  /** By the name BSD has for each, or else Linux. */
  settings: Type.Record(Type.String(), Type.Boolean()),
  /** Names this host knows, and their addresses. */
  names: Type.Record(Type.String(), Type.Array(Ip)),
});
export type HostState = Static<typeof HostState>;

export const HostSelector = Type.Object({host: HostName}, {additionalProperties: false});
export type HostSelector = Static<typeof HostSelector>;

/** A host to add; of the first host's personality unless it says another. */
export const AddHost = Type.Object(
  {host: HostName, personality: Type.Optional(Personality)},
  {additionalProperties: false},
);
export type AddHost = Static<typeof AddHost>;

/**
 * A personality, a setting by BSD's or Linux's name, or a name for an address, in place of the one of the same version of IP (`null`
 * forgets the name): what is given is changed.
 */
export const ChangeHost = Type.Object(
  {
    ...OnHost,
    personality: Type.Optional(Personality),
    settings: Type.Optional(Type.Record(Type.String({maxLength: 64}), Type.Boolean(), {maxProperties: 64})),
    names: Type.Optional(
      Type.Record(Type.String({minLength: 1, maxLength: 253}), Type.Union([Ip, Type.Null()]), {maxProperties: 64}),
    ),
  },
  {additionalProperties: false},
);
export type ChangeHost = Static<typeof ChangeHost>;

export const NeighbourState = Type.Object({
  dst: Type.String(),
  dev: Type.String(),
  /** Missing while nobody has answered. */
  lladdr: Type.Optional(Type.String()),
  state: Type.Enum(['incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'permanent']),
  proxy: Type.Boolean(),
  /** It has said that it is a router (IPv6). */
  router: Type.Boolean(),
  /** How long it is still what `state` says, if nobody is heard or asked for, in ms; missing where it is so for good. */
  expires: Type.Optional(Type.Number()),
});
export type NeighbourState = Static<typeof NeighbourState>;

const OnNeighbour = {...OnHost, dst: Ip, dev: Type.Optional(InterfaceName)};
export const NeighbourSelector = Type.Object(OnNeighbour, {additionalProperties: false});
export type NeighbourSelector = Static<typeof NeighbourSelector>;
export const SetNeighbour = Type.Object(
  {
    ...OnNeighbour,
    lladdr: Type.String({maxLength: 17}),
    /** Answer requests for it in its name. */
    proxy: Type.Optional(Type.Boolean()),
    /** Forget it again, as one that was heard; it is not kept. */
    temporary: Type.Optional(Type.Boolean()),
  },
  {additionalProperties: false},
);
export type SetNeighbour = Static<typeof SetNeighbour>;

/** Those of one address, or of one interface; else all. Of IPv4, where neither an address nor a family says it. */
export const ListNeighbours = Type.Object(
  {...OnHost, dst: Type.Optional(Ip), dev: OnNeighbour.dev, family: Type.Optional(Family)},
  {additionalProperties: false},
);
export type ListNeighbours = Static<typeof ListNeighbours>;
/** Those of one interface, else all; of IPv4 where no family is given. */
export const FlushNeighbours = Type.Object(
  {...OnHost, dev: OnNeighbour.dev, family: Type.Optional(Family)},
  {additionalProperties: false},
);
export type FlushNeighbours = Static<typeof FlushNeighbours>;
export const FlushedNeighbours = Type.Object({deleted: Type.Integer()});
export type FlushedNeighbours = Static<typeof FlushedNeighbours>;

export const ResolveName = Type.Object(
  {
    ...OnHost,
    /** A name that the host knows, or one that its name servers are asked for; an address stands for itself. */
    name: Type.String({minLength: 1, maxLength: 253}),
    /** Which address of a name; left out: of IPv4 if it has one, else of IPv6. */
    family: Type.Optional(Family),
  },
  {additionalProperties: false},
);
export type ResolveName = Static<typeof ResolveName>;

export const ResolvedName = Type.Object({name: Type.String(), family: Family, address: Ip});
export type ResolvedName = Static<typeof ResolvedName>;
