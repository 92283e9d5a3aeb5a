/** The helpers for bats, and this project's own tests written with them. */
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {eventually, gone, hasProgram, ROOT, sandbox, type Outcome, type Sandbox} from './sandbox.ts';

const BATS = join(ROOT, 'node_modules', 'bats', 'bin', 'bats');
const SHELL_TESTS = join(ROOT, 'test', 'shell');
const PATIENCE = 240_000;

/** The helpers say so themselves where bash is older; here it is a plain skip. */
const hasBash = hasProgram('bash') && Number(execFileSync('bash', ['-c', 'echo $BASH_VERSINFO'])) >= 4;

function bats(box: Sandbox, ...words: readonly string[]): Promise<Outcome> {
  return box.run(['bash', BATS, '--tap', ...words]);
}

/** A test file of somebody who has tunlab on the PATH. */
function testFile(box: Sandbox, name: string, ...lines: readonly string[]): string {
  const path = join(box.directory, name);
  writeFileSync(path, ['load "$(tunlab bats-helpers)"', ...lines, ''].join('\n'));
  return path;
}

/** Lines of TAP that tell of tests, and what is said about those that failed. */
function failures(tap: string): string[] {
  return tap.split('\n').filter((line) => /^(?:not ok|#)/.test(line) || /# skip/.test(line));
}

describe.skipIf(!hasBash)('bats', () => {
  const files = readdirSync(SHELL_TESTS).filter((name) => name.endsWith('.bats'));

  test.each(files)('test/shell/%s', {timeout: PATIENCE}, async (name) => {
    const {status, stdout} = await bats(sandbox(), join(SHELL_TESTS, name));
    expect(failures(stdout)).toEqual([]);
    const [, count] = /^1\.\.(\d+)$/m.exec(stdout) ?? [];
    expect(stdout.match(/^ok /gm)).toHaveLength(Number(count));
    expect(status).toBe(0);
  });

  test('those are at least forty tests', () => {
    const tests = files.flatMap((name) => readFileSync(join(SHELL_TESTS, name), 'utf8').match(/^@test /gm) ?? []);
    expect(tests.length).toBeGreaterThanOrEqual(40);
  });

  test('each test has a lab of its own, with the options that the file asks for', async () => {
    const box = sandbox();
    const path = testFile(
      box,
      'own.bats',
      'LAB_OPTIONS=(--virtual --personality linux)',
      '@test "one" { tunctl create tun0; ifconfig tun0 up; assert_interface_up tun0; }',
      '@test "two" { refute_interface tun0; run tunlab clock --json; assert_json kind virtual; }',
      '@test "three" { run ifconfig lo; assert_line -n 0 -p "lo: flags=73"; }',
    );
    expect(await bats(box, path)).toEqual({status: 0, stderr: '', stdout: '1..3\nok 1 one\nok 2 two\nok 3 three\n'});
  });

  test('a test that fails says why, and leaves nothing behind', async () => {
    const box = sandbox();
    const path = testFile(
      box,
      'fails.bats',
      '@test "fails" {',
      '  ifconfig tun0 10.8.0.2/24 up',
      '  start_application reader tunctl read tun0',
      '  assert_route 10.9.0.0/24',
      '}',
      '@test "goes on" { run tunctl list; assert_output -p "no devices"; }',
    );
    const {status, stdout} = await bats(box, path);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^not ok 1 fails$/m);
    expect(stdout).toContain('# -- no such route --\n# expected : 10.9.0.0/24\n# routes:\n#   127.0.0.1 dev lo0 ');
    expect(stdout).toMatch(/^ok 2 goes on$/m);
    // That no daemon and no application is left is what the sandbox looks for.
  });

  test('a test that is killed takes its lab and its applications along', async () => {
    const box = sandbox();
    const path = testFile(
      box,
      'killed.bats',
      '@test "hangs" {',
      '  ifconfig tun0 10.8.0.2/24 up',
      '  start_application deaf bash -c "trap \'\' TERM INT; tail -f /dev/null & wait"',
      '  start_application reader tunctl read tun0',
      `  echo "$$" > ${box.directory}/pid.new && mv ${box.directory}/pid.new ${box.directory}/pid`,
      // Nobody ever writes there.
      `  mkfifo ${box.directory}/fifo && read -r _ < ${box.directory}/fifo`,
      '}',
    );
    const running = box.start(['bash', BATS, '--tap', path]);
    const pid = Number(await eventually(() => readFileSync(join(box.directory, 'pid'), 'utf8')));
    expect(box.processes().length).toBeGreaterThan(5);
    process.kill(pid, 'SIGKILL');
    expect(await running.ended).toMatchObject({status: 1});
    await gone(pid);
    await eventually(() => expect(box.processes()).toEqual([]));
  });

  test('many at once do not see each other', async () => {
    const box = sandbox();
    const lines = Array.from(
      {length: 3},
      (_, index) =>
        `@test "${index}" { run tunctl list; assert_output -p "no devices"; ifconfig tun0 10.${index}.0.2/24 up; assert_queue tun0 application 0; assert_address tun0 10.${index}.0.2/24; }`,
    );
    const path = testFile(box, 'many.bats', ...lines);
    const ends = await Promise.all([bats(box, path), bats(box, path)]);
    for (const {status, stdout} of ends)
      expect({status, failures: failures(stdout)}).toEqual({status: 0, failures: []});
  });

  test.skipIf(!hasProgram('parallel'))('--jobs', async () => {
    const box = sandbox();
    const path = testFile(
      box,
      'jobs.bats',
      ...[1, 2, 3, 4].map(
        (each) => `@test "${each}" { refute_interface tun0; ifconfig tun0 up; assert_interface_up tun0; }`,
      ),
    );
    const {status, stdout} = await bats(box, '--jobs', '2', path);
    expect({status, failures: failures(stdout)}).toEqual({status: 0, failures: []});
  });
});

test('the package has the helpers, and no other test', () => {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {cwd: ROOT, encoding: 'utf8'});
  const [{files}] = JSON.parse(told) as [{files: {path: string}[]}];
  const tests = files.map(({path}) => path).filter((path) => path.startsWith('test/'));
  expect(tests).toContain('test/shell/tunlab/load.bash');
  expect(tests.filter((path) => !path.startsWith('test/shell/tunlab/'))).toEqual([]);
});
