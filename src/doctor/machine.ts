/** As much of the machine as an examination asks for. */
import {accessSync, constants, readFileSync, statSync} from 'node:fs';
import {release} from 'node:os';
import {isAbsolute, join} from 'node:path';
import type {Environment} from '../api/paths.ts';

export interface Machine {
  /** As Node calls it: `linux`, `darwin`, … */
  readonly platform: string;
  /** Of Node, without the `v`. */
  readonly node: string;
  /** Of the kernel. */
  readonly kernel: string;
  readonly env: Environment;
  /** The text of a file; `undefined` where it can not be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** Whether something can be made in this directory. */
  isWritable(directory: string): boolean;
  /** Path of a program on the PATH, or of one that has a path in it. */
  find(program: string): string | undefined;
}

export function thisMachine(env: Environment): Machine {
  return {
    platform: process.platform,
    node: process.versions.node,
    kernel: release(),
    env,
    read(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    exists: (path) => statSync(path, {throwIfNoEntry: false}) !== undefined,
    isWritable: (directory) => allows(directory, constants.W_OK | constants.X_OK),
    find(program) {
      if (program.includes('/')) return isProgram(program) ? program : undefined;
      const directories = (env['PATH'] ?? '').split(':').filter((directory) => isAbsolute(directory));
      return directories.map((directory) => join(directory, program)).find(isProgram);
    },
  };
}

function isProgram(path: string): boolean {
  return (statSync(path, {throwIfNoEntry: false})?.isFile() ?? false) && allows(path, constants.X_OK);
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** Whether version `has` is `wanted` or newer: numbers with points between them, of which the first three count. */
export function isSince(has: string, wanted: string): boolean {
  const [one, other] = [numbersOf(has), numbersOf(wanted)];
  for (const [place, number] of one.entries()) if (number !== other[place]) return number > other[place]!;
  return true;
}

function numbersOf(version: string): number[] {
  const numbers = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return [1, 2, 3].map((place) => Number(numbers[place] ?? 0));
}
