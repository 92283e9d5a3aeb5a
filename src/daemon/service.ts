/** What the daemon needs of the lab it serves, and what the lab needs of its daemon. */
import type {LabApi} from '../api/lab-api.ts';
import type {NodeDevice} from './node-server.ts';
import type {Entries} from './store.ts';

export interface LabService {
  /** Its `stop` is never called: the daemon's own takes its place. */
  readonly api: LabApi;
  /** Ends everything. No call is under way and no node open any more. @returns The last changes to commit. */
  close(): ReadonlyMap<string, unknown>;
}

export interface DeviceNodes {
  /**
   * Makes a node at `relativeDevPath` (`tun/0`) below the `/dev` of a host.
   *
   * @returns The path of its socket, which can be opened at once.
   * @throws {NetworkError} ENAMETOOLONG, EEXIST, EACCES, EINVAL: there is no node.
   */
  appeared(hostname: string, relativeDevPath: string, device: NodeDevice): string;
  /** Closes the node for whoever has it open, and removes it. */
  gone(hostname: string, relativeDevPath: string): void;
}

export interface ServiceOptions {
  readonly lab: string;
  readonly version: string;
  /** What was committed before; empty in a new lab. */
  readonly entries: Entries;
  /** All of the changes or none; on disk when it returns. @throws {NetworkError} EIO */
  commit(changes: ReadonlyMap<string, unknown>): void;
  readonly nodes: DeviceNodes;
}

export type CreateService = (options: ServiceOptions) => LabService;
