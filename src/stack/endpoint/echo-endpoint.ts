import type {IpAddress} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';

/** What comes back to whoever sends echo requests, of either version. Octets are views, valid during the call only. */
export type EchoMessage =
  | {
      readonly kind: 'reply';
      readonly from: IpAddress;
      readonly ttl: number;
      readonly sequence: number;
      /** Octets of the ICMP message. */
      readonly octets: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'error';
      readonly from: IpAddress;
      readonly ttl: number;
      readonly sequence: number;
      readonly octets: number;
      /** Of ICMP, or of ICMPv6 where `from` is such an address. */
      readonly type: number;
      readonly code: number;
      /** With "fragmentation needed" and "packet too big": what the next hop takes. */
      readonly mtu: number | undefined;
      /** The packet that it is about, as far as it was quoted. */
      readonly quoted: Uint8Array;
    };

/** Header fields of one echo request; what is left out the host fills in. */
export interface EchoRequest<Address extends IpAddress = IpAddress> {
  readonly destination: Address;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** TTL or hop limit. */
  readonly ttl?: number | undefined;
  /** IPv6 has one in fragments only. */
  readonly ipId?: number | undefined;
  readonly dontFragment?: boolean | undefined;
  readonly source?: Address | undefined;
  /** Leave by this interface, whatever the routes say. */
  readonly device?: Interface | undefined;
}
