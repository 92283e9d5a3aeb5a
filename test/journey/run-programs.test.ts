/** Programs that know nothing of labs, unmodified, on hosts of one: `tunlab run`. Needs no root. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {childrenOf} from './process-tree.ts';
import {describe, expect, test} from 'vitest';
import {needs} from './needs.ts';
import {eventually, type Program, ROOT, type Sandbox, sandbox, TUNLAB} from './sandbox.ts';

/** A lab whose hosts speak as Linux does; it ends with the test. */
class Lab {
  readonly box: Sandbox = sandbox();

  async begin(): Promise<this> {
    await this.box.output('daemon start --personality linux');
    await this.box.output('host add server');
    return this;
  }

  /** A program under `tunlab run`, that stays. */
  start(host: string, ...command: readonly string[]): Program {
    return this.box.start([TUNLAB, 'run', '--host', host, ...command]);
  }

  run(...command: readonly string[]) {
    return this.box.run([TUNLAB, 'run', ...command]);
  }

  on(host: string, line: string): Promise<string> {
    return this.box.output(`${line} --host ${host}`);
  }

  /** What there is of interfaces, addresses and routes. */
  async configuration(): Promise<string> {
    const tables = ['local', 'server'].flatMap((host) =>
      ['ifconfig -a', 'route -n', 'route -A inet6 -n'].map((line) => this.on(host, line)),
    );
    return (await Promise.all(tables)).join('').replace(/[RT]X .*\n/g, '');
  }

  async pings(host: string, address: string): Promise<void> {
    await eventually(async () => expect(await this.on(host, `ping -c 1 -W 2 ${address}`)).toContain(' 0% packet loss'));
    for (const size of [64, 1440, 3000]) {
      expect(await this.on(host, `ping -c 1 -W 10 -s ${size} ${address}`)).toContain(` 0% packet loss`);
    }
  }
}

describe('ip and ifconfig, as they are', () => {
  test('show and change the host of the lab', needs('ip', 'ifconfig'), async () => {
    const lab = await new Lab().begin();
    for (const line of [
      'ip tuntap add dev tun0 mode tun',
      'ip link set tun0 mtu 1400 up',
      'ip addr add 10.8.0.2 peer 10.8.0.1 dev tun0',
      'ip route add 10.66.0.0/16 via 10.8.0.1',
      'route add -net 10.67.0.0/16 gw 10.8.0.1',
      'ip -6 addr add fd00:8::2/64 dev tun0 nodad',
      'ip -6 route add fd66::/48 via fd00:8::1',
    ]) {
      const [name = '', ...words] = line.split(' ');
      expect({line, ...(await lab.run('env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', name, ...words))}).toEqual({
        line,
        status: 0,
        stdout: '',
        stderr: '',
      });
    }
    const [ip, ifconfig] = await Promise.all(
      ['ip', 'ifconfig'].map(
        async (name) =>
          (await lab.run('env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', name, ...(name === 'ip' ? ['route'] : ['tun0'])))
            .stdout,
      ),
    );
    expect(ip).toBe(
      [
        '10.8.0.1 dev tun0 proto kernel scope link src 10.8.0.2 ',
        '10.66.0.0/16 via 10.8.0.1 dev tun0 ',
        '10.67.0.0/16 via 10.8.0.1 dev tun0 ',
        '',
      ].join('\n'),
    );
    expect(ifconfig).toMatch(
      /^tun0: flags=4305<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST> {2}mtu 1400\n {8}inet 10\.8\.0\.2 {2}netmask 255\.255\.255\.255 {2}destination 10\.8\.0\.1\n/,
    );
    expect(await lab.on('local', 'route -A inet6 -n')).toMatch(/^fd66::\/48 +fd00:8::1 /m);
    expect(await lab.run('/sbin/ip', 'link', 'show', 'nosuch')).toMatchObject({
      status: 1,
      stderr: 'Device "nosuch" does not exist.\n',
    });
    expect(await lab.run('/sbin/ip', 'addr', 'add', '10.8.0.2', 'peer', '10.8.0.1', 'dev', 'tun0')).toMatchObject({
      status: 2,
      stderr: 'RTNETLINK answers: File exists\n',
    });
  });
});

describe('the exit status', () => {
  test.each([
    ['of the program', ['sh', '-c', 'exit 7'], 7],
    ['of one that a signal ended', ['sh', '-c', 'kill -9 $$'], 137],
    ['of one that is not there', ['/nowhere/program'], 127],
    ['of one that can not be run', ['/etc/passwd'], 126],
  ])('%s', needs(), async (_what, command, status) => {
    const lab = await new Lab().begin();
    expect((await lab.run(...command)).status).toBe(status);
  });

  test('says what is missing where there is no compiler', async () => {
    const {box} = await new Lab().begin();
    const {status, stderr} = await box.tunlab('run true', {env: {CC: '/nowhere/cc'}});
    expect({status, lines: stderr.split('\n').length}).toEqual({status: 1, lines: 2});
    expect(stderr).toMatch(/^tunlab: a C compiler is needed once, and there is none \(\/nowhere\/cc\): install one/);
  });
});

describe('wireguard-go', () => {
  test('pings both ways', needs('wireguard-go', 'wg'), async () => {
    const lab = await new Lab().begin();
    const {directory} = lab.box;
    const uapi = '/var/run/wireguard';
    mkdirSync(uapi, {recursive: true});
    const names = [`tj${process.pid}a`, `tj${process.pid}b`] as const;
    const keys = await Promise.all(
      names.map(async (name) => {
        const file = join(directory, name);
        const secret = (await lab.box.run(['wg', 'genkey'])).stdout;
        writeFileSync(file, secret, {mode: 0o600});
        return {file, shown: (await lab.box.run(['wg', 'pubkey'], {input: secret})).stdout.trim()};
      }),
    );
    const programs = [
      lab.start('local', 'wireguard-go', '-f', names[0]),
      lab.start('server', 'wireguard-go', '-f', names[1]),
    ];
    const ports = ['21951', '21952'];
    for (const [end, name] of names.entries()) {
      const set = ['wg', 'set', name, 'listen-port', ports[end]!, 'private-key', keys[end]!.file];
      const peer = [
        'peer',
        keys[1 - end]!.shown,
        'allowed-ips',
        '10.7.0.0/24',
        'endpoint',
        `127.0.0.1:${ports[1 - end]!}`,
      ];
      await eventually(async () => expect((await lab.box.run([...set, ...peer])).status).toBe(0));
    }
    await lab.on('local', `ifconfig ${names[0]} 10.7.0.2 netmask 255.255.255.0 up`);
    await lab.on('server', `ifconfig ${names[1]} 10.7.0.1 netmask 255.255.255.0 up`);
    await lab.pings('local', '10.7.0.1');
    await lab.pings('server', '10.7.0.2');
    for (const program of programs) expect((await program.kill('SIGTERM')).status).toBe(0);
    expect(await lab.on('local', 'ifconfig -a')).not.toContain('10.7.0.2');
  });
});

describe('tinc', () => {
  test('pings both ways', needs('tincd'), async () => {
    const lab = await new Lab().begin();
    const {directory} = lab.box;
    const ends = {a: '10.9.0.1', b: '10.9.0.2'};
    const folder = (name: string) => join(directory, `tinc-${name}`);
    for (const [name, address] of Object.entries(ends)) {
      mkdirSync(join(folder(name), 'hosts'), {recursive: true});
      const port = name === 'a' ? 21961 : 21962;
      writeFileSync(
        join(folder(name), 'tinc.conf'),
        `Name = ${name}\nDevice = /dev/net/tun\nInterface = tinc0\nBindToAddress = 127.0.0.1\n${name === 'a' ? 'ConnectTo = b\n' : ''}`,
      );
      writeFileSync(join(folder(name), 'hosts', name), `Address = 127.0.0.1\nPort = ${port}\nSubnet = ${address}/32\n`);
      writeFileSync(
        join(folder(name), 'tinc-up'),
        `#!/bin/sh\nexec ifconfig "$INTERFACE" ${address} netmask 255.255.255.0 up\n`,
        {mode: 0o755},
      );
      expect((await lab.box.run(['tincd', '-c', folder(name), '-K2048'])).status).toBe(0);
    }
    expect(
      (
        await lab.box.sh(
          `cp ${folder('a')}/hosts/a ${folder('b')}/hosts/ && cp ${folder('b')}/hosts/b ${folder('a')}/hosts/`,
        )
      ).status,
    ).toBe(0);
    const start = (host: string, name: string) =>
      lab.start(host, 'tincd', '-D', '-d2', '-c', folder(name), `--pidfile=${folder(name)}/pid`);
    const server = start('server', 'b');
    await eventually(() => expect(server.stderr).toMatch(/Ready/));
    const client = start('local', 'a');
    await eventually(() => expect(client.stderr).toMatch(/Connection with b .* activated/));
    await lab.pings('local', ends.b);
    await lab.pings('server', ends.a);
    for (const program of [client, server]) expect((await program.kill('SIGTERM')).status).toBe(0);
  });
});

describe('whichever of the processes is killed', () => {
  const rounds = process.env['TUNLAB_LONG'] === '1' ? 200 : 10;
  /** Opens a tun, says so, and stays. */
  const HOLDER = join(ROOT, 'test', 'journey', 'programs', 'hold_tun.py');

  test.each([
    ['the command', (program: Program) => program.pid],
    ['the supervisor', (program: Program) => childOf(program.pid)],
    ['the program', (program: Program) => childOf(childOf(program.pid))],
  ])(
    '%s: the device is gone, the lab is there, nothing runs on',
    {...needs('python3'), timeout: 600_000},
    async (_which, victim) => {
      const lab = await new Lab().begin();
      for (let round = 0; round < rounds; round++) {
        const program = lab.start('local', 'python3', HOLDER, 'tun%d');
        await program.printed(/^tun0\n/);
        process.kill(victim(program), 'SIGKILL');
        await program.ended;
        await eventually(async () => expect(await lab.on('local', 'tunctl list')).not.toContain('tun0'));
        await eventually(() => expect(lab.box.processes()).toHaveLength(1));
      }
    },
  );
});

function childOf(pid: number): number {
  const [child] = childrenOf(pid);
  if (child === undefined) throw new Error(`${pid} has no child`);
  return child;
}
