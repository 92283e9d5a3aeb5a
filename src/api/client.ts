/** A lab behind a socket. Every command loads this file: what it imports is what each of them pays for. */
import type {NetworkError} from '../errors.ts';
import {ENDPOINTS, type Endpoint} from './endpoints.ts';
import {Exchange, parseJson, type ExchangeOptions} from './exchange.ts';
import type {LabApi} from './lab-api.ts';
import {LONGEST_LINE} from './limits.ts';
import {LineDecoder} from './lines.ts';
import {errorOfProblem, isProblemLine} from './problem.ts';

export interface ClientOptions extends ExchangeOptions {
  /** Ends every call and every stream of this client. */
  readonly signal?: AbortSignal;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The lab whose daemon listens at `paths.apiSocket`. Nothing is connected before the first call. A call that finds no
 * daemon fails with ENODAEMON and has not been made; one whose connection breaks fails with EIO. A stream ends quietly
 * when its signal is aborted or its consumer returns, even while the consumer waits for an item.
 */
export function connectLab(options: ClientOptions): LabApi {
  const exchange = new Exchange(options);
  const methods: Record<string, unknown> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    methods[name] =
      endpoint.stream === true
        ? (request: Fields, signal?: AbortSignal) =>
            stream((stop) => items(exchange, endpoint, request, stop), [options.signal, signal])
        : async (request: Fields) =>
            exchange.json(await exchange.request(endpoint, request, options.signal), options.signal);
  }
  return methods as unknown as LabApi;
}

/** Makes what `open` gives end as soon as a signal says so, or the consumer returns, also out of a pending `next`. */
function stream(
  open: (stop: AbortSignal) => AsyncGenerator<unknown, void, undefined>,
  signals: readonly (AbortSignal | undefined)[],
): AsyncIterableIterator<unknown> {
  const returned = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const generator = open(AbortSignal.any([returned.signal, ...given]));
  return {
    next: () => generator.next(),
    return: () => {
      returned.abort();
      return generator.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* items(
  exchange: Exchange,
  endpoint: Endpoint,
  request: Fields,
  stop: AbortSignal,
): AsyncGenerator<unknown, void, undefined> {
  const stopped = (): boolean => stop.aborted;
  if (stopped()) return;
  try {
    const response = await exchange.request(endpoint, request, stop);
    const lines = new LineDecoder(LONGEST_LINE);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (const line of lines.push(chunk)) {
        if (stopped()) return;
        yield checkedItem(parseJson(line));
      }
    }
    if (lines.held > 0) throw exchange.failure(new Error('the last line has no end'));
  } catch (error) {
    if (!stopped()) throw exchange.failure(error, stop);
  }
}

/** @throws {NetworkError} what the line tells, if it tells of a failure. */
function checkedItem(item: unknown): unknown {
  const problem: NetworkError | undefined = isProblemLine(item) ? errorOfProblem(item.problem) : undefined;
  if (problem !== undefined) throw problem;
  return item;
}
