/** ICMP for IPv6 (RFC 4443): the door to its codecs, one concern per file. */
export * from './icmpv6-echo.ts';
export * from './icmpv6-error.ts';
export * from './icmpv6-quoted.ts';
export * from './icmpv6-types.ts';
