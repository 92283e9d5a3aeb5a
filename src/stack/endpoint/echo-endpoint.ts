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
      /** Those of the IPv4 header, where it has any. */
      readonly options?: Uint8Array;
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
      /** With a redirect: who is nearer. */
      readonly gateway?: IpAddress | undefined;
      /** With a parameter problem: the octet of the quoted packet that it is about. */
      readonly pointer?: number | undefined;
      /** The packet that it is about, as far as it was quoted. */
      readonly quoted: Uint8Array;
    };

/** An ICMP message that is neither a request nor a reply to one. */
export type EchoError = EchoMessage & {readonly kind: 'error'};

/** Header fields of one echo request; what is left out the host fills in. */
export interface EchoRequest<Address extends IpAddress = IpAddress> {
  readonly destination: Address;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** TTL or hop limit. */
  readonly ttl?: number | undefined;
  /** IPv6 has one in fragments only. */
  readonly ipId?: number | undefined;
  /** `want`: where the packet fits the path as far as that is known. IPv6 goes in fragments then. */
  readonly dontFragment?: boolean | 'want' | undefined;
  /** Type of service, or traffic class. */
  readonly tos?: number | undefined;
  /** Of IPv6. */
  readonly flowLabel?: number | undefined;
  /** Of IPv4: what stands behind the fixed header, a multiple of 4 octets. */
  readonly options?: Uint8Array | undefined;
  /** Only to who is on a network of this host's: through no gateway. */
  readonly direct?: boolean | undefined;
  readonly source?: Address | undefined;
  /** Leave by this interface, whatever the routes say. */
  readonly device?: Interface | undefined;
}
