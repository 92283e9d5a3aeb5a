/** A lab whose daemon is started when there is none: once, however many ask for it at the same moment. */
import {NetworkError} from '../errors.ts';
import {connectLab, type ClientOptions} from '../api/client.ts';
import {ENDPOINTS, type Endpoint} from '../api/endpoints.ts';
import type {LabApi} from '../api/lab-api.ts';
import type {Environment} from '../api/paths.ts';

export interface ReachOptions extends ClientOptions {
  /** Program and arguments of the daemon: it writes `ready\n` to file descriptor 3 when it can be reached. */
  readonly daemonCommand: readonly string[];
  /** Environment of the daemon. */
  readonly env: Environment;
}

type Fields = Readonly<Record<string, unknown>>;
type Call = (request: Fields, signal?: AbortSignal) => unknown;

/**
 * The lab at `options.paths`. Nothing happens before the first call; one that finds no daemon starts it and is made
 * again, which is safe, since the first time nothing was asked. Where a daemon runs, this costs nothing.
 */
export function reachLab(options: ReachOptions): LabApi {
  const lab = connectLab(options) as unknown as Record<string, Call>;
  let launched: Promise<void> | undefined;
  const launch = async (): Promise<void> => {
    launched ??= import('./start-daemon.ts').then(({startDaemon}) => startDaemon(options));
    try {
      await launched;
    } finally {
      launched = undefined;
    }
  };
  const methods: Record<string, Call> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    const call: Call = (request, signal) => lab[name]!(request, signal);
    methods[name] = endpoint.stream === true ? reachedStream(call, launch) : reachedCall(call, launch);
  }
  return methods as unknown as LabApi;
}

function reachedCall(call: Call, launch: () => Promise<void>): Call {
  return async (request) => {
    try {
      return await call(request);
    } catch (error) {
      if (!isUnreached(error)) throw error;
      await launch();
      return call(request);
    }
  };
}

function reachedStream(call: Call, launch: () => Promise<void>): Call {
  return (request, signal) => {
    let items = call(request, signal) as AsyncIterableIterator<unknown>;
    let returned = false;
    let first = true;
    return {
      async next() {
        const mayLaunch = first;
        first = false;
        try {
          return await items.next();
        } catch (error) {
          if (!mayLaunch || !isUnreached(error)) throw error;
          await launch();
          if (!returned) items = call(request, signal) as AsyncIterableIterator<unknown>;
          return items.next();
        }
      },
      return() {
        returned = true;
        return items.return!();
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    } satisfies AsyncIterableIterator<unknown>;
  };
}

function isUnreached(error: unknown): boolean {
  return error instanceof NetworkError && error.code === 'ENODAEMON';
}
