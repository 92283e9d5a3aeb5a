/** Where running tunnels of a host are found. */
import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {LabPaths} from '../api/paths.ts';

export interface TunnelPlaces {
  readonly directory: string;
  /** Where it is asked how it is, and to end. */
  readonly socket: string;
}

/** @param ifname canonical */
export function tunnelPlaces(paths: LabPaths, host: string, ifname: string): TunnelPlaces {
  const directory = tunnelDirectory(paths, host);
  return {directory, socket: join(directory, `${ifname}.sock`)};
}

/** Names of the interfaces whose tunnels have a socket there, whether or not anybody listens. */
export function tunnelNames(paths: LabPaths, host: string): string[] {
  try {
    const names = readdirSync(tunnelDirectory(paths, host)).filter((name) => name.endsWith('.sock'));
    return names.map((name) => name.slice(0, -'.sock'.length)).sort();
  } catch {
    return [];
  }
}

function tunnelDirectory(paths: LabPaths, host: string): string {
  return join(dirname(paths.devfs(host)), 'wireguard');
}
