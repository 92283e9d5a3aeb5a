import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from 'vitest';

/** Gives new directories that are gone when the test is over. */
export function temporaryDirectories(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const directory of made.splice(0)) rmSync(directory, {recursive: true, force: true});
  });
  return () => {
    const directory = mkdtempSync(join(tmpdir(), 'tl-'));
    made.push(directory);
    return directory;
  };
}
