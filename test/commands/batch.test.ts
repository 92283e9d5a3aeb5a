/** Many commands in one process. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {CommandBench, SILENCE} from './command-context.ts';

function file(text: string, name = 'setup.batch'): string {
  const directory = mkdtempSync(join(tmpdir(), 'tb-'));
  onTestFinished(() => rmSync(directory, {recursive: true}));
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

const SETUP = `# an interface, and where the rest goes
ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
tunlab route add default gw 10.10.10.8

host add 'far'
on far ifconfig tun3 10.3.0.1/24 up
tunctl set tun0 queue "7packets"
`;

describe('batch', () => {
  test('runs each line as if it had been typed', async () => {
    const bench = new CommandBench();
    expect(await bench.run(['batch', file(SETUP)])).toEqual(SILENCE);
    expect(await bench.output('route get 8.8.8.8')).toContain('10.10.10.8');
    expect(await bench.output('ifconfig tun3 --host far')).toContain('10.3.0.1');
    expect(await bench.output('tunctl show tun0')).toContain('7 packets');
    expect(bench.programs).toEqual([]);
  });

  test('reads standard input, which its commands then find empty', async () => {
    const bench = new CommandBench();
    const {status, stdout, stderr} = await bench.run('batch -', {
      input: 'ifconfig lo0 mtu 1400\ntunctl reply\nroute\n',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^tunlab: standard input:2: tunctl: [^\n]+\n$/);
    expect(await bench.output('ifconfig lo0')).toContain('MTU: 1400');
  });

  test('prints what its commands print, in order', async () => {
    const bench = new CommandBench();
    const {stdout} = await bench.run('batch -', {input: 'ifconfig lo0\nroute get 127.0.0.1\n'});
    expect(stdout).toBe((await bench.output('ifconfig lo0')) + (await bench.output('route get 127.0.0.1')));
  });

  test.each([
    ['a refusal', 'ifconfig tun9 mtu 3', 1, 'ifconfig: tun9 takes an MTU of 68 to 65535 octets, not 3'],
    ['wrong usage', 'ifconfig tun0 mtu', 2, 'ifconfig: '],
    ['a host that is not there', 'on nowhere route', 1, 'there is no host nowhere; there is: local'],
    ['the status of another system', 'ifconfig nosuch --personality linux', 1, 'nosuch: error fetching interface'],
    ['help', 'ifconfig --help', 2, 'ifconfig: --help is not for a batch'],
  ])('stops at %s with its exit status', async (_what, line, status, message) => {
    const bench = new CommandBench();
    const path = file(`ifconfig tun0 up\n\n${line}\nifconfig tun1 up\n`);
    const outcome = await bench.run(['batch', path]);
    expect(outcome).toMatchObject({status, stdout: ''});
    expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
    expect(outcome.stderr.startsWith(`tunlab: ${path}:3: ${message}`), outcome.stderr).toBe(true);
    expect((await bench.run('ifconfig tun0')).status).toBe(0);
    expect((await bench.run('ifconfig tun1')).status).toBe(1);
  });

  test('--keep-going runs all, and has the status of the first that failed', async () => {
    const bench = new CommandBench();
    const path = file('ifconfig tun0 nonsense\nroute get 1.2.3.4\nifconfig tun1 up\n');
    const {status, stderr} = await bench.run(['batch', '--keep-going', path]);
    expect(status).toBe(2);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(path, '').split(': ')[1]),
    ).toEqual([':1', ':2']);
    expect((await bench.run('ifconfig tun1')).status).toBe(0);
  });

  test('--json tells what became of each line', async () => {
    const bench = new CommandBench();
    const path = file('ifconfig tun0 10.0.0.1/24 up\nping -c 1 127.0.0.1\nroute get 1.2.3.4\nroute\n');
    const {status, stdout} = await bench.run(['batch', '--json', path]);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(1);
    expect(results).toMatchObject([
      {line: 1, command: ['ifconfig', 'tun0', '10.0.0.1/24', 'up'], status: 0, output: {ifname: 'tun0'}},
      {line: 2, status: 0},
      {line: 3, status: 1, error: {code: 'ESRCH', message: 'no route leads to 1.2.3.4'}},
    ]);
    expect(results).toHaveLength(3);
  });

  test('lines go by the lab, host and personality of the batch', async () => {
    const bench = new CommandBench();
    await bench.output('host add far --lab other');
    const {stdout} = await bench.run('batch - --lab other --host far --personality linux', {
      input: 'tunctl -t tun0\nifconfig tun0 10.0.0.1/24 up\nroute -n\ntunctl -t tun1 --host local\n',
    });
    expect(stdout).toContain('Kernel IP routing table\n');
    expect(await bench.output('ifconfig tun0 --lab other --host far')).toContain('10.0.0.1');
    expect((await bench.run('ifconfig tun1 --lab other')).status).toBe(0);
  });

  test.each([
    ['a command that is not there', 'ifconfig tun0 up\nfrobnicate\n', ':2: there is no command "frobnicate"'],
    ['a quotation mark too few', "ifconfig tun0 up\n\nroute add 'x\n", ':3: a quotation mark has no other half'],
    ['a batch', 'ifconfig tun0 up\nbatch x\n', ':2: a batch can not run another batch'],
  ])('runs nothing when there is %s', async (_what, text, message) => {
    const bench = new CommandBench();
    const path = file(text);
    expect(await bench.run(['batch', '--keep-going', path])).toEqual({
      status: 2,
      stdout: '',
      stderr: `tunlab: ${path}${message}\n`,
    });
    expect((await bench.run('ifconfig tun0')).status).toBe(1);
  });

  test.each([
    ['no such file', () => '/nowhere/setup.batch', 1, 'there is no file /nowhere/setup.batch'],
    ['a directory', () => tmpdir(), 1, `${tmpdir()} is a directory`],
  ])('refuses %s', async (_what, path, status, message) => {
    expect(await new CommandBench().run(['batch', path()])).toEqual({
      status,
      stdout: '',
      stderr: `tunlab: ${message}\n`,
    });
  });

  test('refuses what is not text', async () => {
    const outcome = await new CommandBench().run('batch -', {input: Buffer.from([0x72, 0xff, 0x0a])});
    expect(outcome).toMatchObject({status: 2, stderr: 'tunlab: standard input is not text in UTF-8\n'});
  });

  test('an interrupt ends the command that runs, and the batch', async () => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    const running = bench.start('batch -', {input: 'ping 10.10.10.8\nifconfig tun1 up\n'});
    await bench.until(() => running.output.stdout.includes('PING'));
    running.interrupt();
    const {status} = await running.ended;
    expect(status).toBe(2);
    expect((await bench.run('ifconfig tun1')).status).toBe(1);
  });
});
