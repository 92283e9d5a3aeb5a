/** A UDP port of a host as a node: an application opens it, reads what comes and writes what is to be sent. */
import {NetworkError} from '../errors.ts';
import {ANY} from '../packet/address.ts';
import {ICMP_TYPE} from '../packet/icmpv4.ts';
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {UNSPECIFIED} from '../packet/ipv6-address.ts';
import {describeFault} from '../packet/malformed-packet-error.ts';
import {emitUdpFrame, parseUdpFrame, udpFrameFault} from '../packet/udp-frame.ts';
import type {PacketQueue, QueueLimits} from '../queue/packet-queue.ts';
import type {UdpEndpoint, UdpMessage, UdpReceiver} from '../stack/endpoint/udp-endpoint.ts';
import type {Host} from '../stack/host.ts';
import {sendError} from '../stack/send-fault.ts';
import type {NodeDevice, NodeReader, OpenNode} from '../tunnel/device-node.ts';
import {QueueSide} from '../tunnel/queue-side.ts';
import {AnswerAddresses} from './answer-addresses.ts';

/** What may wait for an application; what finds no room is dropped and counted. */
const ROOM: QueueLimits = {packets: 1024, octets: 1 << 20};

/** Who could not pass on or take what was sent, and why, as ICMP says it. */
export type UdpNodeError = Omit<UdpMessage & {kind: 'error'}, 'kind' | 'quoted'>;

export class UdpNode implements NodeDevice {
  readonly endpoint: UdpEndpoint;
  /** What was written and not sent, by reason. */
  readonly refused = new Map<string, number>();
  /** Called when an application has sent a datagram. */
  readonly watchers = new Set<() => void>();
  readonly #host: Host;
  readonly #side = new QueueSide<undefined>(ROOM, () => undefined);
  /** Where a port of all addresses answers from. */
  readonly #answers = new AnswerAddresses();
  #reader: NodeReader | undefined;
  #sent = 0;
  #errors = 0;
  #lastError: UdpNodeError | undefined;

  /** @param bind takes the port for a receiver */
  constructor(host: Host, bind: (receive: UdpReceiver) => UdpEndpoint) {
    this.#host = host;
    this.endpoint = bind((message) => this.#receive(message));
  }

  get port(): number {
    return this.endpoint.port;
  }
  get opened(): boolean {
    return this.#reader !== undefined;
  }
  /** Datagrams that came and have not been read: whole frames. */
  get mailbox(): PacketQueue<undefined> {
    return this.#side.queue;
  }
  /** Datagrams that an application sent. */
  get sent(): number {
    return this.#sent;
  }
  /** ICMP errors about them. */
  get errors(): number {
    return this.#errors;
  }
  get lastError(): UdpNodeError | undefined {
    return this.#lastError;
  }

  /** @throws {NetworkError} EBUSY */
  open(reader: NodeReader): OpenNode {
    if (this.#reader) throw new NetworkError('EBUSY', `the node of UDP port ${this.port} is open already`);
    this.#reader = reader;
    this.#side.consumer = reader;
    return {
      write: (frame) => this.#write(frame),
      pull: () => this.#side.drain(),
      refuse: (reason) => this.#refuse(reason),
      close: () => this.#close(reader),
    };
  }

  /** Give the port back; what waits is lost. */
  remove(): void {
    const reader = this.#reader;
    if (reader) this.#close(reader);
    this.endpoint.close();
    reader?.gone?.();
  }

  #receive(message: UdpMessage): 'taken' | 'full' {
    if (message.kind === 'error') {
      this.#complain(message);
      return 'taken';
    }
    const {from: address, fromPort: port, to, data} = message;
    if (this.endpoint.address === ANY && this.#host.interfaces.isOwn(to)) this.#answers.heard(address, port, to);
    return this.#side.put(emitUdpFrame({address, port, data}), undefined) ? 'taken' : 'full';
  }

  #complain({from, type, code, mtu, destination, destinationPort}: UdpMessage & {kind: 'error'}): void {
    // A redirect is advice for the host: what was sent is on its way all the same.
    if (!isIpv6(from) && type === ICMP_TYPE.redirect) return;
    this.#errors++;
    this.#lastError = {from, type, code, mtu, destination, destinationPort};
  }

  #write(frame: Uint8Array): void {
    const fault = udpFrameFault(frame);
    if (fault) throw this.#refusal(fault, 'EMALFORMED', describeFault('udp frame', fault));
    const {address: destination, port: destinationPort, data} = parseUdpFrame(frame);
    const {address, port: sourcePort} = this.endpoint;
    if (address !== ANY && isIpv6(address) !== isIpv6(destination)) {
      const version = isIpv6(address) ? 'IPv6' : 'IPv4';
      throw this.#refusal('address-family', 'EAFNOSUPPORT', `UDP port ${this.port} sends to ${version} addresses only`);
    }
    if (destination === ANY || destination === UNSPECIFIED || destinationPort === 0) {
      throw this.#refusal('no-destination', 'EINVAL', 'a datagram goes to an address and a port, neither of them 0');
    }
    const source = address === ANY ? this.#answerFrom(destination, destinationPort) : address;
    const failed = this.#lacks(source)
      ? 'no-source'
      : this.#host.sendUdp({source, sourcePort, destination, destinationPort, data});
    if (failed) {
      this.#refuse(failed);
      throw sendError(failed);
    }
    this.#sent++;
    for (const watch of this.watchers) watch();
  }

  #answerFrom(destination: IpAddress, port: number): IpAddress | undefined {
    const source = this.#answers.for(destination, port);
    return source !== undefined && this.#host.interfaces.isOwn(source) ? source : undefined;
  }

  /** The host may have lost the address since the port was bound to it. */
  #lacks(source: IpAddress | undefined): boolean {
    if (source === undefined || this.#host.interfaces.isOwn(source)) return false;
    return isIpv6(source) || source >>> 24 !== 127;
  }

  #refusal(reason: string, code: 'EMALFORMED' | 'EAFNOSUPPORT' | 'EINVAL', message: string): NetworkError {
    this.#refuse(reason);
    return new NetworkError(code, message, {reason});
  }

  #refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  #close(reader: NodeReader): void {
    if (this.#reader !== reader) return;
    this.#reader = undefined;
    this.#side.consumer = undefined;
  }
}
