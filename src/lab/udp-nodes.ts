/** The UDP ports of a host that applications use: one node a port, kept until it is closed. */
import {NetworkError} from '../errors.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {UdpReceiver} from '../stack/endpoint/udp-endpoint.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import type {DeviceNodes} from './device-nodes.ts';
import {type UdpNodeRecord, udpNodeRecord} from './records.ts';
import {UdpNode} from './udp-node.ts';

/** Each has a socket of the daemon's. */
const MOST_NODES = 512;

export interface UdpNodeRequest {
  /** `ANY`: all of the host. */
  readonly address: IpAddress;
  /** Left out: a free one. */
  readonly port: number | undefined;
  readonly groups: readonly {readonly iface: Interface; readonly group: IpAddress}[];
}

export class UdpNodes {
  readonly #host: Host;
  readonly #deviceNodes: DeviceNodes;
  readonly #nodes = new Map<number, UdpNode>();

  constructor(host: Host, deviceNodes: DeviceNodes) {
    this.#host = host;
    this.#deviceNodes = deviceNodes;
  }

  /** In the order in which they were bound. */
  [Symbol.iterator](): IterableIterator<UdpNode> {
    return this.#nodes.values();
  }

  /**
   * Take a port and make its node appear.
   *
   * @throws {NetworkError} EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENOBUFS: as binding and joining say. ENAMETOOLONG, EEXIST,
   *   EACCES: the node can not be made. Nothing has happened then.
   */
  bind({address, port, groups}: UdpNodeRequest): UdpNode {
    if (port !== undefined && this.#nodes.has(port)) {
      throw new NetworkError('EADDRINUSE', `UDP port ${port} has a node already; close it: tunlab udp close ${port}`);
    }
    if (this.#nodes.size >= MOST_NODES) {
      throw new NetworkError('ENOBUFS', `${this.#host.name} has ${MOST_NODES} UDP nodes, and that is the most`);
    }
    const node = this.#add((receive) => this.#host.udp.bind(address, port, receive), groups);
    this.#save(node);
    return node;
  }

  /** To be called when all interfaces are there. */
  restore({address, port, groups}: UdpNodeRecord): void {
    const joined = groups.flatMap(([name, group]) => {
      const iface = this.#host.interfaces.get(name);
      return iface ? [{iface, group}] : [];
    });
    this.#add((receive) => this.#host.udp.restore(address, port, receive), joined);
  }

  /** @throws {NetworkError} ENOENT */
  close(port: number): void {
    const node = this.#nodes.get(port);
    if (!node) {
      throw new NetworkError('ENOENT', `no node has UDP port ${port} of ${this.#host.name}; see: tunlab udp list`);
    }
    this.#nodes.delete(port);
    node.remove();
    this.#deviceNodes.gone(this.#host.name, nodePath(port));
    this.#host.journal(this.#key(port), undefined);
  }

  /** Where to find a node; `null` where nodes are only opened from inside. */
  locate({port}: UdpNode): string | null {
    return this.#deviceNodes.locate(this.#host.name, nodePath(port));
  }

  /** Write down which groups are joined: those on an interface go with it. */
  saveGroups(): void {
    for (const node of this) this.#save(node);
  }

  #add(bind: (receive: UdpReceiver) => UdpNode['endpoint'], groups: UdpNodeRequest['groups']): UdpNode {
    const node = new UdpNode(this.#host, bind);
    try {
      for (const {iface, group} of groups) node.endpoint.join(iface, group);
      this.#deviceNodes.check(this.#host.name, nodePath(node.port));
      this.#deviceNodes.appeared(this.#host.name, nodePath(node.port), node);
    } catch (reason) {
      node.remove();
      throw reason;
    }
    this.#nodes.set(node.port, node);
    return node;
  }

  #save({endpoint}: UdpNode): void {
    this.#host.journal(this.#key(endpoint.port), udpNodeRecord(endpoint));
  }

  #key(port: number): string {
    return `host/${this.#host.name}/udp/${port}`;
  }
}

/** Below the host's devfs. */
function nodePath(port: number): string {
  return `udp/${port}`;
}
