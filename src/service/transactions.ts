/** Changes that are made together or not at all. */
import {type Change, type ChangeMethod, type Transact, type Transacted, makeChange} from '../api/changes.ts';
import {ENDPOINTS, type Endpoint} from '../api/endpoints.ts';
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import type {Lab} from '../lab/lab.ts';
import {planChanges} from '../topology/plan.ts';
import {rehearsalOf} from './rehearsal.ts';
import {topologyOf} from './topology.ts';

type Methods = Pick<LabApi, ChangeMethod>;

/**
 * One transaction at a time. Each is made in a copy of the lab first, so that what can not be done leaves no trace. While
 * it is made in the lab itself, no other call is answered; only promises are waited for, so nothing else gets a turn.
 */
export class Transactions {
  readonly #lab: Lab;
  readonly #began: number;
  #changes = 0;
  #running: Promise<unknown> | undefined;
  /** Whether what has changed waits to be kept with what is still to change. */
  #holding = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#began = lab.clock.now();
  }

  get holding(): boolean {
    return this.#holding;
  }

  get revision(): string {
    return `${this.#began}-${this.#changes}`;
  }

  /** The configuration has changed. */
  changed(): void {
    this.#changes++;
  }

  /** The same methods; a call waits for the end of a transaction that is under way. */
  gated(api: LabApi): LabApi {
    type Call = (request: unknown, signal?: AbortSignal) => unknown;
    const calls = Object.entries(api as unknown as Record<string, Call>).map(([name, call]) => {
      const gated: Call = (request, signal) => {
        if (!this.#running) return call.call(api, request, signal);
        const later = this.#over().then(() => call.call(api, request, signal));
        return STREAMS.has(name) ? streamed(later as Promise<AsyncIterable<unknown>>) : later;
      };
      return [name, gated];
    });
    return Object.fromEntries(calls) as LabApi;
  }

  /** @param keep keeps what has changed; it is not asked while this runs */
  run(request: Transact, methods: Methods, keep: () => void): Promise<Transacted> {
    const running = this.#made(request, methods, keep).finally(() => {
      this.#running = undefined;
    });
    this.#running = running.catch(() => undefined);
    return running;
  }

  async #over(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #made({changes, revision, dry_run: dryRun}: Transact, methods: Methods, keep: () => void): Promise<Transacted> {
    if (revision !== undefined && revision !== this.revision) {
      throw new NetworkError('EAGAIN', 'the lab was changed by somebody else meanwhile; try again');
    }
    const rehearsal = await rehearsalOf(this.#lab);
    const tried = await allOf(rehearsal, changes);
    if (dryRun === true) return {revision: this.revision, answers: tried};
    const before = topologyOf(this.#lab);
    try {
      this.#holding = true;
      const answers = await allOf(methods, changes);
      this.#holding = false;
      keep();
      return {revision: this.revision, answers};
    } catch (reason) {
      this.#holding = true;
      await this.#putBack(before, methods);
      this.#holding = false;
      keep();
      throw reason;
    }
  }

  /** Something that is not configured stood in the way, such as a port that a running command has. */
  async #putBack(before: ReturnType<typeof topologyOf>, methods: Methods): Promise<void> {
    const {changes} = planChanges(topologyOf(this.#lab), before, {prune: true});
    for (const {change} of changes) await makeChange(methods, change);
  }
}

const STREAMS: ReadonlySet<string> = new Set(
  Object.entries<Endpoint>(ENDPOINTS).flatMap(([name, {stream}]) => (stream === true ? [name] : [])),
);

async function* streamed(later: Promise<AsyncIterable<unknown>>): AsyncGenerator {
  yield* await later;
}

async function allOf(methods: Methods, changes: readonly Change[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [place, change] of changes.entries()) {
    try {
      answers.push(await makeChange(methods, change));
    } catch (reason) {
      const {code, message, detail} = NetworkError.from(reason);
      throw new NetworkError(code, message, {...detail, change: place}, {cause: reason});
    }
  }
  return answers;
}
