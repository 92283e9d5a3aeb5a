/** The application's end of a tunnel device. */

import type {Consumer} from './queue-side.ts';

/** What an application that has opened a node takes packets with. */
export interface NodeReader extends Consumer {
  /** The device was removed, and with it the node. */
  gone?(): void;
}

/** An opened node. Closing it leaves interface, addresses and queues as they are, if the device persists. */
export interface OpenNode {
  /**
   * Give the device one packet. Whatever happens to it is counted.
   *
   * @throws {NetworkError} EBADF: it was closed. EIO: the device is down, or removed.
   *   EINVAL, EMSGSIZE, EAFNOSUPPORT: not a packet. ENOBUFS: queue full.
   */
  write(frame: Uint8Array): void;
  /** Hand over what is waiting, for as long as the reader is ready: to be called when it has become so. */
  pull(): void;
  /** Count what was refused before it was a frame. */
  refuse(reason: string): void;
  close(): void;
}

/** What has a node: one application at a time can open it. */
export interface NodeDevice {
  /** @throws {NetworkError} EBUSY: somebody else has it open. */
  open(reader: NodeReader): OpenNode;
}
