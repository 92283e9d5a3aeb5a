/** The lab that a daemon serves: made from what was kept, keeping what changes. */
import type {LabApi} from '../api/lab-api.ts';
import type {Hello} from '../api/schema/lab.ts';
import type {DeviceNodes} from '../lab/device-nodes.ts';
import {FIRST_HOST, Lab, type LabOptions} from '../lab/lab.ts';
import {RealClock} from '../time/real-clock.ts';
import {VirtualClock} from '../time/virtual-clock.ts';
import {localLab} from './local-lab.ts';

/** When virtual labs begin: 2023-06-06 04:16:00 UTC, the moment of the ping that this project began with. */
const VIRTUAL_START = 1_686_024_960_000;

export interface ServiceOptions extends Pick<LabOptions, 'personality' | 'onPersonalities' | 'uplinkPrograms'> {
  readonly lab: string;
  readonly version: string;
  readonly seed: number;
  /** Time passes only when somebody waits for it. */
  readonly virtual: boolean;
  readonly entries: Iterable<readonly [string, unknown]>;
  readonly commit: (changes: ReadonlyMap<string, unknown>) => void;
  readonly nodes: DeviceNodes;
}

export interface LabService {
  readonly api: LabApi;
  /** Ends the lab's time; gives what waits in queues, to be kept with the rest. */
  close(): ReadonlyMap<string, unknown>;
}

export function createLabService({
  lab: name,
  version,
  seed,
  virtual,
  entries,
  commit,
  nodes,
  ...personal
}: ServiceOptions): LabService {
  // A daemon that stops does not wait for what a host remembers to be forgotten: that takes half an hour.
  const real = new RealClock();
  const clock = virtual ? new VirtualClock(VIRTUAL_START) : real;
  const kept = [...entries];
  const lab = new Lab({clock, seed, entries: kept, nodes, ...personal});
  const started = real.now();
  const hello = (): Hello => ({
    name: 'tunlab',
    version,
    lab: name,
    pid: process.pid,
    uptime: Math.round(real.now() - started) / 1000,
    personality: lab.host(FIRST_HOST).personality,
    clock: virtual ? 'virtual' : 'real',
  });
  const close = (): ReadonlyMap<string, unknown> => {
    // A neighbour is remembered for half an hour: without this, so long would the daemon's process last.
    real.stop();
    lab.uplinks.close();
    return lab.waitingPackets();
  };
  return {api: localLab({lab, hello, entries: kept, commit}), close};
}
