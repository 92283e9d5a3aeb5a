/** The seam between a host's stack and whatever carries its frames. */
import type {IpAddress} from '../packet/ip-address.ts';

/** `loopback` and `point-to-point` carry bare IP packets, `ethernet` whole frames. */
export type Medium = 'loopback' | 'point-to-point' | 'ethernet';

/** The stack's end of a device. */
export interface LinkClient {
  /** One whole frame. It is valid during the call only; the receiver may overwrite it. */
  receive(frame: Uint8Array): void;
  /** A frame that came from outside and did not get as far as the stack. */
  lost(reason: string): void;
}

export interface MtuRange {
  readonly initial: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface LinkDevice {
  /** That of its interface; changed by whoever renames it, for all who know it at once. */
  name: string;
  readonly medium: Medium;
  /** Largest IP packet in octets, not counting any link header; the interface holds the value in force. */
  readonly mtu: MtuRange;
  /**
   * Hand one whole frame to the device. It is valid during the call only: what the device keeps, it copies.
   * A full queue drops it: `dropped`, never a throw.
   */
  transmit(frame: Uint8Array): 'queued' | 'dropped';
  /** Whether there is somebody at the other end; a device that can not tell leaves it out. */
  readonly linkUp?: boolean;
  /** Packets that may wait in it; a device in which none waits leaves it out. */
  readonly queueLength?: number;
  /** What waits in it now to be carried, without any link header. */
  readonly waiting?: {readonly packets: number; readonly octets: number};
  /** Called once, before anything else. */
  attach(client: LinkClient): void;
  /** The interface was brought up or down. */
  setUp(up: boolean): void;
  /** The interface's own addresses, each time they change. */
  setAddresses(addresses: readonly IpAddress[]): void;
}
