/** How IP packets travel over the medium of an interface. */
import type {IpAddress} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';
import type {SendFault} from '../send-fault.ts';

export interface LinkLayer {
  /**
   * Send a packet to the station that has `nextHop`, and count it, when it is known what becomes of it. The buffer is the
   * caller's again when this returns.
   */
  send(packet: Uint8Array, nextHop: IpAddress): SendFault | undefined;
  /** Whether a frame that was received goes past the stack; it has been dealt with then, and may be overwritten. */
  diverts(frame: Uint8Array): boolean;
  /** The IP packet in a frame that was received: a view. `undefined`: the frame was for the link layer, or is counted. */
  unwrap(frame: Uint8Array): Uint8Array | undefined;
  /** The interface has come up, gone down, or has other addresses. */
  changed(): void;
  /** The interface's own addresses, each time they change: told to the device. */
  setAddresses(addresses: readonly IpAddress[]): void;
}

/** A medium with one other end, which carries bare IP packets. */
export class BareLink implements LinkLayer {
  readonly #iface: Interface;

  constructor(iface: Interface) {
    this.#iface = iface;
  }

  send(packet: Uint8Array): SendFault | undefined {
    const {device, sent} = this.#iface;
    if (device.transmit(packet) === 'dropped') {
      sent.drop('queue-full');
      return 'queue-full';
    }
    sent.pass(packet.length);
    return undefined;
  }

  diverts(): boolean {
    return false;
  }

  unwrap(frame: Uint8Array): Uint8Array {
    return frame;
  }

  changed(): void {
    // It has nothing to say about itself.
  }

  setAddresses(addresses: readonly IpAddress[]): void {
    this.#iface.device.setAddresses(addresses);
  }
}
