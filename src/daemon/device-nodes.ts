import {isAbsolute, join} from 'node:path';
import {NetworkError} from '../errors.ts';
import {type LabPaths, checkSocketPath} from '../api/paths.ts';
import type {DeviceNodes} from '../lab/device-nodes.ts';
import type {NodeServer} from './node-server.ts';

/** Puts the device nodes of a lab's hosts below their `/dev`. */
export function deviceNodes(paths: LabPaths, nodes: NodeServer, fault: (error: unknown) => void): DeviceNodes {
  const pathOf = (hostname: string, relative: string): string => {
    const devfs = paths.devfs(hostname);
    if (relative !== '' && !isAbsolute(relative) && !/(^|\/)\.\.?(\/|$)/.test(relative)) {
      return join(devfs, relative);
    }
    throw new NetworkError('EINVAL', `${JSON.stringify(relative.slice(0, 80))} is no path of a device node`);
  };
  return {
    check: (hostname, relative) => checkSocketPath(pathOf(hostname, relative)),
    locate: pathOf,
    appeared: (hostname, relative, device) => nodes.add(pathOf(hostname, relative), device),
    moved: (hostname, from, to, device) => nodes.move(pathOf(hostname, from), pathOf(hostname, to), device),
    gone(hostname, relative) {
      nodes.remove(pathOf(hostname, relative)).catch(fault);
    },
  };
}
