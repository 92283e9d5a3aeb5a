/** Questions of a client and what answers them: messages that have a transaction and a station in common. */
import {type Ipv4Address, LIMITED_BROADCAST} from '../../packet/address.ts';
import {
  DHCP_CLIENT_PORT,
  DHCP_OPTION,
  DHCP_SERVER_PORT,
  type DhcpMessage,
  type DhcpOptions,
  emitDhcp,
  readDhcp,
} from '../../packet/dhcp.ts';
import type {Random} from '../../random.ts';
import type {Clock} from '../../time/clock.ts';
import type {Host} from '../host.ts';
import type {Interface} from '../interface.ts';

/** What a server is asked to tell. */
const WANTED = [
  DHCP_OPTION.mask,
  DHCP_OPTION.routers,
  DHCP_OPTION.nameservers,
  DHCP_OPTION.domain,
  DHCP_OPTION.mtu,
  DHCP_OPTION.lease,
  DHCP_OPTION.server,
  DHCP_OPTION.renewal,
  DHCP_OPTION.rebinding,
];
/** Octets of the longest message: not fewer than every host takes, nor more than any server has use for. */
const MESSAGE = {shortest: 576, longest: 1500} as const;

export interface ExchangeParts {
  readonly host: Host;
  readonly iface: Interface;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Question {
  readonly type: 'discover' | 'request' | 'release';
  readonly options?: Omit<DhcpOptions, 'type'>;
  /** The host's address, where it has one. */
  readonly from?: Ipv4Address;
  /** A server that is known; otherwise any on the interface's network. */
  readonly to?: Ipv4Address | undefined;
  /** It follows an offer, and says the same as what led to that. */
  readonly follows?: boolean;
}

export class Exchange {
  /** Messages sent and received by type, and what was received and not believed. */
  readonly counters: Record<string, number> = {};
  readonly #parts: ExchangeParts;
  #transaction = 0;
  #began = 0;
  #asked = 0;
  #seconds = 0;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** When the last question was sent: a lease counts from there. */
  get asked(): number {
    return this.#asked;
  }

  /** What is asked from now on has nothing to do with what was asked before. */
  begin(): void {
    this.#transaction = this.#parts.random.next();
    this.#began = this.#parts.clock.now();
  }

  /** What can not be sent is lost, and asked again later. */
  ask({type, options, from = 0, to, follows = false}: Question): void {
    const {host, iface, clock} = this.#parts;
    this.#asked = clock.now();
    if (!follows) this.#seconds = Math.floor((this.#asked - this.#began) / 1000);
    this.count(`sent-${type}`);
    const maximumSize = Math.min(Math.max(iface.mtu, MESSAGE.shortest), MESSAGE.longest);
    const asks = type === 'release' ? {} : {hostName: host.name, parameters: WANTED, maximumSize};
    host.sendUdp({
      source: from,
      sourcePort: DHCP_CLIENT_PORT,
      destination: to ?? LIMITED_BROADCAST,
      destinationPort: DHCP_SERVER_PORT,
      ...(to === undefined && {device: iface, forOthers: true}),
      data: emitDhcp({
        operation: 'request',
        transaction: this.#transaction,
        seconds: Math.min(this.#seconds, 0xffff),
        // Until it has an address, a host hears what is for everybody.
        broadcast: from === 0,
        client: from,
        yours: 0,
        nextServer: 0,
        relay: 0,
        hardwareAddress: iface.hardwareAddress,
        options: {type, ...options, ...asks},
      }),
    });
  }

  /** What the data of a datagram answers the last question with; `undefined` where it does not. */
  answer(data: Uint8Array): DhcpMessage | undefined {
    const message = readDhcp(data);
    if (typeof message === 'string') {
      this.count(`malformed-${message}`);
      return undefined;
    }
    const {operation, transaction, hardwareAddress} = message;
    if (operation === 'reply' && transaction === this.#transaction) {
      if (hardwareAddress === this.#parts.iface.hardwareAddress) return message;
    }
    this.count('not-for-us');
    return undefined;
  }

  count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }
}
