/**
 * The TUN driver: one device with two queues of whole packets.
 *
 * The *application queue* holds what an application will read, the *interface queue* what the stack will receive.
 * The destination address decides: an address of the interface itself leads to the interface queue; any other leads
 * to the side the packet did not come from.
 */
import {NetworkError} from '../errors.ts';
import type {LinkClient, LinkDevice, Medium, MtuRange} from '../link/link-device.ts';
import {LINK_HEADER_LENGTH, type LinkHeader} from '../packet/link-header.ts';
import {PacketQueue, type QueueLimits} from '../queue/packet-queue.ts';
import type {NodeReader, OpenNode} from './device-node.ts';
import {
  type DeviceMode,
  LONGEST_PACKET,
  destinationOf,
  frameError,
  frameFault,
  writeLinkHeader,
} from './link-header.ts';

/** Why a packet is in the queue it is in. */
export type QueueReason = 'own-address' | 'from-stack' | 'from-application';
export type QueueName = 'application' | 'interface';

export interface TunSettings {
  linkHeader: LinkHeader;
  /** Closing the node keeps the interface. */
  persist: boolean;
  /** Who may use it, as the classic tool records it: told, not enforced. */
  user: string | null;
  group: string | null;
}

/** What a device tells whoever keeps it. */
export interface TunOwner {
  /** The device was brought up for the first time: its node is there. */
  nodeReady(device: TunDevice): void;
  /** The application has closed the node. */
  nodeClosed(device: TunDevice): void;
}

/** Haiku's devices carry a whole Ethernet frame's worth; other systems 1500. A tap's header counts against its largest. */
const MTU: Readonly<Record<DeviceMode, MtuRange>> = {
  tun: {initial: 1514, minimum: 68, maximum: 65_535},
  tap: {initial: 1514, minimum: 68, maximum: 65_521},
};

export class TunDevice implements LinkDevice {
  readonly name: string;
  readonly mode: DeviceMode;
  readonly medium: Medium;
  readonly mtu: MtuRange;
  readonly settings: TunSettings;
  readonly queues: Readonly<Record<QueueName, PacketQueue<QueueReason>>>;
  /** What was refused at the node, by reason. */
  readonly refused = new Map<string, number>();
  /** Called each time a packet has to wait in a queue, and when the device is removed. */
  readonly watchers = new Set<() => void>();
  readonly #owner: TunOwner;
  readonly #addresses = new Set<number>();
  /** Where a link header is put in front of a packet. */
  readonly #outgoing = new Uint8Array(LINK_HEADER_LENGTH.ethernet + LONGEST_PACKET);
  #client: LinkClient | undefined;
  #reader: NodeReader | undefined;
  #up = false;
  #hasNode = false;
  #removed = false;
  #delivering = false;

  constructor(name: string, mode: DeviceMode, limits: QueueLimits, owner: TunOwner) {
    this.name = name;
    this.mode = mode;
    this.medium = mode === 'tun' ? 'point-to-point' : 'ethernet';
    this.mtu = MTU[mode];
    this.#owner = owner;
    this.settings = {linkHeader: 'none', persist: true, user: null, group: null};
    this.queues = {application: new PacketQueue(limits), interface: new PacketQueue(limits)};
  }

  get up(): boolean {
    return this.#up;
  }
  get opened(): boolean {
    return this.#reader !== undefined;
  }
  /** Whether it has gone away for good. */
  get removed(): boolean {
    return this.#removed;
  }
  get hasNode(): boolean {
    return this.#hasNode;
  }

  attach(client: LinkClient): void {
    this.#client = client;
  }

  setAddresses(addresses: readonly number[]): void {
    this.#addresses.clear();
    for (const address of addresses) this.#addresses.add(address);
  }

  setUp(up: boolean): void {
    this.#up = up;
    if (up) {
      this.provideNode();
      this.#deliver();
    }
  }

  /** Make the node appear; a device that has one keeps it as long as it exists. */
  provideNode(): void {
    if (this.#hasNode) return;
    this.#hasNode = true;
    this.#owner.nodeReady(this);
  }

  transmit(packet: Uint8Array): 'queued' | 'dropped' {
    const frame = this.#framed(packet);
    const taken = this.#isOwn(frame)
      ? this.#toInterface(frame, 'own-address')
      : this.#toApplication(frame, 'from-stack');
    return taken ? 'queued' : 'dropped';
  }

  /**
   * Open the device node; packets reach `reader` from now on, while it is ready for them.
   *
   * @throws {NetworkError} ENXIO: there is no node yet. EBUSY: somebody else has it open.
   */
  open(reader: NodeReader): OpenNode {
    if (!this.#hasNode) {
      throw new NetworkError('ENXIO', `${this.name} has no device node yet; bring it up: ifconfig ${this.name} up`);
    }
    if (this.#reader) throw new NetworkError('EBUSY', `the device node of ${this.name} is open already`);
    this.#reader = reader;
    return {
      write: (frame) => this.#write(frame),
      pull: () => this.#handOver(),
      refuse: (reason) => this.#refuse(reason),
      close: () => this.#close(reader),
    };
  }

  hold(queue: QueueName): void {
    this.queues[queue].hold();
  }

  release(queue: QueueName): void {
    this.queues[queue].release();
    this.#move(queue);
  }

  /** Let one packet of a held queue go. @throws {NetworkError} EINVAL: not held. EAGAIN: nothing to let go. */
  step(queue: QueueName): void {
    const held = this.queues[queue];
    if (!held.held) {
      throw new NetworkError('EINVAL', `the ${queue} queue of ${this.name} is not held; first: tunctl hold ${this.name} ${queue}`);
    }
    if (!held.step()) throw new NetworkError('EAGAIN', `the ${queue} queue of ${this.name} has no packet to let go`);
    this.#move(queue);
  }

  /** The device goes away: whoever has the node open is told, and everything that waits is lost. */
  remove(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#up = false;
    this.#removed = true;
    reader?.gone?.();
    for (const watch of this.watchers) watch();
  }

  #refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    this.#client?.lost(reason);
  }

  #write(frame: Uint8Array): void {
    if (!this.#up) {
      this.#refuse('device-down');
      throw new NetworkError('EIO', `${this.name} is down; bring it up: ifconfig ${this.name} up`, {reason: 'device-down'});
    }
    const fault = frameFault(frame, this.mode, this.settings.linkHeader);
    if (fault) {
      this.#refuse(fault);
      throw frameError(this.name, fault);
    }
    if (!this.#toInterface(frame, this.#isOwn(frame) ? 'own-address' : 'from-application')) {
      this.#refuse('queue-full');
      throw new NetworkError('ENOBUFS', `the interface queue of ${this.name} is full`, {reason: 'queue-full'});
    }
  }

  #close(reader: NodeReader): void {
    if (this.#reader !== reader) return;
    this.#reader = undefined;
    this.#owner.nodeClosed(this);
  }

  #toInterface(frame: Uint8Array, reason: QueueReason): boolean {
    const queue = this.queues.interface;
    if (queue.open && this.#up) {
      queue.passBy();
      this.#receive(frame);
      return true;
    }
    return this.#wait(queue, frame, reason);
  }

  #toApplication(frame: Uint8Array, reason: QueueReason): boolean {
    const queue = this.queues.application;
    if (queue.open && this.#reader?.ready()) {
      queue.passBy();
      this.#reader.take(frame);
      return true;
    }
    if (!this.#wait(queue, frame, reason)) return false;
    this.#handOver();
    return true;
  }

  #wait(queue: PacketQueue<QueueReason>, frame: Uint8Array, reason: QueueReason): boolean {
    const waits = queue.offer(frame, reason);
    if (waits) for (const watch of this.watchers) watch();
    return waits;
  }

  #move(queue: QueueName): void {
    if (queue === 'interface') this.#deliver();
    else this.#handOver();
  }

  /** Interface queue → stack. What comes in meanwhile queues up behind. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.#up) {
      const entry = this.queues.interface.take();
      if (!entry) break;
      this.#receive(entry.frame);
    }
    this.#delivering = false;
  }

  /** Application queue → reader. */
  #handOver(): void {
    const queue = this.queues.application;
    while (queue.ready && this.#reader?.ready()) this.#reader.take(queue.take()!.frame);
  }

  #receive(frame: Uint8Array): void {
    const length = LINK_HEADER_LENGTH[this.settings.linkHeader];
    this.#client?.receive(length === 0 ? frame : frame.subarray(length));
  }

  #framed(packet: Uint8Array): Uint8Array {
    const {linkHeader} = this.settings;
    if (linkHeader === 'none') return packet;
    const length = LINK_HEADER_LENGTH[linkHeader];
    writeLinkHeader(this.#outgoing, linkHeader, packet[0]! >>> 4 === 6 ? 6 : 4);
    this.#outgoing.set(packet, length);
    return this.#outgoing.subarray(0, length + packet.length);
  }

  /** Whether the packet in a frame goes to one of the interface's own addresses. */
  #isOwn(frame: Uint8Array): boolean {
    const destination = destinationOf(frame, this.mode, this.settings.linkHeader);
    return destination !== undefined && this.#addresses.has(destination);
  }
}
