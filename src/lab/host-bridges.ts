/** The bridges of one host, and which of its interfaces are their ports. */
import {NetworkError} from '../errors.ts';
import {Bridge, type BridgeOptions, type BridgePort, checkAgeing} from '../link/bridge.ts';
import type {Nic} from '../link/nic.ts';
import {saveInterface} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {rekey} from '../stack/interface-table.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';

/** As many as Linux's bridges have. */
const MOST_PORTS = 1024;

export interface BridgeChange {
  /** Seconds. */
  readonly ageing?: number | undefined;
  readonly join?: readonly string[] | undefined;
  readonly leave?: readonly string[] | undefined;
}

/** What a bridge looks like in the journal; its interface has a record of its own. Stations are learnt again. */
export interface BridgeRecord {
  readonly ageing: number;
  readonly ports: readonly string[];
}

interface Membership {
  readonly bridge: Bridge;
  readonly port: BridgePort;
  readonly link: EthernetLink;
  /** Watches the link of its NIC. */
  readonly changed: () => void;
}

export class HostBridges {
  readonly #host: Host;
  readonly #nics: ReadonlyMap<string, Nic>;
  readonly #options: BridgeOptions;
  readonly #bridges = new Map<string, Bridge>();
  /** By the name of the port. */
  readonly #members = new Map<string, Membership>();

  constructor(host: Host, nics: ReadonlyMap<string, Nic>, options: BridgeOptions) {
    this.#host = host;
    this.#nics = nics;
    this.#options = options;
  }

  [Symbol.iterator](): IterableIterator<Bridge> {
    return this.#bridges.values();
  }

  get size(): number {
    return this.#bridges.size;
  }

  /** @throws {NetworkError} ENODEV, with what there is to do about it */
  named(name: string): Bridge {
    const bridge = this.#bridges.get(name);
    if (bridge) return bridge;
    if (this.#host.interfaces.get(name)) throw new NetworkError('ENODEV', `${name} is not a bridge`);
    throw new NetworkError('ENODEV', `there is no bridge ${name}; make it with: tunlab bridge add ${name}`);
  }

  /** @throws {NetworkError} as `change`; nothing has changed then */
  add(name: string, change: BridgeChange): Bridge {
    this.#check(name, change);
    const bridge = this.attach(name);
    this.#apply(bridge, change);
    return bridge;
  }

  /** A bridge without ports. */
  attach(name: string, index?: number): Bridge {
    const bridge = new Bridge(name, this.#options);
    bridge.setStation(this.#host.attach(bridge, index));
    this.#bridges.set(name, bridge);
    return bridge;
  }

  /** To be called when all interfaces are there. */
  restore(name: string, {ageing, ports}: BridgeRecord): void {
    const bridge = this.named(name);
    bridge.setAgeing(ageing);
    for (const port of ports) this.#join(bridge, port);
  }

  /**
   * First ports leave, then others join.
   *
   * @throws {NetworkError} ENODEV: no such bridge or port. EINVAL: no Ethernet, a bridge, or an ageing that is none.
   *   EEXIST, EBUSY: it is a port already. ENOENT: it is none. ENOBUFS: too many. Nothing has changed then.
   */
  change(name: string, change: BridgeChange): Bridge {
    const bridge = this.named(name);
    this.#check(name, change);
    this.#apply(bridge, change);
    return bridge;
  }

  /** The interface is about to go away: it leaves its bridge, and all ports leave it. */
  forget(name: string): void {
    const member = this.#members.get(name);
    if (member) {
      this.#leave(name, member);
      this.#adjustMtu(member.bridge);
      this.#save(member.bridge);
    }
    const bridge = this.#bridges.get(name);
    if (!bridge) return;
    for (const {link} of bridge.ports) this.#leave(link.name, this.#members.get(link.name)!);
    this.#bridges.delete(name);
    this.#host.journal(this.#key(name), undefined);
  }

  /** An interface has another name: a bridge, or one of its ports. */
  renamed(from: string, to: string): void {
    rekey(this.#bridges, from, to);
    rekey(this.#members, from, to);
    const bridge = this.#bridges.get(to) ?? this.#members.get(to)?.bridge;
    if (bridge?.name === to) this.#host.journal(this.#key(from), undefined);
    if (bridge) this.#save(bridge);
  }

  /** The MTU of an interface has changed: if it is a port, its bridge can carry more, or less. */
  mtuChanged(name: string): void {
    const member = this.#members.get(name);
    if (member) this.#adjustMtu(member.bridge);
  }

  #apply(bridge: Bridge, {ageing, join = [], leave = []}: BridgeChange): void {
    if (ageing !== undefined) bridge.setAgeing(ageing);
    for (const name of leave) this.#leave(name, this.#members.get(name)!);
    for (const name of join) this.#join(bridge, name);
    this.#adjustMtu(bridge);
    this.#save(bridge);
  }

  #join(bridge: Bridge, name: string): void {
    const iface = this.#host.interfaces.named(name);
    const link = this.#ethernetOf(iface);
    const port = bridge.join({
      get name() {
        return iface.name;
      },
      get live() {
        return iface.up && iface.device.linkUp !== false;
      },
      get mtu() {
        return iface.mtu;
      },
      send: (frame) => (link.sendFrame(frame) === undefined ? 'queued' : 'dropped'),
    });
    const changed = () => bridge.portChanged(port);
    link.divert({receive: (frame) => bridge.receive(port, frame), changed});
    const nic = this.#nics.get(name);
    nic?.linkWatchers.add(changed);
    this.#members.set(name, {bridge, port, link, changed});
  }

  #leave(name: string, {bridge, port, link, changed}: Membership): void {
    this.#nics.get(name)?.linkWatchers.delete(changed);
    this.#members.delete(name);
    bridge.leave(port);
    link.divert(undefined);
  }

  #check(bridge: string, {ageing, join = [], leave = []}: BridgeChange): void {
    if (ageing !== undefined) checkAgeing(ageing);
    for (const [at, name] of leave.entries()) {
      this.#host.interfaces.named(name);
      if (this.#members.get(name)?.bridge.name !== bridge || leave.indexOf(name) !== at) {
        throw new NetworkError('ENOENT', `${name} is not a port of ${bridge}; see: tunlab bridge show ${bridge}`);
      }
    }
    for (const [at, name] of join.entries()) {
      if (join.indexOf(name) !== at) throw new NetworkError('EEXIST', `${name} can be a port of ${bridge} only once`);
      this.#checkPort(bridge, name, leave.includes(name));
    }
    const ports = (this.#bridges.get(bridge)?.ports.length ?? 0) - leave.length + join.length;
    if (ports > MOST_PORTS) {
      throw new NetworkError('ENOBUFS', `${bridge} would have ${ports} ports; ${MOST_PORTS} is the most`);
    }
  }

  #checkPort(bridge: string, name: string, leaves: boolean): void {
    if (name === bridge || this.#bridges.has(name)) {
      throw new NetworkError('EINVAL', `${name} is a bridge, and can not be a port of one`);
    }
    this.#ethernetOf(this.#host.interfaces.named(name));
    const now = this.#members.get(name)?.bridge.name;
    if (now === undefined || leaves) return;
    if (now === bridge) throw new NetworkError('EEXIST', `${name} is a port of ${bridge} already`);
    throw new NetworkError('EBUSY', `${name} is a port of ${now}; first: tunlab bridge leave ${now} ${name}`);
  }

  /** @throws {NetworkError} EINVAL */
  #ethernetOf({name, link}: Interface): EthernetLink {
    if (link instanceof EthernetLink) return link;
    throw new NetworkError('EINVAL', `${name} carries no Ethernet frames: a port is a tap device or a NIC`);
  }

  #adjustMtu(bridge: Bridge): void {
    const iface = this.#host.interfaces.named(bridge.name);
    if (bridge.ports.length > 0) iface.mtu = bridge.mtu.initial;
    saveInterface(this.#host, iface);
  }

  #save(bridge: Bridge): void {
    const record: BridgeRecord = {ageing: bridge.ageing, ports: bridge.ports.map(({link}) => link.name)};
    this.#host.journal(this.#key(bridge.name), record);
  }

  #key(name: string): string {
    return `host/${this.#host.name}/bridge/${name}`;
  }
}
