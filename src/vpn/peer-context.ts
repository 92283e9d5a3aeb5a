import type {Clock} from '../time/clock.ts';
import type {DropCounts} from './drop-reason.ts';
import type {Endpoint} from './endpoint.ts';
import type {IndexTable} from './index-table.ts';
import type {KeyPair} from './key-pair.ts';
import type {Peer} from './peer.ts';
import type {ProtocolConstants} from './protocol-constants.ts';
import type {RandomSource} from './random-source.ts';
import type {Session} from './session.ts';

/** What an index names: a session of a peer, or where there is none yet, its handshake. */
export interface IndexEntry {
  readonly peer: Peer;
  readonly session: Session | undefined;
}

/** What peers have of their device. */
export interface PeerContext {
  readonly own: KeyPair;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly constants: ProtocolConstants;
  readonly indices: IndexTable<IndexEntry>;
  readonly drops: DropCounts;
  /** Largest packet that the tunnel carries, in octets. */
  readonly mtu: number;
  /** Where messages are made; what is in it is sent before the next one is. */
  readonly scratch: Uint8Array;
  transmit(datagram: Uint8Array, to: Endpoint): void;
}
