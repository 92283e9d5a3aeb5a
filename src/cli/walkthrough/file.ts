/** Walkthroughs on disk. */
import {closeSync, fstatSync, openSync, readSync, renameSync, statSync, unlinkSync, writeFileSync} from 'node:fs';
import {randomBytes} from 'node:crypto';
import {resolve} from 'node:path';
import {NetworkError} from '../../errors.ts';
import {LONGEST_FILE, parseWalkthrough} from './parse.ts';
import {stepsOf, type Walkthrough} from './walkthrough.ts';

/** @throws {NetworkError} ENOENT, EINVAL, EACCES */
export function readWalkthrough(file: string, cwd: string): Walkthrough {
  const [walkthrough] = readWalkthroughs([file], cwd);
  return walkthrough!;
}

/**
 * Those among the files that have commands; beside them there may be Markdown without any.
 *
 * @throws {NetworkError} as `readWalkthrough`; EINVAL: not one has a command
 */
export function readWalkthroughs(files: readonly string[], cwd: string): Walkthrough[] {
  const read = files.map((file) => parseWalkthrough(file, textOf(file, resolve(cwd, file))));
  const found = read.filter((walkthrough) => stepsOf(walkthrough).length > 0);
  const [first] = read;
  if (first && found.length === 0) {
    throw new NetworkError(
      'EINVAL',
      `${first.file}:${first.lines.length}: there is no command in it: no console block`,
    );
  }
  return found;
}

function textOf(file: string, path: string): string {
  // Looked at before it is opened: opening a pipe waits for somebody to write.
  const kind = attempt(file, () => statSync(path));
  if (!kind.isFile()) throw new NetworkError('EINVAL', `${file} is no file`);
  const fd = attempt(file, () => openSync(path, 'r'));
  try {
    const {size} = fstatSync(fd);
    if (size > LONGEST_FILE) {
      throw new NetworkError('EINVAL', `${file}:1: a walkthrough has at most ${LONGEST_FILE} octets, this has ${size}`);
    }
    const octets = Buffer.alloc(size);
    const text = new TextDecoder('utf-8', {fatal: true});
    const length = attempt(file, () => readSync(fd, octets, 0, size, 0));
    return text.decode(octets.subarray(0, length));
  } catch (reason) {
    if (reason instanceof TypeError) throw new NetworkError('EINVAL', `${file}:1: it is not UTF-8`);
    throw reason;
  } finally {
    closeSync(fd);
  }
}

/** All of it or nothing; what was there keeps its mode. */
export function writeWalkthrough(file: string, cwd: string, text: string): void {
  const path = resolve(cwd, file);
  const beside = `${path}.${randomBytes(4).toString('hex')}`;
  attempt(file, () => {
    const mode = modeOf(path);
    try {
      writeFileSync(beside, text, {flag: 'wx', ...(mode !== undefined && {mode})});
      renameSync(beside, path);
    } catch (reason) {
      removed(beside);
      throw reason;
    }
  });
}

function modeOf(path: string): number | undefined {
  return statSync(path, {throwIfNoEntry: false})?.mode;
}

function removed(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was not made.
  }
}

function attempt<Result>(file: string, act: () => Result): Result {
  try {
    return act();
  } catch (reason) {
    const {code = 'it can not be used'} = reason as NodeJS.ErrnoException;
    const what = {ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a directory'}[code];
    throw new NetworkError(
      code === 'ENOENT' ? 'ENOENT' : 'EACCES',
      `${file}: ${what ?? code}`,
      {file},
      {cause: reason},
    );
  }
}
