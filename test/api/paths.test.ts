import {chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {checkPrivateDirectory, checkSocketPath, ensurePrivateDirectory, labPaths} from '../../src/api/paths.ts';
import {temporaryDirectories} from '../daemon/temporary.ts';

const temporary = temporaryDirectories();
const uid = process.getuid!();

function opened(path: string, mode: number): void {
  mkdirSync(path);
  chmodSync(path, mode);
}

describe('where a lab lives', () => {
  test('in the XDG directories', () => {
    const paths = labPaths('blue', {XDG_RUNTIME_DIR: '/run/user/7', XDG_STATE_HOME: '/s'});
    expect(paths).toMatchObject({
      lab: 'blue',
      runtime: '/run/user/7/tunlab/blue',
      state: '/s/tunlab/blue',
      apiSocket: '/run/user/7/tunlab/blue/api.sock',
      lock: '/run/user/7/tunlab/blue/lock',
      log: '/s/tunlab/blue/daemon.log',
    });
    expect(paths.devfs('local')).toBe('/run/user/7/tunlab/blue/local/dev');
  });

  test.each([
    ['without them', {HOME: '/home/a'}],
    ['when they are relative, as their standard says', {HOME: '/home/a', XDG_RUNTIME_DIR: 'run', XDG_STATE_HOME: '.'}],
  ])('in the usual places %s', (_when, env) => {
    const paths = labPaths('default', env);
    expect(paths.runtime).toBe(`/tmp/tunlab-${uid}/default`);
    expect(paths.state).toBe('/home/a/.local/state/tunlab/default');
    expect(labPaths('default', {...env, TMPDIR: '/var/t/'}).runtime).toBe(`/var/t/tunlab-${uid}/default`);
  });

  test.each(['', '.', '..', 'a/b', 'a b', 'a\0b', 'ü', 'x'.repeat(65)])('never in a directory called %j', (name) => {
    expect(() => labPaths(name, {})).toThrow(expect.objectContaining({code: 'EUSAGE'}));
    expect(() => labPaths('default', {}).devfs(name)).toThrow(expect.objectContaining({code: 'EINVAL'}));
  });

  test('no host takes the place of a socket', () => {
    expect(() => labPaths('default', {}).devfs('api.sock')).toThrow(expect.objectContaining({code: 'EINVAL'}));
  });
});

describe('a private directory', () => {
  test('is made with its parents, for us alone', () => {
    const path = join(temporary(), 'deep', 'er', 'tunlab', 'lab');
    ensurePrivateDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    ensurePrivateDirectory(path);
    expect(checkPrivateDirectory(path)).toBe(true);
  });

  test.each<[string, string, (path: string, elsewhere: string) => void]>([
    ['a symbolic link', 'symbolic link', (path, elsewhere) => symlinkSync(elsewhere, path)],
    ['a file', 'no directory', (path) => writeFileSync(path, '')],
    ['open to others', 'chmod 700', (path) => opened(path, 0o755)],
    ['open to the group for entering only', 'chmod 700', (path) => opened(path, 0o710)],
  ])('is refused when it, or the one it is in, is %s', (_what, told, spoil) => {
    const refusal = expect.objectContaining({
      code: 'EACCES',
      message: expect.stringContaining(told) as unknown,
    }) as Error;
    for (const [spoilt, used] of [
      ['a/tunlab', 'a/tunlab/lab'],
      ['b/tunlab/lab', 'b/tunlab/lab'],
    ] as const) {
      const base = temporary();
      mkdirSync(join(base, spoilt, '..'), {recursive: true, mode: 0o700});
      spoil(join(base, spoilt), temporary());
      expect(() => ensurePrivateDirectory(join(base, used))).toThrow(refusal);
      expect(() => checkPrivateDirectory(join(base, used))).toThrow(refusal);
    }
  });

  test.runIf(uid === 0)('is refused when it is somebody else’s', () => {
    const path = join(temporary(), 'tunlab', 'lab');
    ensurePrivateDirectory(path);
    chownSync(path, 12_345, 0);
    expect(() => ensurePrivateDirectory(path)).toThrow(/belongs to user 12345/);
  });

  test('that is missing is told as missing, and not made', () => {
    const path = join(temporary(), 'tunlab', 'lab');
    expect(checkPrivateDirectory(path)).toBe(false);
    expect(checkPrivateDirectory(path)).toBe(false);
  });
});

test.each([
  ['linux', 107],
  ['darwin', 103],
] as const)('a socket path on %s has at most %i octets, which are not characters', (platform, limit) => {
  const path = `/${'x'.repeat(limit - 3)}ü`;
  checkSocketPath(path, platform);
  expect(() => checkSocketPath(`${path}y`, platform)).toThrow(
    expect.objectContaining({
      code: 'ENAMETOOLONG',
      message: expect.stringMatching(
        new RegExp(`${path}y has ${limit + 1} octets, ${limit} .*XDG_RUNTIME_DIR`),
      ) as unknown,
    }),
  );
});
