import type {NodeDevice} from '../tunnel/device-node.ts';

/** Who makes device nodes reachable from outside the lab. Paths are below the host's devfs: `tun/0`, `udp/5000`. */
export interface DeviceNodes {
  /** @throws {NetworkError} ENAMETOOLONG, EACCES: such a node could not be provided; nothing has happened yet */
  check(host: string, path: string): void;
  appeared(host: string, path: string, device: NodeDevice): void;
  gone(host: string, path: string): void;
  /** A device has its node elsewhere now; who has it open keeps it. */
  moved(host: string, from: string, to: string, device: NodeDevice): void;
  /** Where to find it; `null` where nodes are only opened from inside. */
  locate(host: string, path: string): string | null;
}

/** A lab that is used from inside its own process needs no files. */
export const NO_NODES: DeviceNodes = {
  check: () => undefined,
  appeared: () => undefined,
  gone: () => undefined,
  moved: () => undefined,
  locate: () => null,
};
