/** The lab that a daemon serves: made from what was kept, keeping what changes. */
import type {LabApi} from '../api/lab-api.ts';
import type {Hello} from '../api/schema/lab.ts';
import type {DeviceNodes} from '../lab/device-nodes.ts';
import {Lab} from '../lab/lab.ts';
import {RealClock} from '../time/real-clock.ts';
import {localLab} from './local-lab.ts';

export interface ServiceOptions {
  readonly lab: string;
  readonly version: string;
  readonly seed: number;
  readonly entries: Iterable<readonly [string, unknown]>;
  readonly commit: (changes: ReadonlyMap<string, unknown>) => void;
  readonly nodes: DeviceNodes;
}

export interface LabService {
  readonly api: LabApi;
  /** What waits in queues, to be kept with the rest. */
  close(): ReadonlyMap<string, unknown>;
}

export function createLabService({lab: name, version, seed, entries, commit, nodes}: ServiceOptions): LabService {
  const clock = new RealClock();
  const lab = new Lab({clock, seed, entries, nodes});
  const started = clock.now();
  const hello = (): Hello => ({
    name: 'tunlab',
    version,
    lab: name,
    pid: process.pid,
    uptime: Math.round(clock.now() - started) / 1000,
    personality: 'haiku',
    clock: 'real',
  });
  return {api: localLab({lab, hello, commit}), close: () => lab.waitingPackets()};
}
