import type {IpAddress} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';
import type {Membership} from '../membership.ts';

/** What comes to whoever has a UDP port. Octets are views, valid during the call only. */
export type UdpMessage =
  | {
      readonly kind: 'datagram';
      readonly from: IpAddress;
      readonly fromPort: number;
      /** The host's address that was meant, a broadcast address, or a group. */
      readonly to: IpAddress;
      readonly ttl: number;
      readonly data: Uint8Array;
    }
  /** Somebody could not pass on or take what was sent from the port. */
  | {
      readonly kind: 'error';
      readonly from: IpAddress;
      readonly type: number;
      readonly code: number;
      /** With "fragmentation needed" and "packet too big": what the next hop takes. */
      readonly mtu: number | undefined;
      /** Where the datagram was to go. */
      readonly destination: IpAddress;
      readonly destinationPort: number;
      /** The packet that it is about, as far as it was quoted. */
      readonly quoted: Uint8Array;
    };

/** `full`: there was no room for it, and it is lost. */
export type UdpReceiver = (message: UdpMessage) => 'taken' | 'full';

export interface UdpEndpoint {
  /** `ANY`: all of the host. */
  readonly address: IpAddress;
  readonly port: number;
  readonly groups: readonly Membership[];
  /**
   * Receive what comes to a group by an interface.
   *
   * @throws {NetworkError} EINVAL: not a group. EADDRINUSE: it has joined it already. ENOBUFS: too many groups.
   */
  join(iface: Interface, group: IpAddress): void;
  close(): void;
}

/** One datagram to send; what is left out the host fills in. */
export interface UdpRequest<Address extends IpAddress = IpAddress> {
  readonly source?: Address | undefined;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly destinationPort: number;
  readonly data: Uint8Array;
  readonly ttl?: number | undefined;
  readonly dontFragment?: boolean | undefined;
  /** Leave by this interface, whatever the routes say. */
  readonly device?: Interface | undefined;
  /** With `device`, over IPv4: even if it is for everybody, it is not for the host itself. */
  readonly forOthers?: boolean | undefined;
}
