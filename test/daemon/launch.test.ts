/** Daemons started by those who need them. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {connectLab} from '../../src/api/client.ts';
import type {LabApi} from '../../src/api/lab-api.ts';
import {labPaths, type LabPaths} from '../../src/api/paths.ts';
import {reachLab} from '../../src/cli/launch.ts';
import {Child, compiledProgram} from './child.ts';
import {gathered} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const daemon = compiledProgram('lab-daemon');
const caller = compiledProgram('caller');

let env: Record<string, string> = {};
let paths: LabPaths;
let lab: LabApi;
beforeEach(() => {
  const base = temporary();
  const starts = join(base, 'starts');
  env = {XDG_RUNTIME_DIR: join(base, 'r'), XDG_STATE_HOME: join(base, 's'), STARTS: starts};
  paths = labPaths('default', env);
  lab = reaching([process.execPath, daemon, 'default', 'keep', '3']);
});
afterEach(async () => {
  await connectLab({paths, version: '1.0.0'})
    .stop({})
    .catch(() => undefined);
});

function reaching(daemonCommand: readonly string[]): LabApi {
  return reachLab({paths, version: '1.0.0', daemonCommand, env});
}

const starts = (): string[] => readFileSync(env['STARTS']!, 'utf8').trim().split('\n');

describe('a lab without a daemon', () => {
  test('gets one by the first call, which is answered', async () => {
    await expect(lab.hello({})).resolves.toMatchObject({lab: 'default'});
    await expect(lab.hello({})).resolves.toMatchObject({lab: 'default'});
    expect(starts()).toHaveLength(1);
  });

  test('gets one by a stream', async () => {
    const seen: unknown[] = [];
    for await (const event of lab.ping({host: 'local', destination: 'x'})) {
      seen.push(event);
      break;
    }
    expect(seen).toEqual([{event: 'sent', at: 0, seq: 1, size: 56}]);
  });

  test('gets one by many calls at once', async () => {
    const pids = await Promise.all(Array.from({length: 20}, async () => (await lab.hello({})).pid));
    expect(new Set(pids).size).toBe(1);
    expect(starts()).toHaveLength(1);
  });

  test('gets one by 50 processes at once, and again after it was killed', async () => {
    for (let round = 1; round <= 2; round++) {
      const words = ['default', process.execPath, daemon, 'default', 'keep', '3'];
      const callers = Array.from({length: 50}, () => new Child(caller, words, env));
      await Promise.all(callers.map((each) => each.line()));
      for (const each of callers) each.say('go');
      const pids = new Set(await Promise.all(callers.map((each) => each.line())));
      expect(starts()).toHaveLength(round);
      expect([...pids]).toEqual([starts().at(-1)]);
      for (const each of callers) expect(await each.ended).toMatchObject({code: 0});
      if (round === 1) process.kill(Number([...pids][0]), 'SIGKILL');
    }
  });

  test('gets one as soon as the last one has stopped', async () => {
    await lab.hello({});
    await Promise.all([lab.stop({}), lab.hello({}).catch(() => undefined)]);
    await expect(lab.hello({})).resolves.toMatchObject({lab: 'default'});
  });
});

describe('a daemon that does not start', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'fails with its last words',
      [process.execPath, daemon, 'default', 'keep', '3', '-', 'no such lab'],
      /could not be started: no such lab \(see .*daemon\.log\)/,
    ],
    ['is not there', ['/not/there'], /could not be started: .*ENOENT/],
    ['ends in silence', ['/bin/sh', '-c', ':'], /could not be started \(see/],
  ])('and %s', async (_what, command, told) => {
    const unreachable = reaching(command);
    const failure = {code: 'ENODAEMON', message: expect.stringMatching(told) as unknown};
    await expect(unreachable.hello({})).rejects.toMatchObject(failure);
    expect(await gathered(unreachable.ping({host: 'local', destination: 'x'}))).toMatchObject([failure]);
  });

  test('does not keep the next one from starting', async () => {
    await expect(reaching(['/bin/sh', '-c', 'echo old words; exit 1']).hello({})).rejects.toThrow(/old words/);
    await expect(reaching(['/bin/sh', '-c', ':']).hello({})).rejects.not.toThrow(/old words/);
    await expect(lab.hello({})).resolves.toMatchObject({lab: 'default'});
  });
});
