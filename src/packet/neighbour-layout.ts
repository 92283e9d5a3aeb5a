/** Where the fields of neighbour discovery stand, in octets from the start of the ICMPv6 message (RFC 4861 §4). */
import {ICMPV6_TYPE} from './icmpv6-types.ts';

/** A hop limit that only a neighbour's packet can have: a router would have taken one from it. */
export const NEIGHBOUR_HOP_LIMIT = 255;

/** Octets in front of the options, for each type of message. */
export const NEIGHBOUR_LENGTH: Readonly<Record<number, number>> = {
  [ICMPV6_TYPE.routerSolicitation]: 8,
  [ICMPV6_TYPE.routerAdvertisement]: 16,
  [ICMPV6_TYPE.neighbourSolicitation]: 24,
  [ICMPV6_TYPE.neighbourAdvertisement]: 24,
  [ICMPV6_TYPE.redirect]: 40,
};

/** Of a router advertisement. */
export const ROUTER_FIELD = {hopLimit: 4, flags: 5, lifetime: 6, reachableTime: 8, retransTimer: 12} as const;
export const ROUTER_FLAG = {managed: 0x80, other: 0x40} as const;

/** Of solicitation, advertisement and redirect; flags are only in the second, `about` in the third. */
export const NEIGHBOUR_FIELD = {flags: 4, target: 8, about: 24} as const;
export const NEIGHBOUR_FLAG = {router: 0x80, solicited: 0x40, override: 0x20} as const;
