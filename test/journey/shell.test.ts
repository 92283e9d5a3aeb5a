/** The tools among other programs: pipes, loops, signals, environments. */
import {chmodSync, mkdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {hasProgram, sandbox, TUNLAB} from './sandbox.ts';

test('the shared flags may stand in front of the command', async () => {
  const box = sandbox();
  await box.output('--lab other tunctl create tun4');
  expect(JSON.parse(await box.output('--json --lab=other tunctl list'))).toMatchObject([{ifname: 'tun4'}]);
  expect(JSON.parse(await box.output('--json tunctl list'))).toEqual([]);
  expect(await box.output('on local ifconfig --help')).toMatch(/^show and configure network interfaces\n/);
  expect(await box.sh('tunlab --json nosuch')).toMatchObject({status: 2, stdout: ''});
});

describe('in a pipe', () => {
  test('a tool leaves the standard input of a loop alone', async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.sh(
      `printf 'a\\nb\\n' | while read x; do echo "$x"; tunlab ifconfig lo0; done | grep -c -e '^a$' -e '^b$' -e '^loop'`,
    );
    expect({status, stdout, stderr}).toEqual({status: 0, stdout: '4\n', stderr: ''});
  });

  test('every command that needs no input leaves it alone', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.8.0.2/24 up');
    const lines = [
      'route -n',
      'ping -c 1 127.0.0.1',
      'tunctl list',
      'tunctl show tun0',
      'tunctl flush tun0',
      'env',
      'daemon status',
    ];
    const script = lines.map((line) => `tunlab ${line} >/dev/null`).join('; ');
    expect(await box.sh(`{ ${script}; cat; }`, {input: 'all of it\n'})).toEqual({
      status: 0,
      stdout: 'all of it\n',
      stderr: '',
    });
  });

  test('a reader that ends early ends the tool without a word', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.8.0.2/24 up');
    const {status, stdout, stderr} = await box.sh(`{ tunlab ping -i 0 127.0.0.1; echo "status $?" >&2; } | head -n 1`);
    expect({status, stdout}).toEqual({status: 0, stdout: 'PING 127.0.0.1 (127.0.0.1): 56 data bytes\n'});
    expect(stderr).toBe('status 141\n');
  });

  test('a whole conversation of filters', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    const ping = box.start([TUNLAB, 'ping', '-c', '1', '10.10.10.8']);
    await ping.printed(/^PING/);
    expect(await box.sh('tunlab tunctl read tun0 | tunlab tunctl reply | tunlab tunctl write tun0')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(await ping.ended).toMatchObject({status: 0, stderr: ''});
  });

  test('octets pass through as they are', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    await box.tunlab('ping -c 1 -W 0 10.10.10.8');
    const {stdout} = await box.sh(
      `tunlab tunctl read tun0 --peek > ${box.directory}/hex
       tunlab tunctl hold tun0 interface
       tunlab tunctl read tun0 --format raw | tunlab tunctl write tun0 --raw
       tunlab tunctl read tun0 --queue interface | cmp - ${box.directory}/hex && echo same`,
    );
    expect(stdout).toBe('same\n');
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s to ping: the statistics', async (signal) => {
    const box = sandbox();
    const ping = box.start([TUNLAB, 'ping', '127.0.0.1']);
    await ping.printed(/icmp_seq=0/);
    const {status, stdout, stderr} = await ping.kill(signal);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(
      /\n\n--- 127\.0\.0\.1 ping statistics ---\n\d+ packets transmitted, \d+ packets received, .*\nround-trip .*\n$/,
    );
  });

  test('a reader that is interrupted gives the node back, and takes no packet along', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    await box.tunlab('ping -c 1 -W 0 10.10.10.8');
    const reading = box.start([TUNLAB, 'tunctl', 'read', 'tun0', '--count', '2']);
    await reading.printed(/\n/);
    expect(await reading.kill('SIGINT')).toMatchObject({stderr: ''});
    await box.tunlab('ping -c 1 -W 0 10.10.10.8');
    expect(await box.output('tunctl read tun0')).toMatch(/^45/);
  });

  test('a reader that is killed gives the node back as well', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    await box.tunlab('ping -c 2 -i 0 -W 0 10.10.10.8');
    const reading = box.start([TUNLAB, 'tunctl', 'read', 'tun0', '--count', '5']);
    await reading.printed(/\n.*\n/);
    await reading.kill('SIGKILL');
    await box.tunlab('ping -c 1 -W 0 10.10.10.8');
    expect(await box.sh('until tunlab tunctl read tun0 2>/dev/null; do :; done')).toMatchObject({status: 0});
  });
});

describe('env', () => {
  test('its output makes a shell use the tools, as they are called elsewhere', async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.sh(
      `eval "$(tunlab env --lab class)" && ifconfig tun0 10.8.0.2/24 up && route -n && ping -c 1 10.8.0.2 >/dev/null &&
       tunctl -t tun3 && test -S "$TUNLAB_DEV/tun/0" && eval "$(tunlab env)" && echo "$PATH" | tr : '\\n' | grep -c bin/path`,
    );
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toContain('       10.8.0.0   255.255.255.0               - ------ tun/0\n');
    expect(stdout).toMatch(/Set 'tun3' persistent\n1\n$/);
  });

  test('shell: the same, for a shell of its own', async () => {
    const box = sandbox();
    const {status, stdout} = await box.tunlab('shell --lab class', {
      env: {SHELL: '/bin/sh'},
      input: 'ifconfig tun0 up && tunctl list; exit 4\n',
    });
    expect(status).toBe(4);
    expect(stdout).toContain('\ntun0  tun   up ');
  });
});

describe.each(['sh', 'bash', 'zsh', 'fish'])('%s', (shell) => {
  const inShell = test.skipIf(!hasProgram(shell));
  const missing = hasProgram(shell) ? '' : ` (no ${shell})`;
  const use = 'command -v route; ifconfig tun0 10.8.0.2/24 up; tunctl list; echo "lab: $TUNLAB_LAB"';

  inShell(`env: what it prints is of this shell, and undone by what it prints then${missing}`, async () => {
    const box = sandbox();
    const put = (flags: string) => {
      const line = `tunlab env --lab class --shell ${shell} ${flags}`;
      return shell === 'fish' ? `${line} | source` : `eval "$(${line})"`;
    };
    const script = `${put('')}; ${use}; ${put('--unset')}; command -v udp; echo "left: [$TUNLAB_LAB$TUNLAB_DEV]"`;
    const {stdout, stderr} = await box.run([shell, '-c', script], {env: {SHELL: `/bin/${shell}`}});
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\/.*bin\/path\/route\nNAME .*\ntun0 +tun +up .*\nlab: class\nleft: \[\]\n$/);
    await box.output('daemon stop --lab class');
  });

  inShell(`with: a lab for a script in it, and its exit status${missing}`, async () => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.run([TUNLAB, 'with', '--', shell, '-c', `${use}; exit 7`]);
    expect({status, stderr}).toEqual({status: 7, stderr: ''});
    expect(stdout).toMatch(/bin\/path\/route\nNAME .*\ntun0 +tun +up .*\nlab: with-/);
    expect((await box.tunlab('daemon status')).status).toBe(69);
  });

  inShell(`shell: commands that it reads${missing}`, async () => {
    const box = sandbox();
    const SHELL = (await box.sh(`command -v ${shell}`)).stdout.trim();
    // A pipe of a shell: what Node makes is a socket, which fish reads no commands from.
    const script = `{ echo '${use}'; echo exit 6; } | tunlab shell --lab class`;
    const {status, stdout, stderr} = await box.sh(script, {env: {SHELL}});
    expect({status, stderr}).toEqual({status: 6, stderr: ''});
    expect(stdout).toMatch(/bin\/path\/route\n[^]*\ntun0 +tun +up .*\nlab: class\n/);
    await box.output('daemon stop --lab class');
  });
});

describe('what is not safe or not possible is refused in one line', () => {
  test('a runtime directory that is a link', async () => {
    const box = sandbox();
    mkdirSync(join(box.directory, 'elsewhere'), {mode: 0o700});
    symlinkSync(join(box.directory, 'elsewhere'), box.runtime);
    expect(await box.tunlab('ifconfig')).toEqual({
      status: 1,
      stdout: '',
      stderr: `ifconfig: ${box.runtime} is a symbolic link, so it is not safe for sockets; remove it\n`,
    });
    await box.sh(`rm ${box.runtime}`);
  });

  test('a runtime directory that is open to others', async () => {
    const box = sandbox();
    mkdirSync(box.runtime);
    chmodSync(box.runtime, 0o755);
    expect(await box.tunlab('route')).toEqual({
      status: 1,
      stdout: '',
      stderr: `route: ${box.runtime} is open to other users (mode 755); close it with: chmod 700 ${box.runtime}\n`,
    });
    await box.sh(`rmdir ${box.runtime}`);
  });

  test('a socket path that is too long', async () => {
    const box = sandbox();
    const long = join(box.directory, 'x'.repeat(100));
    const {status, stdout, stderr} = await box.tunlab('ifconfig', {env: {XDG_RUNTIME_DIR: long}});
    expect({status, stdout}).toEqual({status: 1, stdout: ''});
    expect(stderr).toMatch(
      /^ifconfig: the path of the socket .* has \d+ octets, \d+ are possible; set XDG_RUNTIME_DIR to a shorter directory\n$/,
    );
  });

  test('a device whose node could not be reached', async () => {
    const box = sandbox();
    // `api.sock` just fits, `local/dev/tun/0` does not.
    const XDG_RUNTIME_DIR = join(box.env['XDG_RUNTIME_DIR']!, 'x'.repeat(20));
    const lab = 'l'.repeat(107 - XDG_RUNTIME_DIR.length - '/tunlab//api.sock'.length);
    const env = {XDG_RUNTIME_DIR};
    mkdirSync(XDG_RUNTIME_DIR, {mode: 0o700});
    await box.output(`ifconfig --lab ${lab}`, {env});
    const {status, stderr} = await box.tunlab(`ifconfig tun0 up --lab ${lab}`, {env});
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^ifconfig: the path of the socket .* are possible; set XDG_RUNTIME_DIR to a shorter directory\n$/,
    );
    expect(await box.output(`ifconfig --lab ${lab}`, {env})).not.toContain('tun/0');
    await box.output(`daemon stop --lab ${lab}`, {env});
  });

  test.each([
    ['nosuch', 'tunlab: there is no command "nosuch"; see: tunlab --help\n'],
    ['help nosuch', 'tunlab: there is no command "nosuch"; see: tunlab --help\n'],
    ['daemon nosuch', 'tunlab: there is no command "daemon nosuch"; see: tunlab daemon --help\n'],
  ])('no such command: %s', async (line, stderr) => {
    expect(await sandbox().tunlab(line)).toEqual({status: 2, stdout: '', stderr});
  });
});

describe('help', () => {
  test.each([
    '--help',
    '-h',
    'help',
    'ping --help',
    'tunctl --help',
    'help ping',
    'tunctl read --help',
    'daemon --help',
  ])('%s is on standard output, and starts no daemon', async (line) => {
    const box = sandbox();
    const {status, stdout, stderr} = await box.tunlab(line);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(/^USAGE$/m);
    expect(stdout).not.toContain('\u001b');
  });

  test('--version', async () => {
    expect(await sandbox().output('--version')).toMatch(/^tunlab \d+\.\d+\.\d+\n$/);
  });
});
