/** Everything that asks a daemon to stop, as one promise. */
import {Socket} from 'node:net';
import {NetworkError} from '../errors.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface StopSources {
  /** File descriptor of a pipe or socket whose other end the owner holds: that it closes means that the owner is gone. */
  readonly lifelineFd?: number;
  /** For a daemon that is part of another process. */
  readonly signal?: AbortSignal;
}

export class StopRequest {
  /** Settles at the first request. */
  readonly requested: Promise<void>;
  readonly #ask: () => void;
  readonly #sources: StopSources;
  #lifeline: Socket | undefined;

  /**
   * Listens to the signals of the process until the first one came, so that a second one ends it at once.
   *
   * @throws {NetworkError} EUSAGE: `lifelineFd` is not open, or no pipe.
   */
  constructor(sources: StopSources) {
    let settle: () => void = () => undefined;
    this.requested = new Promise((resolve) => {
      settle = resolve;
    });
    this.#ask = () => {
      this.forget();
      settle();
    };
    this.#sources = sources;
    if (sources.lifelineFd !== undefined) this.#lifeline = this.#follow(sources.lifelineFd);
    for (const signal of SIGNALS) process.on(signal, this.#ask);
    sources.signal?.addEventListener('abort', this.#ask);
    if (sources.signal?.aborted === true) this.#ask();
  }

  ask(): void {
    this.#ask();
  }

  /** Listens to nobody any more. */
  forget(): void {
    for (const signal of SIGNALS) process.off(signal, this.#ask);
    this.#sources.signal?.removeEventListener('abort', this.#ask);
    this.#lifeline?.destroy();
  }

  #follow(fd: number): Socket {
    try {
      const lifeline = new Socket({fd, readable: true, writable: false});
      lifeline.on('error', this.#ask);
      lifeline.on('close', this.#ask);
      return lifeline.resume();
    } catch (error) {
      throw new NetworkError('EUSAGE', `file descriptor ${fd} is no pipe`, {fd}, {cause: error});
    }
  }
}
