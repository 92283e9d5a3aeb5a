/** Modifiers of FreeBSD's `route` that come to the same thing. */

/** What changes nothing about a route here. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['static', 'nostatic', 'lock', 'lockrest', 'nostick']);

/** What no route here has. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'proto1',
  'proto2',
  'proxy',
  'xresolve',
  'sticky',
  'link',
  'sa',
  'osi',
]);

/** What no route here has, and takes a value: an address. */
export const UNSUPPORTED_ADDRESSES: ReadonlySet<string> = new Set(['ifp', 'ifa', 'genmask']);

/** What takes a number. */
export const METRICS: ReadonlySet<string> = new Set([
  'mtu',
  'hopcount',
  'expire',
  'recvpipe',
  'sendpipe',
  'ssthresh',
  'rtt',
  'rttvar',
  'weight',
]);
