import {NetworkError} from '../errors.ts';

/** The calls being answered now, so that an orderly stop can end the streams and wait for the rest. */
export class Activity {
  readonly #calls = new Map<AbortController, Promise<unknown>>();
  #stopping = false;

  get stopping(): boolean {
    return this.#stopping;
  }

  /**
   * Makes a call, which is aborted when the daemon stops, and may be aborted sooner.
   *
   * @throws {NetworkError} ENODAEMON: the daemon is stopping; the call was not made.
   */
  async run<T>(call: (stop: AbortController) => Promise<T>): Promise<T> {
    if (this.#stopping) throw new NetworkError('ENODAEMON', 'the daemon is stopping');
    const stop = new AbortController();
    const running = call(stop);
    this.#calls.set(stop, running);
    try {
      return await running;
    } finally {
      this.#calls.delete(stop);
    }
  }

  /** Takes no more calls, aborts those there are, and settles when they have ended or `patience` (ms) is over. */
  async end(patience: number): Promise<void> {
    this.#stopping = true;
    for (const stop of this.#calls.keys()) stop.abort();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([Promise.allSettled(this.#calls.values()), tooLong]);
    clearTimeout(timer);
  }
}
