import {NetworkError} from '../../errors.ts';
import type {EchoError, EchoMessage} from './echo-endpoint.ts';

/** @param identifier the endpoint that the message is for as well */
type Listener = (message: EchoError, identifier: number | undefined) => void;

/** Who waits for ICMP echo replies: one endpoint an identifier (RFC 792). */
export class EchoEndpoints {
  readonly #endpoints = new Map<number, (message: EchoMessage) => void>();
  readonly #listeners = new Set<Listener>();
  #next: number;

  /** @param first the identifier that is given away first */
  constructor(first: number) {
    this.#next = first & 0xffff;
  }

  /**
   * Take an identifier, a free one if none is asked for.
   *
   * @throws {NetworkError} EBUSY: the identifier is taken. ENOBUFS: all are.
   */
  open(identifier: number | undefined, receive: (message: EchoMessage) => void): number {
    const taken = identifier ?? this.#free();
    if (this.#endpoints.has(taken)) {
      throw new NetworkError('EBUSY', `another ping uses the identifier ${taken}; leave --id out to get a free one`);
    }
    this.#endpoints.set(taken, receive);
    return taken;
  }

  close(identifier: number): void {
    this.#endpoints.delete(identifier);
  }

  /** @returns whether somebody was waiting */
  deliver(identifier: number, message: EchoMessage): boolean {
    const receive = this.#endpoints.get(identifier);
    receive?.(message);
    return receive !== undefined;
  }

  /** Whether anybody listens. */
  get overheard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Be told of all ICMP messages but requests and replies. @returns how to end it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tell those who listen. @param identifier the endpoint that it is for */
  overhear(message: EchoError, identifier: number | undefined): void {
    for (const listener of this.#listeners) listener(message, identifier);
  }

  #free(): number {
    if (this.#endpoints.size > 0xffff) throw new NetworkError('ENOBUFS', 'too many pings are running');
    while (this.#endpoints.has(this.#next)) this.#next = (this.#next + 1) & 0xffff;
    const free = this.#next;
    this.#next = (this.#next + 1) & 0xffff;
    return free;
  }
}
