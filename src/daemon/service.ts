/** What the daemon needs of the lab it serves, and what the lab needs of its daemon. */
import type {LabApi} from '../api/lab-api.ts';
import type {DeviceNodes} from '../lab/device-nodes.ts';
import type {Personality} from '../names.ts';
import type {Entries} from './store.ts';

export interface LabService {
  /** Its `stop` is never called: the daemon's own takes its place. */
  readonly api: LabApi;
  /** Ends everything. No call is under way and no node open any more. @returns The last changes to commit. */
  close(): ReadonlyMap<string, unknown>;
}

export interface ServiceOptions {
  readonly lab: string;
  readonly version: string;
  /** What was committed before; empty in a new lab. */
  readonly entries: Entries;
  /** All of the changes or none; on disk when it returns. @throws {NetworkError} EIO */
  commit(changes: ReadonlyMap<string, unknown>): void;
  readonly nodes: DeviceNodes;
  /** To be told of the hosts that are not Haiku's, whenever that changes. */
  readonly onPersonalities: (personalities: ReadonlyMap<string, Personality>) => void;
}

export type CreateService = (options: ServiceOptions) => LabService;
