/** Octets either side of the API socket takes at once; whatever is longer is refused before it is kept. */

/** Body of a request. More frames than that go in several `writeDevice` calls. */
export const LONGEST_REQUEST = 1 << 20;

/** Body of a request that holds many others. */
export const LONGEST_LARGE_REQUEST = 1 << 26;

/** One item of a stream; the longest frame in hex is an eighth of it. */
export const LONGEST_LINE = 1 << 20;

/** An answer that is no stream. */
export const LONGEST_ANSWER = 1 << 26;
