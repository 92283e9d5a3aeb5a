/** Files of wg-quick, and the interfaces they are named after. */
import {readFile, stat} from 'node:fs/promises';
import {basename, resolve} from 'node:path';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {usage} from './grammar/values.ts';

const SUFFIX = '.conf';

export interface TunnelFile {
  /** As it was typed. */
  readonly name: string;
  readonly text: string;
  /** Others may read it, and the key in it. */
  readonly open: boolean;
}

/** @throws {NetworkError} ENOENT, EACCES */
export async function readTunnelFile(name: string, cwd: string): Promise<TunnelFile> {
  const path = resolve(cwd, name);
  try {
    const text = await readFile(path, 'utf8');
    const {mode} = await stat(path);
    return {name, text, open: (mode & 0o007) !== 0};
  } catch (reason) {
    const {code, message} = reason as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new NetworkError('ENOENT', `there is no file ${name}`);
    throw new NetworkError('EACCES', `${name} can not be read (${code ?? message})`);
  }
}

/** The interface that a file `wg0.conf`, or a bare name, is about. @throws {NetworkError} EUSAGE: it has no such name */
export function tunnelName(word: string): string {
  const name = basename(word);
  if (name.endsWith(SUFFIX)) return canonicalName(name.slice(0, -SUFFIX.length));
  if (name !== word) throw usage(`${word} does not end with ${SUFFIX}, so it names no interface`);
  return canonicalName(name);
}
