/** Where systems differ in what their stacks do; a host has one of these. */
export interface Behaviour {
  /** TTL of what the host sends by itself. */
  readonly ttl: number;
  /** The same of IPv6. */
  readonly hopLimit: number;
  /** Octets of the offending packet's data that an ICMP error quotes behind its IP header. */
  readonly quotedOctets: number;
}

/** Haiku: the IPv4 module's constant TTL; errors quote the 64 bits that RFC 792 asks for. */
export const HAIKU: Behaviour = {ttl: 254, hopLimit: 64, quotedOctets: 8};
