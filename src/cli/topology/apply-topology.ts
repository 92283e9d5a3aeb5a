/** Making a lab what a file says it is, in one transaction. */
import type {LabApi} from '../../api/lab-api.ts';
import {NetworkError} from '../../errors.ts';
import type {Path} from '../../topology/form.ts';
import {type Plan, planChanges} from '../../topology/plan.ts';
import type {ReadTopology} from './read-topology.ts';

/** How often somebody else may come in between. */
const MOST_TRIES = 5;

export interface ApplyOptions {
  readonly prune: boolean;
  /** Find out what would be done, and that it could be done. */
  readonly dryRun: boolean;
}

/** @throws {NetworkError} with `file:line:column` in front, where something in the file is the reason; nothing has changed */
export async function applyTopology(lab: LabApi, file: ReadTopology, options: ApplyOptions): Promise<Plan> {
  for (let tries = 1; ; tries++) {
    const {revision, topology} = await lab.showTopology({});
    const plan = planned(topology, file, options.prune);
    if (plan.changes.length === 0) return plan;
    try {
      await lab.transact({changes: plan.changes.map(({change}) => change), revision, dry_run: options.dryRun});
      return plan;
    } catch (reason) {
      const error = NetworkError.from(reason);
      const {change} = error.detail;
      if (error.code === 'EAGAIN' && change === undefined && tries < MOST_TRIES) continue;
      const at = typeof change === 'number' ? plan.changes[change]?.at : undefined;
      throw at === undefined ? error : placed(error, file, at);
    }
  }
}

function planned(now: ReadTopology['topology'], file: ReadTopology, prune: boolean): Plan {
  try {
    return planChanges(now, file.topology, {prune});
  } catch (reason) {
    if (!(reason instanceof NetworkError) || !Array.isArray(reason.detail['at'])) throw reason;
    throw placed(reason, file, reason.detail['at'] as Path);
  }
}

function placed({code, message}: NetworkError, file: ReadTopology, at: Path): NetworkError {
  const place = file.place(at);
  return new NetworkError(code, `${place}: ${message}`, {place});
}
