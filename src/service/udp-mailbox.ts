/** A UDP port with room for what has come and nobody has read yet. */
import {ICMP_TYPE} from '../packet/icmpv4.ts';
import type {LabHost} from '../lab/lab-host.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import type {UdpMessage} from '../stack/endpoint/udp-endpoint.ts';
import {Bell} from './bell.ts';
import {type JoinedGroup, checkThere} from './destination.ts';
import {waitedFor} from './patience.ts';
import type {ServiceContext} from './service-context.ts';

/** What may wait for a slow reader. */
const ROOM = {messages: 4096, octets: 4 << 20} as const;

export class UdpMailbox {
  readonly port: number;
  readonly #context: ServiceContext;
  readonly #labHost: LabHost;
  readonly #signal: AbortSignal | undefined;
  readonly #close: () => void;
  readonly #bell = new Bell();
  #messages: UdpMessage[] = [];
  #octets = 0;
  #lost = 0;

  /** @throws {NetworkError} EADDRINUSE, EADDRNOTAVAIL, ENOBUFS, EINVAL: the port can not be had, a group not joined */
  constructor(
    context: ServiceContext,
    labHost: LabHost,
    {address, port, groups = []}: {address: IpAddress; port: number | undefined; groups?: readonly JoinedGroup[]},
    signal: AbortSignal | undefined,
  ) {
    const endpoint = labHost.host.udp.bind(address, port, (message) => this.#put(message));
    try {
      for (const {iface, group} of groups) endpoint.join(iface, group);
    } catch (reason) {
      endpoint.close();
      throw reason;
    }
    this.port = endpoint.port;
    this.#context = context;
    this.#labHost = labHost;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#bell.ring);
    labHost.watchers.add(this.#bell.ring);
    this.#close = () => {
      signal?.removeEventListener('abort', this.#bell.ring);
      labHost.watchers.delete(this.#bell.ring);
      endpoint.close();
    };
  }

  /** The next message, the reader's own; `undefined` when none came till `moment` of the clock, or it was aborted. @throws {NetworkError} ENOENT: the host was removed */
  async next(moment: number | undefined): Promise<UdpMessage | undefined> {
    const aborted = (): boolean => this.#signal?.aborted === true;
    const take = (): UdpMessage | undefined => {
      if (aborted()) return undefined;
      if (this.#messages.length === 0) checkThere(this.#labHost);
      return this.#take();
    };
    return waitedFor(this.#context, this.#bell, take, aborted, moment);
  }

  /** How many datagrams found no room since this was asked last. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  close(): void {
    this.#close();
    this.#messages = [];
  }

  #put(message: UdpMessage): 'taken' | 'full' {
    // A redirect is advice for the host: what was sent is on its way all the same.
    if (message.kind === 'error' && message.type === ICMP_TYPE.redirect) return 'taken';
    const octets = octetsOf(message);
    if (this.#messages.length >= ROOM.messages || this.#octets + octets > ROOM.octets) {
      this.#lost++;
      return 'full';
    }
    this.#messages.push(copyOf(message));
    this.#octets += octets;
    this.#bell.ring();
    return 'taken';
  }

  #take(): UdpMessage | undefined {
    const message = this.#messages.shift();
    if (message) this.#octets -= octetsOf(message);
    return message;
  }
}

function octetsOf(message: UdpMessage): number {
  return (message.kind === 'datagram' ? message.data : message.quoted).length;
}

/** Not by slice(): of a Buffer, which a frame may be, that is a view. */
function copyOf(message: UdpMessage): UdpMessage {
  if (message.kind === 'datagram') return {...message, data: new Uint8Array(message.data)};
  return {...message, quoted: new Uint8Array(message.quoted)};
}
