/** The daemon behind the tools: started once, found by all, keeping what it acknowledged. */
import {existsSync, readdirSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Hello} from '../../src/api/schema/lab.ts';
import {PING_FRAME} from '../packet/golden.ts';
import {eventually, gone, isAlive, type Sandbox, sandbox, TUNLAB} from './sandbox.ts';

const STORY = [
  'ifconfig tun0 inet 10.10.10.10 10.10.10.8 mtu 1400 metric 3 up',
  'ifconfig tun0 alias 10.99.0.1/24',
  'ifconfig tun1 10.8.0.2/24',
  'route delete 10.10.10.10',
  'route add tun0 10.10.10.10 host',
  'route add default gw 10.10.10.8 metric 7',
  'route add -net 192.0.2.0/24 -reject',
  'tunctl set tun0 link-header ethernet queue 9 application-queue 5000octets owner alice group vpn',
  'tunctl hold tun0 interface',
];

async function configure(box: Sandbox): Promise<void> {
  for (const line of STORY) await box.output(line);
}

/** Everything that is configured. What is counted starts anew with each daemon. */
async function configuration(box: Sandbox): Promise<unknown> {
  const [interfaces, routes, devices] = await Promise.all(
    ['ifconfig', 'route', 'tunctl list'].map(
      async (line) => JSON.parse(await box.output(`${line} --json`)) as object[],
    ),
  );
  return {
    interfaces: interfaces!.map((state) => ({...state, stats64: undefined})),
    routes,
    devices: devices!.map((state) => {
      const {queues, ...rest} = state as {queues: Record<string, Record<string, unknown>>};
      const limits = Object.values(queues).map(({limit_packets, limit_octets, held}) => [
        limit_packets,
        limit_octets,
        held,
      ]);
      return {...rest, refused: undefined, limits};
    }),
  };
}

describe('starting', () => {
  test('any tool starts the daemon, the next one finds it', async () => {
    const box = sandbox();
    await box.output('route');
    const pid = await box.daemon();
    await box.output('ifconfig');
    expect(await box.daemon()).toBe(pid);
    expect(isAlive(pid)).toBe(true);
  });

  test('fifty tools at once start exactly one', async () => {
    const box = sandbox();
    const tools = await Promise.all(Array.from({length: 50}, () => box.tunlab('daemon start --json')));
    expect(tools.filter(({status}) => status !== 0)).toEqual([]);
    const pids = new Set(tools.map(({stdout}) => (JSON.parse(stdout) as Hello).pid));
    expect(pids.size).toBe(1);
    expect(box.processes()).toEqual([...pids]);
  });

  test('fifty tools at once, where a killed daemon has left its files', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.0.0.1 up');
    const killed = await box.daemon();
    process.kill(killed, 'SIGKILL');
    await gone(killed);
    expect(readdirSync(`${box.runtime}/default`)).toContain('api.sock');
    const tools = await Promise.all(Array.from({length: 50}, () => box.tunlab('ifconfig tun0')));
    expect(new Set(tools.map(({status, stderr}) => `${status} ${stderr}`))).toEqual(new Set(['0 ']));
    expect(new Set(tools.map(({stdout}) => stdout.split('\n')[1]))).toEqual(
      new Set(['\tinet addr: 10.0.0.1, Mask: 255.0.0.0']),
    );
    expect(box.processes()).toEqual([await box.daemon()]);
  });

  test('the daemon ends neither with the tool that started it nor with that one’s process group', async () => {
    const box = sandbox();
    const {stdout} = await box.sh(`exec setsid sh -c 'tunlab daemon start --json; kill -9 0'`);
    const {pid} = JSON.parse(stdout) as Hello;
    expect(await box.daemon()).toBe(pid);
  });
});

describe('labs', () => {
  test('do not see each other', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.1.0.1/24 up --lab one');
    await box.output('ifconfig tun1 10.2.0.1/24 up', {env: {TUNLAB_LAB: 'two'}});
    expect(await box.output('route --lab one')).toContain('10.1.0.0');
    expect(await box.output('route --lab one')).not.toContain('10.2.0.0');
    expect(await box.output('ifconfig --lab two')).toMatch(/^loop\t[^]*^tun\/1\t/m);
    expect(await box.output('ifconfig --lab two')).not.toContain('tun/0');
    expect(await box.daemon('one')).not.toBe(await box.daemon('two'));
    await box.output('daemon stop --lab one');
    expect(await box.output('ifconfig tun1 --lab two')).toContain('10.2.0.1');
    expect(await box.tunlab('daemon status --lab one')).toMatchObject({status: 69});
  });
});

describe('what was acknowledged', () => {
  test('is there after kill -9: addresses, routes, settings, held queues', async () => {
    const box = sandbox();
    await configure(box);
    const before = await configuration(box);
    const pid = await box.daemon();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await configuration(box)).toEqual(before);
    expect(await box.daemon()).not.toBe(pid);
    await box.output(`tunctl write tun0 ${PING_FRAME}`);
    expect(await box.output('tunctl queues tun0')).toContain('held, 1 of 9 packets, 98 octets\n');
  });

  test('is there after kill -9 in the middle of many changes: each that was acknowledged, in order', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 10.0.0.1/32 up');
    const pid = await box.daemon();
    const changes = Array.from({length: 12}, (_, index) => `192.0.2.${index + 1}`);
    const acknowledged: string[] = [];
    const adding = changes.map(async (address) => {
      const {status} = await box.tunlab(`route add -host ${address} dev tun0`);
      if (status === 0) acknowledged.push(address);
      if (acknowledged.length === 3) process.kill(pid, 'SIGKILL');
    });
    await Promise.allSettled(adding);
    const routes = await box.output('route');
    for (const address of acknowledged) expect(routes).toContain(` ${address} `);
  });

  test.each(['stop', 'SIGTERM', 'SIGINT'] as const)(
    'is there after %s, with the packets in the queues',
    async (how) => {
      const box = sandbox();
      await configure(box);
      await box.output(`tunctl write tun0 ${PING_FRAME} ${PING_FRAME}`);
      const [before, queues] = [await configuration(box), await box.output('tunctl queues tun0')];
      expect(queues).toContain('held, 2 of 9 packets, 196 octets\n');
      const pid = await box.daemon();
      if (how === 'stop') expect(await box.tunlab('daemon stop')).toEqual({status: 0, stdout: '', stderr: ''});
      else process.kill(pid, how);
      await gone(pid);
      expect(existsSync(box.runtime)).toBe(false);
      expect(await configuration(box)).toEqual(before);
      expect(await box.output('tunctl queues tun0')).toBe(queues);
    },
  );

  test('counts: packets in queues survive an orderly stop once, not twice', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    await box.tunlab('ping -c 1 -W 0 10.10.10.8');
    await box.output('daemon stop');
    await box.output('tunctl read tun0');
    const pid = await box.daemon();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await box.tunlab('tunctl read tun0 --nonblock')).toMatchObject({status: 1});
  });
});

describe('daemon', () => {
  test('start, status, logs and stop', async () => {
    const box = sandbox();
    expect(await box.tunlab('daemon status')).toEqual({
      status: 69,
      stdout: '',
      stderr: `tunlab: no daemon is running for lab "default" at ${box.runtime}/default/api.sock; start one with: tunlab daemon start\n`,
    });
    expect(existsSync(box.runtime)).toBe(false);
    const started = await box.output('daemon start');
    const pid = await box.daemon();
    expect(started).toBe(`lab "default" is served by process ${pid}\n`);
    expect(await box.output('daemon start')).toBe(started);
    expect(await box.output('daemon status')).toMatch(
      new RegExp(`^lab "default": process ${pid}, version \\d+\\.\\d+\\.\\d+, real clock, up for \\d+ s\\n$`),
    );
    expect(await box.output('daemon logs')).toBe('');
    expect(await box.output('daemon stop')).toBe('');
    await gone(pid);
    expect(await box.tunlab('daemon stop')).toMatchObject({status: 69});
  });

  test('stop ends its process, also while it remembers a neighbour', async () => {
    const box = sandbox();
    await box.output('host add other');
    await box.output('wire add between local:eth0 other:eth0');
    await box.output('ifconfig eth0 10.0.0.1/24 up');
    await box.output('on other ifconfig eth0 10.0.0.2/24 up');
    await box.output('ping -c 1 10.0.0.2');
    expect(await box.output('arp -a')).toContain(' valid\n');
    const pid = await box.daemon();
    await box.output('daemon stop');
    await gone(pid);
  });

  test('run serves until it is interrupted, and is the only one', async () => {
    const box = sandbox();
    const daemon = box.start([TUNLAB, 'daemon', 'run']);
    await eventually(async () => expect(await box.tunlab('daemon status')).toMatchObject({status: 0}));
    const pid = await box.daemon();
    expect(await box.tunlab('daemon run')).toMatchObject({
      status: 1,
      stderr: `tunlab: a daemon is running for lab "default" already: process ${pid}\n`,
    });
    process.kill(pid, 'SIGINT');
    expect(await daemon.ended).toEqual({status: 0, stdout: '', stderr: ''});
  });
});
