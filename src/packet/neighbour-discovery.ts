/** Neighbour discovery (RFC 4861): the door to its codecs, one concern per file. */
export * from './neighbour-emit.ts';
export * from './neighbour-message.ts';
export * from './neighbour-parse.ts';
