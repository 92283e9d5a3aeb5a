/** Keeps the file up to date by which tools know whose words a host takes. */
import {renameSync, rmSync, writeFileSync} from 'node:fs';
import type {LabPaths} from '../api/paths.ts';
import {personalityLines} from '../api/published-personality.ts';
import type {Personality} from '../names.ts';

/** Whoever reads meanwhile finds all of the old file or all of the new one. */
export function publishPersonalities(
  paths: LabPaths,
  personalities: ReadonlyMap<string, Personality>,
  fault: (error: unknown) => void,
): void {
  const next = `${paths.personalities}.new`;
  try {
    writeFileSync(next, personalityLines(personalities), {mode: 0o600});
    renameSync(next, paths.personalities);
  } catch (error) {
    // Without the file, tools ask.
    withdrawPersonalities(paths);
    fault(error);
  }
}

export function withdrawPersonalities(paths: LabPaths): void {
  rmSync(paths.personalities, {force: true});
}
