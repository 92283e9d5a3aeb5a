/** `with`: a private lab for one command, gone with it, however that one ends. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {eventually, gone, type Sandbox, sandbox, TUNLAB} from './sandbox.ts';

/** Run a script in a private lab. */
function inLab(box: Sandbox, script: string) {
  return box.run([TUNLAB, 'with', '--', 'sh', '-c', script]);
}

async function nothingOf(box: Sandbox): Promise<void> {
  await eventually(() => expect(box.processes()).toEqual([]));
  expect(existsSync(box.runtime)).toBe(false);
  expect(existsSync(`${box.directory}/s/tunlab`) ? readdirSync(`${box.directory}/s/tunlab`) : []).toEqual([]);
}

describe('with', () => {
  test('puts the tools first on the PATH of a lab that nobody else sees', async () => {
    const box = sandbox();
    await box.output('ifconfig tun5 up');
    const {status, stdout, stderr} = await inLab(
      box,
      `ifconfig tun0 10.8.0.2/24 up && ifconfig && route get 10.8.0.9 && tunctl list && ping -c 1 10.8.0.2
       test -S "$TUNLAB_DEV/tun/0" && command -v ifconfig && echo "$TUNLAB_LAB"`,
    );
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(/^loop\t[^]*^tun\/0\t/m);
    expect(stdout).not.toContain('tun/5');
    expect(stdout).toContain('10.8.0.0/24 source 10.8.0.2\n');
    expect(stdout).toContain('1 packets transmitted, 1 packets received');
    expect(stdout).toMatch(/\/bin\/path\/ifconfig\nwith-[0-9a-f]{8}\n$/);
    expect(await box.output('ifconfig')).not.toContain('tun/0');
    expect(readdirSync(box.runtime)).toEqual(['default']);
  });

  test.each([
    ['0', 'exit 0', 0],
    ['7', 'exit 7', 7],
    ['127 where there is no such command', 'nosuchcommand', 127],
    ['128 + n of a signal', 'kill -TERM $$', 143],
    ['137 of kill -9', 'kill -KILL $$', 137],
  ])('has the exit status of the command: %s', async (_what, script, status) => {
    const box = sandbox();
    expect(await inLab(box, script)).toMatchObject({status, stdout: ''});
    await nothingOf(box);
  });

  test('says that there is no such command, or that it can not be run', async () => {
    const box = sandbox();
    expect(await box.tunlab('with -- nosuchcommand')).toEqual({
      status: 127,
      stdout: '',
      stderr: 'tunlab: nosuchcommand: not found\n',
    });
    expect(await box.tunlab('with -- /')).toEqual({
      status: 126,
      stdout: '',
      stderr: 'tunlab: /: can not be run (EACCES)\n',
    });
    await nothingOf(box);
  });

  test('leaves nothing when the command is killed while its tools run: they end with the lab', async () => {
    const box = sandbox();
    const outcome = await inLab(box, 'ifconfig tun0 10.8.0.2/24 up; tunctl read tun0 & kill -9 $$');
    expect(outcome.status).toBe(137);
    expect(outcome.stderr).toMatch(/^tunctl: [^\n]+\n$/);
    await nothingOf(box);
  });

  test('who outlives the lab starts no other one', async () => {
    const box = sandbox();
    const {status, stdout} = await inLab(
      box,
      `ifconfig tun0 up
       { while test -e "\${TUNLAB_DEV%/local/dev}"; do :; done; ifconfig; echo "status $?"; } >${box.directory}/late 2>&1 &`,
    );
    expect({status, stdout}).toEqual({status: 0, stdout: ''});
    await eventually(() =>
      expect(readFileSync(`${box.directory}/late`, 'utf8')).toMatch(
        /^ifconfig: no daemon is running for lab "with-.*\nstatus 69\n$/,
      ),
    );
    await nothingOf(box);
  });

  test('leaves no daemon and no directory when `with` itself is killed', async () => {
    const box = sandbox();
    const running = box.start([
      TUNLAB,
      'with',
      '--',
      'sh',
      '-c',
      'ifconfig tun0 10.8.0.2/24 up; echo up; exec tail -f /dev/null',
    ]);
    await running.printed(/^up$/m);
    const [child] = childrenOf(running.pid);
    running.process.kill('SIGKILL');
    await eventually(() => expect(existsSync(box.runtime)).toBe(false));
    process.kill(child!, 'SIGKILL');
    await gone(child!);
    await nothingOf(box);
  });

  test('an interrupt is for the command: `with` waits for it, and cleans up', async () => {
    const box = sandbox();
    const running = box.start([
      TUNLAB,
      'with',
      '--',
      'sh',
      '-c',
      `trap 'kill $!; ifconfig tun0 >/dev/null && echo cleaned; exit 9' TERM
       ifconfig tun0 up; tail -f /dev/null & echo up; wait`,
    ]);
    await running.printed(/^up$/m);
    expect(await running.kill('SIGTERM')).toMatchObject({status: 9, stdout: 'up\ncleaned\n', stderr: ''});
    await nothingOf(box);
  });

  test('inside `with` is another lab', async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await inLab(
      box,
      `ifconfig tun0 10.1.0.1/24 up
       tunlab with -- sh -c 'ifconfig tun1 10.2.0.1/24 up; ifconfig'
       echo ----; ifconfig; exit 3`,
    );
    expect({status, stderr}).toEqual({status: 3, stderr: ''});
    const [inner, outer] = stdout.split('----\n');
    expect(inner).toContain('tun/1');
    expect(inner).not.toContain('tun/0');
    expect(outer).toContain('tun/0');
    expect(outer).not.toContain('tun/1');
    await nothingOf(box);
  });

  test('hands the command its standard input', async () => {
    const box = sandbox();
    const {stdout} = await box.run([TUNLAB, 'with', '--', 'sh', '-c', 'ifconfig lo0 >/dev/null; cat'], {
      input: 'a\nb\n',
    });
    expect(stdout).toBe('a\nb\n');
  });

  test('many at once', async () => {
    const box = sandbox();
    const scripts = Array.from({length: 6}, (_, unit) =>
      inLab(box, `ifconfig tun${unit} 10.${unit}.0.1/24 up && ifconfig`),
    );
    for (const [unit, {status, stdout}] of (await Promise.all(scripts)).entries()) {
      expect(status).toBe(0);
      expect(stdout.match(/^tun\/\d+/gm)).toEqual([`tun/${unit}`]);
    }
    await nothingOf(box);
  });
});

/** Processes whose parent is that one; through the shell that starts Node, which `exec` replaces. */
function childrenOf(pid: number): number[] {
  const isChild = (name: string) => {
    try {
      const [, parent] = /\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'latin1')) ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      return Number(parent) === pid && !command.includes('daemon.cjs');
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isChild(name))
    .map(Number);
}
