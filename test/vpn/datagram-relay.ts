/** Somebody on the way between two ends of a tunnel: sees each datagram, and may add any. */
import {createSocket, type RemoteInfo} from 'node:dgram';
import {once} from 'node:events';

export type Direction = 'to-us' | 'to-them';

export interface Relayed {
  readonly direction: Direction;
  readonly datagram: Uint8Array;
}

export class DatagramRelay {
  /** What has come, of what is to be kept. */
  readonly seen: Relayed[] = [];
  keeps: (relayed: Relayed) => boolean = () => true;
  /** Where there is one, what comes is kept in it, and goes no further. */
  held: Relayed[] | undefined;
  /** UDP port of our end, on the loopback. */
  ourPort = 0;
  readonly #socket = createSocket('udp4');
  readonly #them: {readonly address: string; readonly port: number};

  private constructor(them: {readonly address: string; readonly port: number}) {
    this.#them = them;
    this.#socket.on('message', (datagram, source) => this.#carry(datagram, source));
  }

  static async between(them: {readonly address: string; readonly port: number}): Promise<DatagramRelay> {
    const relay = new DatagramRelay(them);
    relay.#socket.bind(0);
    await once(relay.#socket, 'listening');
    return relay;
  }

  /** Where both ends find it. */
  get port(): number {
    return this.#socket.address().port;
  }

  /** Returns when the system has taken it. */
  send({direction, datagram}: Relayed): Promise<void> {
    const {address, port} = direction === 'to-them' ? this.#them : {address: '127.0.0.1', port: this.ourPort};
    return new Promise((resolve, reject) => {
      this.#socket.send(datagram, port, address, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): void {
    this.#socket.close();
  }

  #carry(datagram: Uint8Array, source: RemoteInfo): void {
    const relayed: Relayed = {direction: source.address === this.#them.address ? 'to-us' : 'to-them', datagram};
    if (this.keeps(relayed)) this.seen.push(relayed);
    if (this.held) this.held.push(relayed);
    else void this.send(relayed);
  }
}
