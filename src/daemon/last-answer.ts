import type {FastifyInstance} from 'fastify';
import type {StopRequest} from './stop-request.ts';

/** How long callers may take to fetch their answers, and how often connections are looked at, in ms. */
const PATIENCE = {answers: 1_000, look: 10} as const;

/** Who asks for the stop over the API hears of it when all is down, so this answer outlives everything else. */
export class LastAnswer {
  readonly #done: Promise<void>;
  #settle: () => void = () => undefined;
  #server: FastifyInstance | undefined;
  #closed: Promise<void> = Promise.resolve();

  constructor() {
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** @param server The one that gives it; it listens. */
  of(server: FastifyInstance): void {
    this.#server = server;
  }

  /** Asks for the stop; settles when there is nothing left but to answer. */
  after(stop: StopRequest): Promise<void> {
    stop.ask();
    return this.#done;
  }

  /** Removes the socket, before it returns; connections stay. */
  stopListening(): void {
    this.#closed = new Promise((resolve) => {
      this.#server?.server.close(() => resolve());
    });
  }

  /** Gives it, and closes all connections: those that are idle at once, the others when `PATIENCE` is over. */
  async give(): Promise<void> {
    this.#settle();
    const server = this.#server?.server;
    const idle = setInterval(() => server?.closeIdleConnections(), PATIENCE.look);
    const all = setTimeout(() => server?.closeAllConnections(), PATIENCE.answers);
    await this.#closed;
    clearInterval(idle);
    clearTimeout(all);
    await this.#server?.close();
  }
}
