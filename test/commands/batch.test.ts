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

describe('batch --atomic', () => {
  const everything = async (bench: CommandBench) => bench.output('dump');

  test('makes all changes, and prints what the lines print', async () => {
    const bench = new CommandBench();
    const path = file(`${SETUP}route get 8.8.8.8\n`);
    const {status, stdout, stderr} = await bench.run(['batch', '--atomic', path]);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toContain('10.10.10.8');
    const plain = new CommandBench();
    await plain.run(['batch', path]);
    expect(await everything(bench)).toBe(await everything(plain));
  });

  test.each([
    ['a refusal', 'route add default gw 9.9.9.9', 1, 'route: the gateway 9.9.9.9 is on no connected network'],
    ['wrong usage', 'ifconfig tun0 mtu', 2, 'ifconfig: '],
    ['a packet', 'ping -c 1 127.0.0.1', 1, 'ping: not in an atomic batch: that changes what is configured'],
    ['waiting', 'wait-for idle', 1, 'not in an atomic batch: '],
    ['reading from a device', 'tunctl read tun0 --nonblock', 1, 'tunctl: not in an atomic batch: '],
    ['a program', 'on local printf x', 1, 'not in an atomic batch: '],
    ['another lab', 'ifconfig lo0 --lab other', 1, 'ifconfig: an atomic batch is of one lab: default, and not other'],
    ['the end of the daemon', 'daemon stop', 1, 'not in an atomic batch: '],
  ])('changes and prints nothing where there is %s', async (_what, line, status, message) => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun5 10.5.0.1/24 up');
    const before = await everything(bench);
    const path = file(`ifconfig tun0 10.0.0.1/24 up\nifconfig tun0\nhost add far\n\n${line}\n`);
    const outcome = await bench.run(['batch', '--atomic', path]);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr.startsWith(`tunlab: ${path}:5: ${message}`), outcome.stderr).toBe(true);
    expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
    expect(outcome.status).toBe(status);
    expect(await everything(bench)).toBe(before);
    expect(bench.programs).toEqual([]);
  });

  test('a host speaks as a line before says', async () => {
    const bench = new CommandBench();
    const {status, stdout} = await bench.run('batch --atomic -', {
      input: 'host set local personality linux\nifconfig lo\nip route add blackhole 10.9.0.0/16\n',
    });
    expect({status, first: stdout.split('\n')[0]}).toEqual({
      status: 0,
      first: 'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536',
    });
    expect(await everything(bench)).toContain('{dst: 10.9.0.0/16, type: blackhole}');
  });

  test('a topology may be a part of it', async () => {
    const bench = new CommandBench();
    const topology = file('hosts: {far: {interfaces: {tun0: {up: true, addresses: [10.7.0.1/24]}}}}\n', 't.yaml');
    const {status, stdout} = await bench.run('batch --atomic -', {
      input: `apply '${topology}'\non far route add 10.8.0.0/16 gw 10.7.0.2\napply --dry-run --prune '${topology}'\n`,
    });
    expect({status, stdout}).toEqual({
      status: 0,
      stdout:
        '+ host far\n+ far tun0 up\n+ far tun0 address 10.7.0.1/24\n- far route 10.8.0.0/16 gw 10.7.0.2 dev tun0\n',
    });
    expect(await bench.output('route --host far')).toContain('10.8.0.0');
  });

  test('runs again where somebody else came in between, and gives up at last', async () => {
    const bench = new CommandBench();
    const {lab} = bench;
    const show = lab.showTopology.bind(lab);
    const times = {left: 2, shown: 0};
    lab.showTopology = async (request) => {
      times.shown++;
      const state = await show(request);
      if (times.left-- > 0) await lab.addHost({host: `h${times.left}`});
      return state;
    };
    expect(await bench.run('batch --atomic -', {input: 'ifconfig tun0 up\n'})).toEqual(SILENCE);
    expect(times.shown).toBe(3);
    times.left = 100;
    const {status, stderr} = await bench.run('batch --atomic -', {input: 'ifconfig tun1 up\n'});
    expect({status, stderr}).toEqual({
      status: 1,
      stderr: 'tunlab: the lab was changed by somebody else meanwhile; try again\n',
    });
    expect((await bench.run('ifconfig tun1')).status).toBe(1);
  });

  test('what only the lab itself refuses is told with its line', async () => {
    const bench = new CommandBench();
    const listening = bench.start('udp listen 500');
    await bench.until(() => listening.output.stdout !== '' || listening.output.stderr !== '');
    const before = await everything(bench);
    const outcome = await bench.run('batch --atomic -', {
      input: 'ifconfig tun0 up\n\nudp bind 500\n',
      timePasses: false,
    });
    expect(outcome).toMatchObject({status: 1, stdout: ''});
    expect(outcome.stderr).toMatch(/^tunlab: standard input:3: [^\n]*500[^\n]*\n$/);
    expect(await everything(bench)).toBe(before);
    listening.interrupt();
    await listening.ended;
  });

  test('--json tells all lines, or the one that failed', async () => {
    const bench = new CommandBench();
    const {stdout} = await bench.run('batch --atomic --json -', {input: 'tunctl create tun4\nroute get 127.0.0.1\n'});
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      {line: 1, status: 0, output: {ifname: 'tun4'}},
      {line: 2, status: 0},
    ]);
    const failed = await bench.run('batch --atomic --json -', {
      input: 'tunctl create tun5\nroute get 1.2.3.4\nroute\n',
    });
    expect(JSON.parse(failed.stdout)).toMatchObject({line: 2, status: 1, error: {code: 'ESRCH'}});
  });

  test('and --keep-going exclude each other', async () => {
    const {status, stderr} = await new CommandBench().run('batch --atomic --keep-going -');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^tunlab: [^\n]*--keep-going[^\n]*\n$/);
  });
});
