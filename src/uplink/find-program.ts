/** Where a program is, as a shell would find it. */
import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Path of the first of `names` that PATH leads to. */
export function findProgram(names: readonly string[], path: string | undefined): string | undefined {
  const places = (path ?? '').split(delimiter).filter((place) => place.startsWith('/'));
  for (const name of names) {
    for (const place of places) if (isProgram(join(place, name))) return join(place, name);
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
