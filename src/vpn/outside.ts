import type {IpAddress} from '../packet/ip-address.ts';
import type {Endpoint} from './endpoint.ts';

/** Called with each datagram, a view that is valid during the call. */
export type Receive = (datagram: Uint8Array, address: IpAddress, port: number) => void;

/** What carries a tunnel's datagrams. */
export interface Outside {
  readonly port: number;
  /** Settles when it can carry nothing any more. */
  readonly closed: Promise<void>;
  /** Copies the datagram. `false`: there was no room for it, or no way. */
  send(datagram: Uint8Array, to: Endpoint): boolean;
  close(): Promise<void>;
}
