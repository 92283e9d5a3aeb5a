/** A lab in which changes are tried and written down, for all of them to be made together later. */
import {CHANGE_METHODS, type Change} from '../../api/changes.ts';
import {ENDPOINTS, type Endpoint} from '../../api/endpoints.ts';
import type {LabApi} from '../../api/lab-api.ts';
import {NetworkError} from '../../errors.ts';

type Call = (request: unknown, signal?: AbortSignal) => unknown;

const CHANGES: ReadonlySet<string> = new Set(CHANGE_METHODS);
/** What a copy knows nothing of: the daemon, and what time it is. */
const NOT_OF_A_COPY: ReadonlySet<string> = new Set<keyof LabApi>(['hello', 'showClock']);

export class Recording {
  /** In the order in which they were made. */
  readonly changes: Change[] = [];
  /** Changes, requests for what is configured, and transactions; everything else is refused with EOPNOTSUPP. */
  readonly lab: LabApi;

  /** @param copy of the lab that is meant; it is changed */
  constructor(copy: LabApi) {
    const calls = copy as unknown as Record<string, Call>;
    const methods = Object.entries<Endpoint>(ENDPOINTS).map(([name, endpoint]) => {
      const call: Call = (request, signal) => calls[name]!(request, signal);
      return [name, this.#method(name, endpoint, call)] as const;
    });
    this.lab = {
      ...(Object.fromEntries(methods) as unknown as LabApi),
      transact: async (request) => {
        const transacted = await copy.transact(request);
        if (request.dry_run !== true) this.changes.push(...request.changes);
        return transacted;
      },
    };
  }

  #method(name: string, {verb, stream}: Endpoint, call: Call): Call {
    if (CHANGES.has(name)) {
      return async (request) => {
        const answer = await call(request);
        this.changes.push({method: name, request} as Change);
        return answer;
      };
    }
    if (verb === 'GET' && !NOT_OF_A_COPY.has(name)) return call;
    return stream === true ? refusedStream : () => Promise.reject(refusal());
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- it is refused before there is anything
async function* refusedStream(): AsyncGenerator {
  throw refusal();
}

export function refusal(): NetworkError {
  return new NetworkError('EOPNOTSUPP', 'not in an atomic batch: that changes what is configured, and nothing else');
}
