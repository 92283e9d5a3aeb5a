/**
 * The TUN/TAP driver: one device with two queues of whole packets.
 *
 * The *application queue* holds what an application will read, the *interface queue* what the stack will receive.
 * The destination address decides: an address of the interface itself leads to the interface queue; any other leads
 * to the side the packet did not come from.
 */
import {NetworkError} from '../errors.ts';
import type {LinkClient, LinkDevice, Medium, MtuRange} from '../link/link-device.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import {LINK_HEADER_LENGTH, destinationBehind} from '../packet/link-header.ts';
import {Scratch} from '../packet/scratch.ts';
import type {PacketQueue, QueueLimits} from '../queue/packet-queue.ts';
import type {NodeDevice, NodeReader, OpenNode} from './device-node.ts';
import {QueueSide, type QueueReason} from './queue-side.ts';
import type {TunnelSettings} from './tunnel-settings.ts';
import {type DeviceMode, frameError, frameFault, putBehindHeader} from './link-header.ts';

export type QueueName = 'application' | 'interface';

/** What a device tells whoever keeps it. */
export interface TunnelOwner {
  /** The device was brought up for the first time: its node is there. */
  nodeReady(device: TunnelDevice): void;
  /** The application has closed the node. */
  nodeClosed(device: TunnelDevice): void;
}

/** Haiku's devices carry a whole Ethernet frame's worth; other systems 1500. A tap's header counts against its largest. */
const MTU: Readonly<Record<DeviceMode, MtuRange>> = {
  tun: {initial: 1514, minimum: 68, maximum: 65_535},
  tap: {initial: 1514, minimum: 68, maximum: 65_521},
};

export class TunnelDevice implements LinkDevice, NodeDevice {
  name: string;
  readonly mode: DeviceMode;
  readonly medium: Medium;
  readonly mtu: MtuRange;
  readonly settings: TunnelSettings;
  readonly queues: Readonly<Record<QueueName, PacketQueue<QueueReason>>>;
  /** What was refused at the node, by reason. */
  readonly refused = new Map<string, number>();
  /** Called when what waits in a queue changes, a packet was written, the node is opened or closed, the device is removed. */
  readonly watchers = new Set<() => void>();
  readonly #owner: TunnelOwner;
  readonly #addresses = new Set<IpAddress>();
  /** Where a link header is put in front of a packet. */
  readonly #outgoing = new Scratch();
  readonly #sides: Readonly<Record<QueueName, QueueSide<QueueReason>>>;
  #client: LinkClient | undefined;
  #reader: NodeReader | undefined;
  #up = false;
  #hasNode = false;
  #removed = false;

  constructor(name: string, mode: DeviceMode, limits: QueueLimits, owner: TunnelOwner) {
    this.name = name;
    this.mode = mode;
    this.medium = mode === 'tun' ? 'point-to-point' : 'ethernet';
    this.mtu = MTU[mode];
    this.#owner = owner;
    this.settings = {linkHeader: 'none', persist: true, user: null, group: null};
    const changed = () => this.#watched();
    this.#sides = {application: new QueueSide(limits, changed), interface: new QueueSide(limits, changed)};
    this.#sides.interface.consumer = {ready: () => this.#up, take: (frame) => this.#receive(frame)};
    this.queues = {application: this.#sides.application.queue, interface: this.#sides.interface.queue};
  }

  get queueLength(): number {
    return this.queues.application.limits.packets;
  }

  get waiting(): {packets: number; octets: number} {
    const {length: packets, octets} = this.queues.application;
    return {packets, octets: octets - packets * LINK_HEADER_LENGTH[this.settings.linkHeader]};
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

  setAddresses(addresses: readonly IpAddress[]): void {
    this.#addresses.clear();
    for (const address of addresses) this.#addresses.add(address);
  }

  setUp(up: boolean): void {
    this.#up = up;
    if (up) {
      this.provideNode();
      this.#sides.interface.drain();
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
    const {application, interface: stack} = this.#sides;
    const taken = this.#isOwn(frame) ? stack.put(frame, 'own-address') : application.put(frame, 'from-stack');
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
    this.#sides.application.consumer = reader;
    this.#watched();
    const open = (): boolean => this.#reader === reader;
    return {
      write: (frame) => {
        if (!open() && !this.#removed) throw new NetworkError('EBADF', `the device node of ${this.name} was closed`);
        this.#write(frame);
      },
      pull: () => this.#sides.application.drain(),
      refuse: (reason) => {
        if (open()) this.#refuse(reason);
      },
      close: () => this.#close(reader),
    };
  }

  hold(queue: QueueName): void {
    this.queues[queue].hold();
  }

  release(queue: QueueName): void {
    this.queues[queue].release();
    this.#sides[queue].drain();
  }

  /** Let one packet of a held queue go. @throws {NetworkError} EINVAL: not held. EAGAIN: nothing to let go. */
  step(queue: QueueName): void {
    const held = this.queues[queue];
    if (!held.held) {
      const first = `tunctl hold ${this.name} ${queue}`;
      throw new NetworkError('EINVAL', `the ${queue} queue of ${this.name} is not held; first: ${first}`);
    }
    if (!held.step()) throw new NetworkError('EAGAIN', `the ${queue} queue of ${this.name} has no packet to let go`);
    this.#sides[queue].drain();
  }

  /** Take the next packet from whoever it is for; the stack counts as lost what does not reach it. */
  divert(queue: QueueName): Uint8Array | undefined {
    const entry = this.queues[queue].remove();
    if (entry && queue === 'interface') this.#client?.lost('diverted');
    return entry?.frame;
  }

  /** Throw away what waits, as `divert` does. @returns how many packets that were */
  flush(queue: QueueName): number {
    const flushed = this.queues[queue].flush();
    if (queue === 'interface') for (let lost = 0; lost < flushed; lost++) this.#client?.lost('flushed');
    return flushed;
  }

  /** The device goes away: whoever has the node open is told, and everything that waits is lost. */
  remove(): void {
    const reader = this.#reader;
    this.#forget();
    this.#up = false;
    this.#removed = true;
    reader?.gone?.();
    this.#watched();
  }

  #refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    this.#client?.lost(reason);
  }

  #write(frame: Uint8Array): void {
    if (!this.#up) {
      this.#refuse('device-down');
      const message = `${this.name} is down; bring it up: ifconfig ${this.name} up`;
      throw new NetworkError('EIO', message, {reason: 'device-down'});
    }
    const fault = frameFault(frame, this.mode, this.settings.linkHeader);
    if (fault) {
      this.#refuse(fault);
      throw frameError(this.name, fault);
    }
    if (!this.#sides.interface.put(frame, this.#isOwn(frame) ? 'own-address' : 'from-application')) {
      this.#refuse('queue-full');
      throw new NetworkError('ENOBUFS', `the interface queue of ${this.name} is full`, {reason: 'queue-full'});
    }
    if (this.watchers.size > 0) this.#watched();
  }

  #close(reader: NodeReader): void {
    if (this.#reader !== reader) return;
    this.#forget();
    this.#owner.nodeClosed(this);
    this.#watched();
  }

  #forget(): void {
    this.#reader = undefined;
    this.#sides.application.consumer = undefined;
  }

  #watched(): void {
    for (const watch of this.watchers) watch();
  }

  #receive(frame: Uint8Array): void {
    const length = LINK_HEADER_LENGTH[this.settings.linkHeader];
    this.#client?.receive(length === 0 ? frame : frame.subarray(length));
  }

  #framed(packet: Uint8Array): Uint8Array {
    const {linkHeader} = this.settings;
    if (linkHeader === 'none') return packet;
    return putBehindHeader(packet, linkHeader, this.#outgoing);
  }

  /** Whether the packet in a frame goes to one of the interface's own addresses. */
  #isOwn(frame: Uint8Array): boolean {
    const destination = destinationBehind(frame, this.mode === 'tap' ? 'ethernet' : this.settings.linkHeader);
    return destination !== undefined && this.#addresses.has(destination);
  }
}
