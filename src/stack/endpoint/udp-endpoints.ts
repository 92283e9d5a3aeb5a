import {NetworkError} from '../../errors.ts';
import {ANY} from '../../packet/address.ts';
import {type IpAddress, formatIp, isMulticastIp} from '../../packet/ip-address.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {Memberships} from '../membership.ts';
import {UdpBinding} from './udp-binding.ts';
import type {UdpEndpoint, UdpMessage, UdpReceiver} from './udp-endpoint.ts';

/** The ports that are given to who asks for none in particular (RFC 6335 §6). */
const EPHEMERAL = {first: 49_152, count: 16_384} as const;
const MOST_ENDPOINTS = 4096;

/** `full`: there was somebody, and no room. */
type Outcome = 'taken' | 'full' | 'nobody';

/** Who has which UDP port of a host (RFC 768, RFC 1122 §4.1). */
export class UdpEndpoints {
  /** By port, then by the address it is bound to: `ANY` for all, of either version. */
  readonly #ports = new Map<number, Map<IpAddress, UdpBinding>>();
  readonly #interfaces: InterfaceTable;
  readonly #memberships: Memberships;
  #count = 0;
  #next: number;

  /** @param start decides which ephemeral port is given away first */
  constructor(interfaces: InterfaceTable, memberships: Memberships, start: number) {
    this.#interfaces = interfaces;
    this.#memberships = memberships;
    this.#next = start % EPHEMERAL.count;
  }

  /**
   * Take a port, a free one if none is asked for, on one address or, with `ANY`, on all.
   *
   * @throws {NetworkError} EADDRINUSE. EADDRNOTAVAIL: the address is somebody else's. ENOBUFS: too many endpoints.
   */
  bind(address: IpAddress, port: number | undefined, receive: UdpReceiver): UdpEndpoint {
    if (address !== ANY && !isLoopback(address) && !this.#interfaces.isOwn(address)) {
      throw new NetworkError('EADDRNOTAVAIL', `${formatIp(address)} is not an address of this host`);
    }
    return this.restore(address, port, receive);
  }

  /** As `bind`, on an address that the host may have lost since it was bound. */
  restore(address: IpAddress, port: number | undefined, receive: UdpReceiver): UdpEndpoint {
    if (this.#count >= MOST_ENDPOINTS) {
      throw new NetworkError('ENOBUFS', `${MOST_ENDPOINTS} UDP ports are in use, and that is the most`);
    }
    const taken = port ?? this.#free();
    const bound = this.#ports.get(taken) ?? new Map<IpAddress, UdpBinding>();
    if (bound.has(address)) {
      throw new NetworkError('EADDRINUSE', `UDP port ${taken} is in use; leave the port out to get a free one`);
    }
    const released = () => this.#release(taken, address);
    const binding = new UdpBinding({address, port: taken, receive}, this.#memberships, released);
    bound.set(address, binding);
    this.#ports.set(taken, bound);
    this.#count++;
    return binding;
  }

  /** Give a message to who has the port on that very address, else to who has it on all. */
  deliver(address: IpAddress, port: number, message: UdpMessage): Outcome {
    const bound = this.#ports.get(port);
    const binding = bound?.get(address) ?? bound?.get(ANY);
    return binding ? binding.receive(message) : 'nobody';
  }

  /** Give what came by `iface` for a group or for everybody to all whom it concerns, a copy each (RFC 1122 §4.1.3.5). */
  deliverToAll(iface: Interface, to: IpAddress, port: number, message: UdpMessage): Outcome {
    const concerned = [...(this.#ports.get(port)?.values() ?? [])].filter((binding) =>
      isMulticastIp(to) ? binding.hasJoined(iface, to) : binding.hearsBroadcast(iface, to),
    );
    if (concerned.length === 0) return 'nobody';
    const outcomes = concerned.map(({receive}) => receive(message));
    return outcomes.includes('taken') ? 'taken' : 'full';
  }

  /** An interface is gone, and what was joined on it with it. */
  forget(iface: Interface): void {
    for (const bound of this.#ports.values()) for (const binding of bound.values()) binding.leaveAll(iface);
  }

  #release(port: number, address: IpAddress): void {
    const bound = this.#ports.get(port);
    bound?.delete(address);
    this.#count--;
    if (bound?.size === 0) this.#ports.delete(port);
  }

  /** There is one: fewer endpoints than ephemeral ports are allowed. */
  #free(): number {
    while (this.#ports.has(EPHEMERAL.first + this.#next)) this.#next = (this.#next + 1) % EPHEMERAL.count;
    const free = EPHEMERAL.first + this.#next;
    this.#next = (this.#next + 1) % EPHEMERAL.count;
    return free;
  }
}

function isLoopback(address: IpAddress): boolean {
  return typeof address === 'number' && address >>> 24 === 127;
}
