/** Everything that is looked at, in the order in which one thing needs another. */
import type {LabApi} from '../api/lab-api.ts';
import type {LabPaths} from '../api/paths.ts';
import {daemonFinding} from './daemon.ts';
import type {Finding} from './finding.ts';
import type {Machine} from './machine.ts';
import {nodeFinding, runtimeFinding, stateFinding, systemFinding} from './places.ts';
import {compilerFinding, manFinding, seccompFinding, wayOutFindings} from './programs.ts';
import {
  completionFinding,
  localeFinding,
  pathFinding,
  personalityFinding,
  terminalFinding,
  toolsFinding,
} from './shell.ts';

export interface Examined {
  /** What fails with ENODAEMON where no daemon runs. */
  readonly lab: Pick<LabApi, 'hello'>;
  readonly paths: LabPaths;
  readonly host: string;
  /** Of this program. */
  readonly version: string;
  /** Whose words the host takes, where that is known. */
  readonly personality: string | undefined;
  /** Directory of the tools. */
  readonly tools: string;
  /** Source of what `tunlab run` is supervised by. */
  readonly supervisor: string;
  readonly colour: boolean;
  /** Of the terminal that is printed on. */
  readonly columns: number | undefined;
}

/** Changes nothing, and starts no daemon. */
export async function examine(machine: Machine, examined: Examined): Promise<Finding[]> {
  const {lab, paths, host, version, personality, tools, supervisor, colour, columns} = examined;
  const runtime = runtimeFinding(machine, paths);
  // A directory that is not safe is not asked.
  const daemon = runtime.state === 'wrong' ? [] : [await daemonFinding(lab, paths.lab, version)];
  return [
    systemFinding(machine),
    nodeFinding(machine),
    runtime,
    stateFinding(machine, paths),
    ...daemon,
    toolsFinding(machine, tools),
    pathFinding(machine, tools),
    personalityFinding(machine, host, personality),
    completionFinding(machine),
    manFinding(machine),
    localeFinding(machine),
    terminalFinding(machine, colour, columns),
    await compilerFinding(machine, supervisor, machine.env),
    seccompFinding(machine),
    ...wayOutFindings(machine),
  ];
}
