import {NetworkError} from '../../errors.ts';
import {ANY} from '../../packet/address.ts';
import {type IpAddress, formatIp} from '../../packet/ip-address.ts';
import type {InterfaceTable} from '../interface-table.ts';
import type {UdpEndpoint, UdpMessage, UdpReceiver} from './udp-endpoint.ts';

/** The ports that are given to who asks for none in particular (RFC 6335 §6). */
const EPHEMERAL = {first: 49_152, count: 16_384} as const;
const MOST_ENDPOINTS = 4096;

/** Who has which UDP port of a host (RFC 768, RFC 1122 §4.1). */
export class UdpEndpoints {
  /** By port, then by the address it is bound to: `ANY` for all, of either version. */
  readonly #ports = new Map<number, Map<IpAddress, UdpReceiver>>();
  readonly #interfaces: InterfaceTable;
  #count = 0;
  #next: number;

  /** @param start decides which ephemeral port is given away first */
  constructor(interfaces: InterfaceTable, start: number) {
    this.#interfaces = interfaces;
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
    if (this.#count >= MOST_ENDPOINTS) {
      throw new NetworkError('ENOBUFS', `${MOST_ENDPOINTS} UDP ports are in use, and that is the most`);
    }
    const taken = port ?? this.#free();
    const bound = this.#ports.get(taken) ?? new Map<IpAddress, UdpReceiver>();
    if (bound.has(address)) {
      throw new NetworkError('EADDRINUSE', `UDP port ${taken} is in use; leave the port out to get a free one`);
    }
    bound.set(address, receive);
    this.#ports.set(taken, bound);
    this.#count++;
    return {port: taken, close: () => this.#close(taken, address, receive)};
  }

  /** Give a message to who has the port on that very address, else to who has it on all. */
  deliver(address: IpAddress, port: number, message: UdpMessage): 'taken' | 'full' | 'nobody' {
    const bound = this.#ports.get(port);
    const receive = bound?.get(address) ?? bound?.get(ANY);
    return receive ? receive(message) : 'nobody';
  }

  #close(port: number, address: IpAddress, receive: UdpReceiver): void {
    const bound = this.#ports.get(port);
    // Closed twice: the port may be somebody else's by now.
    if (bound?.get(address) !== receive) return;
    bound.delete(address);
    this.#count--;
    if (bound.size === 0) this.#ports.delete(port);
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
