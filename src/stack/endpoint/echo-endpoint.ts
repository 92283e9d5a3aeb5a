import type {Ipv4Address} from '../../packet/address.ts';
import type {Interface} from '../interface.ts';

/** What comes back to whoever sends echo requests. Octets are views, valid during the call only. */
export type EchoMessage =
  | {
      readonly kind: 'reply';
      readonly from: Ipv4Address;
      readonly ttl: number;
      readonly sequence: number;
      /** Octets of the ICMP message. */
      readonly octets: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'error';
      readonly from: Ipv4Address;
      readonly ttl: number;
      readonly sequence: number;
      readonly octets: number;
      readonly type: number;
      readonly code: number;
      /** With "fragmentation needed": what the next hop takes. */
      readonly mtu: number | undefined;
      /** The packet that it is about, as far as it was quoted. */
      readonly quoted: Uint8Array;
    };

/** Header fields of one echo request; what is left out the host fills in. */
export interface EchoRequest {
  readonly destination: Ipv4Address;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly ttl?: number | undefined;
  readonly ipId?: number | undefined;
  readonly dontFragment?: boolean | undefined;
  readonly source?: Ipv4Address | undefined;
  /** Leave by this interface, whatever the routes say. */
  readonly device?: Interface | undefined;
}
