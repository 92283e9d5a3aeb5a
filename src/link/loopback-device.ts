import type {LinkClient, LinkDevice, MtuRange} from './link-device.ts';

/** Whatever is sent comes back at once. */
export class LoopbackDevice implements LinkDevice {
  name: string;
  readonly medium = 'loopback';
  readonly mtu: MtuRange = {initial: 65_536, minimum: 68, maximum: 65_536};
  #client: LinkClient | undefined;

  constructor(name: string) {
    this.name = name;
  }

  transmit(frame: Uint8Array): 'queued' | 'dropped' {
    this.#client?.receive(frame);
    return 'queued';
  }

  attach(client: LinkClient): void {
    this.#client = client;
  }

  setUp(): void {
    // Nothing to set up.
  }

  setAddresses(): void {
    // It looks at no address.
  }
}
