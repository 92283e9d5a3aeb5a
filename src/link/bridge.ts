/**
 * A learning Ethernet bridge (IEEE 802.1D §7, without the spanning tree), which is an interface of its host itself: what
 * is for its own station, and a copy of what is for a group, goes up to the host's stack.
 */
import {NetworkError} from '../errors.ts';
import {
  ETHERNET_HEADER_LENGTH,
  type MacAddress,
  isGroupMac,
  readMacDestination,
  readMacSource,
} from '../packet/ethernet.ts';
import type {Clock} from '../time/clock.ts';
import {type PortCounters, type PortFault, type PortLink, noFrames} from './bridge-port.ts';
import type {BridgeEntrance, BridgeTurns} from './bridge-turns.ts';
import {ForwardingTable, type Station} from './forwarding-table.ts';
import type {LinkClient, LinkDevice, MtuRange} from './link-device.ts';

/** Recommended by IEEE 802.1D §7.9.2, in seconds; and its upper bound. */
export const DEFAULT_AGEING = 300;
const LONGEST_AGEING = 1_000_000;
/** Of a bridge without ports. */
const MTU: MtuRange = {initial: 1500, minimum: 68, maximum: 9000};
/** An IEEE 802.1Q tag, which a frame may have besides its payload. */
const TAG_LENGTH = 4;
/** 01-80-C2-00-00-00 to -0F, for whoever is at the other end of a link: no bridge forwards them (§7.12.6). */
const RESERVED: MacAddress = 0x0180_c200_0000;
const MOST_RESERVED = 16;
/** Frames that are flooded in one second: a loop of wires that take time would multiply them until these are full. */
export const MOST_FLOODED = 100_000;

export interface BridgeOptions {
  readonly clock: Clock;
  /** Shared by all bridges that can reach each other. */
  readonly turns: BridgeTurns;
}

/** The bridge's own interface, as its host has set it. */
export interface OwnStation {
  readonly hardwareAddress: MacAddress;
  /** Hears what is for others as well. */
  readonly promisc: boolean;
}

export interface BridgePort extends BridgeEntrance {
  readonly link: PortLink;
  readonly counters: PortCounters;
  /** Whether it still is a port. */
  joined: boolean;
}

export class Bridge implements LinkDevice {
  name: string;
  readonly medium = 'ethernet';
  readonly #table: ForwardingTable<BridgePort>;
  readonly #turns: BridgeTurns;
  readonly #clock: Clock;
  /** How many frames were flooded since when, in ms. */
  readonly #flooded = {since: -Infinity, frames: 0};
  /** Where what the host sends enters. */
  readonly #own: BridgeEntrance = {carry: (frame) => this.#sendOn(frame, readMacDestination(frame))};
  /** In the order they were joined. Replaced, never changed: somebody may be going through it. */
  #ports: readonly BridgePort[] = [];
  #station: OwnStation | undefined;
  #client: LinkClient | undefined;
  #up = false;

  constructor(name: string, {clock, turns}: BridgeOptions) {
    this.name = name;
    this.#table = new ForwardingTable(clock, DEFAULT_AGEING * 1000);
    this.#turns = turns;
    this.#clock = clock;
  }

  get ports(): readonly BridgePort[] {
    return this.#ports;
  }
  get up(): boolean {
    return this.#up;
  }
  /** Whether any port has a link. */
  get linkUp(): boolean {
    return this.#ports.some(({link}) => link.live);
  }
  /** What all ports can carry. */
  get mtu(): MtuRange {
    if (this.#ports.length === 0) return MTU;
    const smallest = Math.min(...this.#ports.map(({link}) => link.mtu));
    return {initial: smallest, minimum: MTU.minimum, maximum: smallest};
  }
  /** Seconds a station is remembered after it was last heard. */
  get ageing(): number {
    return this.#table.ageing / 1000;
  }

  /** @throws {NetworkError} EINVAL: not 0 to 1000000 s */
  setAgeing(seconds: number): void {
    checkAgeing(seconds);
    this.#table.ageing = seconds * 1000;
  }

  /** All stations that were learnt, the one heard longest ago first. */
  stations(): Station<BridgePort>[] {
    return this.#table.stations();
  }

  /** Said once, when the bridge has become an interface. */
  setStation(station: OwnStation): void {
    this.#station = station;
  }

  /** One more port; what it receives is to be given to `receive`. */
  join(link: PortLink): BridgePort {
    const carry = (frame: Uint8Array) => this.#carry(port, frame);
    const port: BridgePort = {link, counters: noFrames(), joined: true, carry};
    this.#ports = [...this.#ports, port];
    return port;
  }

  /** Nothing goes to the port any more, and whoever was behind it is forgotten. */
  leave(port: BridgePort): void {
    port.joined = false;
    this.#ports = this.#ports.filter((other) => other !== port);
    this.#table.flush(port);
  }

  /** The port has come up or gone down, or its link has. */
  portChanged(port: BridgePort): void {
    if (!port.link.live) this.#table.flush(port);
  }

  /** One whole frame that a port has received. It is valid during the call only, and may be overwritten. */
  receive(port: BridgePort, frame: Uint8Array): void {
    port.counters.received++;
    if (!this.#turns.take(port, frame)) port.counters.loop++;
  }

  /** A frame of the host's own stack. */
  transmit(frame: Uint8Array): 'queued' | 'dropped' {
    if (!this.#up || !this.linkUp || frame.length < ETHERNET_HEADER_LENGTH) return 'dropped';
    return this.#turns.take(this.#own, frame) ? 'queued' : 'dropped';
  }

  attach(client: LinkClient): void {
    this.#client = client;
  }

  /** A bridge that is down carries nothing, and remembers nobody. */
  setUp(up: boolean): void {
    this.#up = up;
    if (!up) this.#table.flush();
  }

  setAddresses(): void {
    // It looks at no IP address.
  }

  #carry(from: BridgePort, frame: Uint8Array): void {
    const {counters} = from;
    const fault = this.#faultOf(from, frame);
    if (fault) {
      counters[fault]++;
      return;
    }
    this.#table.learn(readMacSource(frame), from);
    const destination = readMacDestination(frame);
    if (destination === this.#station?.hardwareAddress) {
      counters.local++;
      this.#client?.receive(frame);
    } else counters[this.#sendOn(frame, destination, from)]++;
  }

  #faultOf(from: BridgePort, frame: Uint8Array): PortFault | undefined {
    // It may have waited for its turn until the port was down, or none of this bridge any more.
    if (!this.#up || !from.joined || !from.link.live) return 'down';
    if (frame.length < ETHERNET_HEADER_LENGTH) return 'malformed';
    const source = readMacSource(frame);
    if (isGroupMac(source) || source === 0) return 'bad-source';
    // What this host has sent comes back: there is a loop, or somebody uses its address.
    if (source === this.#station?.hardwareAddress) return 'own-source';
    const destination = readMacDestination(frame);
    return destination >= RESERVED && destination < RESERVED + MOST_RESERVED ? 'reserved' : undefined;
  }

  /** To the port of its station, or to all: never to where it came from. Without `from`, it is the host's own. */
  #sendOn(
    frame: Uint8Array,
    destination: MacAddress,
    from?: BridgePort,
  ): 'forwarded' | 'flooded' | 'filtered' | 'storm' {
    const isGroup = isGroupMac(destination);
    const upward = from !== undefined && (isGroup || this.#station?.promisc === true);
    const to = isGroup ? undefined : this.#table.lookup(destination);
    if (to) {
      this.#handOut(frame, to === from ? [] : [to], upward);
      return to === from ? 'filtered' : 'forwarded';
    }
    if (from && this.#isStorm()) return 'storm';
    const others = this.#ports.filter((port) => port !== from && port.link.live);
    this.#handOut(frame, others, upward);
    return 'flooded';
  }

  #isStorm(): boolean {
    const now = this.#clock.now();
    if (now - this.#flooded.since >= 1000) Object.assign(this.#flooded, {since: now, frames: 0});
    return ++this.#flooded.frames > MOST_FLOODED;
  }

  /** A receiver may work in what it is given: where there are several, each gets a copy of its own. */
  #handOut(frame: Uint8Array, ports: readonly BridgePort[], upward: boolean): void {
    if (ports.length + (upward ? 1 : 0) <= 1) {
      for (const port of ports) send(port, frame);
      if (upward) this.#client?.receive(frame);
      return;
    }
    const original = new Uint8Array(frame);
    for (const port of ports) send(port, new Uint8Array(original));
    if (upward) this.#client?.receive(original);
  }
}

function send({link, counters}: BridgePort, frame: Uint8Array): void {
  if (frame.length > ETHERNET_HEADER_LENGTH + TAG_LENGTH + link.mtu) counters['too-long']++;
  else if (link.send(frame) === 'dropped') counters['not-sent']++;
  else counters.sent++;
}

/** @throws {NetworkError} EINVAL */
export function checkAgeing(seconds: number): void {
  if (seconds >= 0 && seconds <= LONGEST_AGEING) return;
  throw new NetworkError('EINVAL', `a bridge remembers a station for 0 to ${LONGEST_AGEING} seconds, not ${seconds}`);
}
