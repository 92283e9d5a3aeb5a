/** An Ethernet network interface card: the device between a host's stack and a wire. */
import {NetworkError} from '../errors.ts';
import {ETHERNET_HEADER_LENGTH} from '../packet/ethernet.ts';
import type {LinkClient, LinkDevice, MtuRange} from './link-device.ts';
import type {Segment, Station, WireEnd} from './wire-end.ts';

const LONGEST_PAYLOAD = 9000;
/** Room for one IEEE 802.1Q tag. */
const LONGEST_FRAME = ETHERNET_HEADER_LENGTH + 4 + LONGEST_PAYLOAD;

export type NicFault = 'down' | 'no-carrier' | 'bad-length';

export class Nic implements LinkDevice, Station {
  name: string;
  label: string;
  readonly medium = 'ethernet';
  readonly mtu: MtuRange = {initial: 1500, minimum: 68, maximum: LONGEST_PAYLOAD};
  /** Frames of the stack that were not sent, by reason. */
  readonly refused: Record<NicFault, number> = {down: 0, 'no-carrier': 0, 'bad-length': 0};
  /** Called each time `linkUp` changes. */
  readonly linkWatchers = new Set<(up: boolean) => void>();
  #client: LinkClient | undefined;
  #segment: Segment | undefined;
  #end: WireEnd | undefined;
  #up = false;
  #linkUp = false;

  /** @param label what its wire calls it, such as `client:eth0`; each station of a wire should have its own */
  constructor(name: string, label = name) {
    this.name = name;
    this.label = label;
  }

  /** Whether it is plugged into a segment in one piece. */
  get linkUp(): boolean {
    return this.#linkUp;
  }
  /** What it is plugged into. */
  get plugged(): Segment | undefined {
    return this.#segment;
  }
  /** The name of what it is plugged into. */
  get segment(): string | undefined {
    return this.#segment?.name;
  }

  /** @throws {NetworkError} EBUSY: it is plugged in already */
  plug(segment: Segment): void {
    if (this.#segment) {
      throw new NetworkError('EBUSY', `${this.label} is plugged into ${this.#segment.name} already; unplug it first`);
    }
    this.#end = segment.connect(this);
    this.#segment = segment;
    this.carrierChanged();
  }

  /** Nothing happens when it is not plugged in. */
  unplug(): void {
    this.#end?.unplug();
    this.#end = undefined;
    this.#segment = undefined;
    this.carrierChanged();
  }

  /** `frame` may have been overwritten when this returns: the stack of the receiver works in it. */
  transmit(frame: Uint8Array): 'queued' | 'dropped' {
    if (!this.#up) return this.#refuse('down');
    if (frame.length < ETHERNET_HEADER_LENGTH || frame.length > LONGEST_FRAME) return this.#refuse('bad-length');
    if (!this.#end) return this.#refuse('no-carrier');
    // A wire that is cut counts the frame as well.
    if (!this.#linkUp) this.#refuse('no-carrier');
    return this.#end.send(frame);
  }

  attach(client: LinkClient): void {
    this.#client = client;
  }

  /** A card that is down neither sends nor hears. */
  setUp(up: boolean): void {
    this.#up = up;
  }

  setAddresses(): void {
    // It looks at no address: the stack knows which frames are for it.
  }

  receive(frame: Uint8Array): void {
    if (this.#up) this.#client?.receive(frame);
  }

  carrierChanged(): void {
    const up = this.#end?.live ?? false;
    if (up === this.#linkUp) return;
    this.#linkUp = up;
    for (const watch of this.linkWatchers) watch(up);
  }

  #refuse(fault: NicFault): 'dropped' {
    this.refused[fault]++;
    return 'dropped';
  }
}
