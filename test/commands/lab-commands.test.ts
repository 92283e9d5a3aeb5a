/** The commands about labs as such: env, shell, daemon. */
import {describe, expect, test} from 'vitest';
import {CommandBench, SILENCE, VERSION} from './command-context.ts';

const ENVIRONMENT = {PATH: '/usr/bin:/the/tools:/bin', XDG_RUNTIME_DIR: "/run/it's mine"};

describe('env', () => {
  test('prints what a shell evaluates', async () => {
    const bench = new CommandBench();
    expect(await bench.output('env --lab class', {env: ENVIRONMENT})).toBe(`export PATH=/the/tools:/usr/bin:/bin
export TUNLAB_LAB=class
export TUNLAB_HOST=local
export TUNLAB_DEV='/run/it'\\''s mine/tunlab/class/local/dev'
`);
    expect(bench.labs).toEqual([]);
  });

  test('--json', async () => {
    expect(await new CommandBench().json('env')).toEqual({
      PATH: '/the/tools:/bin',
      TUNLAB_LAB: 'default',
      TUNLAB_HOST: 'local',
      TUNLAB_DEV: '/nowhere/tunlab/default/local/dev',
    });
  });
});

test('bats-helpers prints what a test file of bats loads, and reaches no lab', async () => {
  const bench = new CommandBench();
  expect(await bench.output('bats-helpers')).toBe('/the/helpers/load.bash\n');
  expect(await bench.json('bats-helpers')).toEqual({path: '/the/helpers/load.bash'});
  expect(bench.labs).toEqual([]);
});

describe('shell', () => {
  test('starts $SHELL with the tools first on its PATH, and has its exit status', async () => {
    const bench = new CommandBench();
    bench.programStatus = 5;
    const env = {...ENVIRONMENT, SHELL: '/bin/ash', OTHER: 'kept'};
    expect(await bench.run('shell --lab class', {env})).toEqual({...SILENCE, status: 5});
    expect(bench.programs).toMatchObject([
      {command: ['/bin/ash'], env: {PATH: '/the/tools:/usr/bin:/bin', TUNLAB_LAB: 'class', OTHER: 'kept'}},
    ]);
  });
});

describe('daemon', () => {
  test('start says which process it is', async () => {
    const bench = new CommandBench();
    expect(await bench.output('daemon start')).toBe('lab "default" is served by process 4711\n');
    expect(bench.labs).toEqual(['default']);
  });

  test('status of one that runs', async () => {
    const bench = new CommandBench();
    await bench.output('daemon start');
    expect(await bench.output('daemon status')).toBe(
      `lab "default": process 4711, version ${VERSION}, virtual clock, up for 7 s\n`,
    );
    expect(await bench.json('daemon status')).toEqual({
      name: 'tunlab',
      version: VERSION,
      lab: 'default',
      pid: 4711,
      uptime: 7,
      personality: 'haiku',
      clock: 'virtual',
    });
  });

  test.each(['status', 'stop'])('%s, when none runs, starts none: exit status 69', async (word) => {
    const bench = new CommandBench();
    const {status, stdout, stderr} = await bench.run(`daemon ${word} --lab class`);
    expect({status, stdout}).toEqual({status: 69, stdout: ''});
    expect(stderr).toMatch(
      /^tunlab: no daemon is running for lab "class" at .*; start one with: tunlab daemon start.*\n$/,
    );
    expect(bench.labs).toEqual([]);
  });

  test('stop', async () => {
    const bench = new CommandBench();
    await bench.output('daemon start');
    expect(await bench.run('daemon stop')).toEqual(SILENCE);
    expect(await bench.run('daemon status')).toMatchObject({status: 69});
  });

  test('run starts the daemon on the caller’s terminal, and has its exit status', async () => {
    const bench = new CommandBench();
    bench.programStatus = 1;
    expect(await bench.run('daemon run --lab class')).toEqual({...SILENCE, status: 1});
    expect(bench.programs).toMatchObject([{command: ['the-daemon', '--lab', 'class']}]);
  });

  test('logs is empty while there is nothing to say', async () => {
    expect(await new CommandBench().run('daemon logs')).toEqual(SILENCE);
  });
});
