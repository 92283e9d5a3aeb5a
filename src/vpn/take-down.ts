import {rmSync} from 'node:fs';
import type {LabPaths} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import {askToStop} from './control-client.ts';
import {tunnelPlaces} from './tunnel-places.ts';

/**
 * Ends a tunnel, and returns when what it had set up is undone.
 *
 * @throws {NetworkError} ENOENT: there is none
 */
export async function takeDownTunnel(paths: LabPaths, host: string, ifname: string): Promise<void> {
  const {socket} = tunnelPlaces(paths, host, ifname);
  const ran = await askToStop(socket);
  // That of one that was killed.
  rmSync(socket, {force: true});
  if (!ran) throw new NetworkError('ENOENT', `${ifname} is no tunnel that is up on ${host}`);
}
