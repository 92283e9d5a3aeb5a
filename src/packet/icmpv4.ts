/** ICMP for IPv4 (RFC 792): the door to its codecs, one concern per file. */
export * from './icmpv4-echo.ts';
export * from './icmpv4-error.ts';
export * from './icmpv4-message.ts';
export * from './icmpv4-quoted.ts';
export * from './icmpv4-types.ts';
