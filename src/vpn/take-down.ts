import type {LabApi} from '../api/lab-api.ts';
import type {LabPaths} from '../api/paths.ts';
import {rmSync} from 'node:fs';
import {NetworkError} from '../errors.ts';
import {askToStop} from './control-client.ts';
import {tunnelPlaces} from './tunnel-places.ts';
import {readUndo, undo} from './undo-record.ts';

/**
 * Ends a tunnel; or, where it was killed, undoes what it had changed.
 *
 * @throws {NetworkError} ENOENT: there is none, and nothing is left of one
 */
export async function takeDownTunnel(lab: LabApi, paths: LabPaths, host: string, ifname: string): Promise<void> {
  const places = tunnelPlaces(paths, host, ifname);
  const ran = await askToStop(places.socket);
  const left = readUndo(places.undo);
  if (!ran && !left) throw new NetworkError('ENOENT', `${ifname} is no tunnel that is up on ${host}`);
  if (left) await undo(lab, left, places.undo);
  rmSync(places.socket, {force: true});
  rmSync(places.log, {force: true});
}
