/** Starts the program of a tunnel: in the background as wg-quick does, or here. */
import {randomUUID} from 'node:crypto';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {isErrorCode, NetworkError} from '../errors.ts';
import type {Environment} from '../api/paths.ts';
import {startInBackground} from './background-program.ts';

export interface TunnelStart {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly env: Environment;
  /** What it reads: the tunnel that it is to be. */
  readonly input: string;
  readonly ifname: string;
  /** Where it has its socket. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Returns when packets may be sent. @throws {NetworkError} whatever the program says, or that it says nothing */
export async function startTunnel({command, env, input, ifname, directory, signal}: TunnelStart): Promise<void> {
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const log = join(directory, `${randomUUID()}.log`);
  const program = {command: [...command, '--ready-fd'], env, input, log, forgetLog: true, signal};
  const {outcome, said} = await startInBackground(program);
  if (outcome === 'told' && said === 'ready') return;
  if (outcome === 'canceled') throw new NetworkError('ECANCELED', 'canceled');
  if (outcome === 'told') throw refusal(said);
  const why = outcome instanceof Error ? outcome.message : said;
  throw new NetworkError('EIO', `${ifname} could not be brought up${why === '' ? '' : `: ${why}`}`);
}

function refusal(line: string): NetworkError {
  const {code, message} = JSON.parse(line) as {code: unknown; message: string};
  return new NetworkError(isErrorCode(code) ? code : 'EINTERNAL', message);
}
