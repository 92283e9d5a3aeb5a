/**
 * What a daemon tells of its hosts without being asked: a file of one line for each that is not Haiku's. A tool has to
 * know whose words it is given before it asks anything, and a request more would be a tenth of its time.
 */
import {readFileSync} from 'node:fs';
import type {Personality} from '../names.ts';
import {checkPrivateDirectory, type LabPaths} from './paths.ts';

export function personalityLines(personalities: ReadonlyMap<string, Personality>): string {
  return [...personalities].map(([host, personality]) => `${host} ${personality}\n`).join('');
}

/**
 * The personality of a host as the lab's daemon has published it; `undefined`: it has not, so it has to be asked.
 *
 * @throws {NetworkError} EACCES: the lab's directory is not safe to use
 */
export function publishedPersonality(paths: LabPaths, host: string): Personality | undefined {
  if (!checkPrivateDirectory(paths.runtime)) return undefined;
  const text = textOf(paths.personalities);
  if (text === undefined) return undefined;
  const found = text.split('\n').find((line) => line.startsWith(`${host} `));
  return found === undefined ? 'haiku' : (found.slice(host.length + 1) as Personality);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
