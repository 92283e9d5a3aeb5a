import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {acquireLock, type Lock} from '../../src/api/lock.ts';
import {Child, compiledProgram} from '../daemon/child.ts';
import {temporaryDirectories} from '../daemon/temporary.ts';

const temporary = temporaryDirectories();
const contender = compiledProgram('contender');

let directory = '';
let path = '';
beforeEach(() => {
  directory = join(temporary(), 'tunlab', 'lab');
  path = join(directory, 'lock');
});

function taken(at = path): Lock {
  const lock = acquireLock(at);
  if ('holder' in lock) throw new Error(`held by ${lock.holder}`);
  return lock;
}

/** The content of a lock whose holder was killed. */
async function staleContent(): Promise<string> {
  const at = join(temporary(), 'tunlab', 'lock');
  const holder = new Child(contender, [at]);
  await holder.line();
  holder.say('go');
  expect(await holder.line()).toBe('["taken"]');
  await holder.kill('SIGKILL');
  return readFileSync(at, 'utf8');
}

describe('a lock', () => {
  test('is taken once, tells its holder, and can be taken again when it was given up', () => {
    const lock = taken();
    expect(acquireLock(path)).toEqual({holder: process.pid});
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
    taken().release();
  });

  test('given up twice does not take away the next one', () => {
    const first = taken();
    first.release();
    const second = taken();
    first.release();
    expect(acquireLock(path)).toEqual({holder: process.pid});
    second.release();
  });

  test('of another process that lives is left alone', async () => {
    const holder = new Child(contender, [path]);
    await holder.line();
    holder.say('go');
    await holder.line();
    expect(acquireLock(path)).toEqual({holder: holder.process.pid});
    holder.process.stdin!.end();
    await holder.ended;
    taken().release();
  });

  test.each<[string, () => Promise<string>]>([
    ['whose holder was killed', staleContent],
    ['that a crash of the machine cut short', () => Promise.resolve('{"pi')],
    ['that is empty', () => Promise.resolve('')],
    [
      'of a process that came later by the same number',
      () => Promise.resolve(`{"pid":${process.pid},"started":"x/1"}\n`),
    ],
    ['that tells nonsense', () => Promise.resolve('{"pid":-1,"started":3}\n')],
  ])('%s is taken over', async (_which, content) => {
    mkdirSync(directory, {recursive: true, mode: 0o700});
    writeFileSync(path, await content());
    taken().release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('is taken over although who broke it before was killed as well', async () => {
    mkdirSync(directory, {recursive: true, mode: 0o700});
    const stale = await staleContent();
    for (const name of ['lock', 'lock.break', 'lock.break.break']) writeFileSync(join(directory, name), stale);
    taken().release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('is not what is a directory', () => {
    mkdirSync(path, {recursive: true, mode: 0o700});
    expect(() => acquireLock(path)).toThrow(expect.objectContaining({code: 'EACCES'}));
    expect(readdirSync(directory)).toEqual(['lock']);
  });
});

test('of 50 processes that race for fresh, stale and half broken locks, each lock is taken by one', async () => {
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const stale = await staleContent();
  const paths = Array.from({length: 30}, (_, index) => join(directory, `lock-${index}`));
  for (const [index, at] of paths.entries()) {
    if (index % 3 > 0) writeFileSync(at, stale);
    if (index % 3 > 1) writeFileSync(`${at}.break`, stale);
  }
  const children = Array.from({length: 50}, () => new Child(contender, paths));
  await Promise.all(children.map((child) => child.line()));
  for (const child of children) child.say('go');
  const answers = await Promise.all(children.map(async (child) => JSON.parse(await child.line()) as unknown[]));
  for (const index of paths.keys()) {
    expect(answers.filter((answer) => answer[index] === 'taken')).toHaveLength(1);
  }
  for (const child of children) child.process.stdin!.end();
  await Promise.all(children.map((child) => child.ended));
  // Nothing but the locks is left, though nobody gave one up.
  expect(readdirSync(directory).sort()).toEqual(paths.map((at) => at.slice(directory.length + 1)).sort());
  for (const at of paths) taken(at).release();
});
