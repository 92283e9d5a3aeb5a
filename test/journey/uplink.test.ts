/** A lab's way out: through QEMU or passt to this machine's loopback, and to networks behind it. */
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {UplinkState} from '../../src/api/schema/uplink.ts';
import {findProgram} from '../../src/uplink/find-program.ts';
import {PASST} from '../../src/uplink/passt.ts';
import {QEMU} from '../../src/uplink/qemu.ts';
import {type Exchange, check, skip} from './kernel-exchange.ts';
import {inNetworks, inNetworksOfNobody, whatNetworksLack, whatNobodyLacks} from './networks-under-test.ts';
import {ROOT, TUNLAB, eventually, gone, hasProgram, isAlive, sandbox} from './sandbox.ts';
import {childrenOf} from './process-tree.ts';
import type {ShellSession} from './shell-session.ts';

const EVERYWHERE: readonly Exchange[] = [
  ['ping -c 1 -W 9 10.9.0.1', 0, /^64 bytes from 10\.9\.0\.1: icmp_seq=0 ttl=255 /m],
  ['ping -c 1 -W 9 10.8.0.2', 0, /^64 bytes from 10\.8\.0\.2: icmp_seq=0 ttl=255 /m],
  ['ping -c 1 -W 9 -s 4000 10.8.0.2', 0, /^4008 bytes from 10\.8\.0\.2: /m],
  ['udp send 10.0.2.2 7777 hello --wait 9', 0, /^5 octets from 10\.0\.2\.2:7777: hello$/m],
  ['udp send 10.8.0.2 7777 hello --wait 9', 0, /^5 octets from 10\.8\.0\.2:7777: hello$/m],
  ['traceroute -I -n -q 1 -w 9 10.8.0.2', 0, /\n 1 {2}10\.8\.0\.2 {2}[\d.]+ ms\n$/],
];

const OF_QEMU: readonly Exchange[] = [
  ['ping -c 1 -W 9 10.0.2.2', 0, /^64 bytes from 10\.0\.2\.2: icmp_seq=0 ttl=255 /m],
  [
    'traceroute -q 1 -w 9 10.8.0.2',
    0,
    /\n 1 {2}10\.0\.2\.2 {2}[\d.]+ ms\n 2 {2}10\.9\.0\.2 {2}[\d.]+ ms\n 3 {2}10\.8\.0\.2 {2}[\d.]+ ms\n$/,
  ],
  ['udp send 10.8.0.2 7778 hello --wait 9', 1, /Connection refused \(Destination Port Unreachable, says 10\.8\.0\.2\)/],
  ['ping -c 1 -W 9 -s 20000 10.8.0.2', 0, /^20008 bytes from 10\.8\.0\.2: /m],
];

/** What passt would take for another datagram is not given to it. */
const OF_PASST: readonly Exchange[] = [
  ['ping -c 1 -W 0.2 -s 20000 10.8.0.2', 2, /100\.0% packet loss/],
  ['uplink show client eth1', 0, /not sent: 3 fragment$/m],
];

const NAMES: readonly Exchange[] = [
  ['host resolve www.lab.test', 0, /^10\.8\.0\.2\n$/],
  ['host resolve web.lab.test', 0, /^10\.8\.0\.2\n$/],
  ['host resolve six.lab.test', 0, /^2001:db8::80\n$/],
  ['host resolve -6 www.lab.test', 1, /cannot resolve www\.lab\.test: No address associated with name$/m],
  ['ping -c 1 -W 9 web.lab.test', 0, /^PING web\.lab\.test \(10\.8\.0\.2\): .*\n64 bytes from 10\.8\.0\.2: /],
  ['ping -c 1 none.lab.test', 68, /^ping: cannot resolve none\.lab\.test: Unknown host$/m],
  ['ping -c 1 -W 9 web.lab.test --personality linux', 0, /^PING web\.lab\.test \(10\.8\.0\.2\) 56\(84\) bytes/],
  ['ping -c 1 none.lab.test --personality linux', 2, /^ping: none\.lab\.test: Name or service not known$/m],
  ['traceroute -I -q 1 -w 9 web.lab.test', 0, /^traceroute to web\.lab\.test \(10\.8\.0\.2\), .*\n 1 {2}10\.8\.0\.2 /],
  ['udp send web.lab.test 7777 hello --wait 9', 0, /^5 octets from 10\.8\.0\.2:7777: hello$/m],
];

const networksLack = whatNetworksLack();
const PROGRAMS = [
  {via: 'qemu', kind: QEMU, own: OF_QEMU},
  {via: 'passt', kind: PASST, own: OF_PASST},
] as const;

function whatLacks({names, label}: (typeof PROGRAMS)[number]['kind']): string | undefined {
  return findProgram(names, process.env['PATH']) === undefined ? `no ${label} is installed` : networksLack;
}

describe.each(PROGRAMS)('via $via', ({via, kind, own}) => {
  const lacks = whatLacks(kind);
  if (lacks !== undefined) {
    skip(`a way out via ${via}`, lacks);
    return;
  }

  describe('a host of the lab', () => {
    let session: ShellSession;
    beforeAll(async () => {
      session = inNetworks(sandbox((clean) => afterAll(clean)));
      await session.do('tunlab host add client');
      const added = await session.do(`tunlab uplink add client eth1 --via ${via}`);
      expect(added).toMatch(/^eth1: 10\.0\.2\.15\/24 from 10\.0\.2\.2, router 10\.0\.2\.2, /);
    });
    afterAll(async () => expect((await session.end()).status).toBe(0));

    test.each([...EVERYWHERE, ...own])('%s', async (line, status, output) => {
      await check(session.run(`tunlab on client tunlab ${line}`), status, output);
    });

    test('reaches nothing when it is restricted', async () => {
      await session.do('tunlab host add shut');
      await session.do(`tunlab uplink add shut eth0 --restrict --via ${via}`);
      // A route of one's own leads no further.
      await session.run('tunlab on shut route add default gw 10.0.2.2');
      for (const to of ['10.0.2.2', '10.8.0.2', '127.0.0.1']) {
        const {status} = await session.run(`tunlab on shut tunlab udp send ${to} 7777 hello --wait 0.3`);
        expect(status).toBe(1);
      }
      const shown = await session.do('tunlab uplink show shut eth0');
      expect(shown).toContain('reaches nothing but its gateway');
      expect(shown).toMatch(/not sent: 2 restricted/);
      await session.do('tunlab uplink remove shut eth0');
    });

    test('has nothing of it when it is removed', async () => {
      await session.do('tunlab host add later');
      const before = await session.do('tunlab on later route; tunlab on later ifconfig -a');
      const {pid} = JSON.parse(await session.do(`tunlab uplink add later eth0 --via ${via} --json`)) as UplinkState;
      await session.do('tunlab uplink remove later eth0');
      expect(await session.do('tunlab on later route; tunlab on later ifconfig -a')).toBe(before);
      await eventually(async () => expect((await session.run(`kill -0 ${pid!}`)).status).toBe(1));
    });

    test('may have another network', async () => {
      await session.do('tunlab host add other');
      const added = await session.do(`tunlab uplink add other eth0 --via ${via} --net 10.44.0.32/27`);
      expect(added).toMatch(/^eth0: 10\.44\.0\.47\/27 from 10\.44\.0\.34, router 10\.44\.0\.34, /);
      await check(
        session.run('tunlab on other tunlab udp send 10.44.0.34 7777 hello --wait 9'),
        0,
        /^5 octets from 10\.44\.0\.34:7777: hello$/m,
      );
    });
  });

  if (!hasProgram('dnsmasq')) skip(`names via ${via}`, 'no program dnsmasq');
  else {
    test('names are asked of the resolver of this machine', async () => {
      const session = inNetworks(sandbox());
      const zone = '--host-record=www.lab.test,10.8.0.2 --host-record=six.lab.test,2001:db8::80 --local=/lab.test/';
      await session.do(
        [
          'echo nameserver 127.0.0.1 > "$HOME/resolv.conf" && mount --bind "$HOME/resolv.conf" /etc/resolv.conf',
          'mkfifo "$HOME/said"',
          `{ dnsmasq --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --listen-address=127.0.0.1 \\`,
          `  --bind-interfaces --cname=web.lab.test,www.lab.test ${zone} 2>&1 |`,
          `  { grep -m 1 started; cat >/dev/null; } > "$HOME/said" 2>/dev/null; } &`,
          'read -r said < "$HOME/said"',
        ].join('\n'),
      );
      await session.do(`tunlab uplink add local eth1 --via ${via}`);
      for (const [line, status, output] of NAMES) await check(session.run(`tunlab ${line}`), status, output);
      await session.do('tunlab uplink remove local eth1');
      await check(session.run('tunlab host resolve www.lab.test'), 1, /cannot resolve www\.lab\.test: Unknown host$/m);
      expect((await session.end()).status).toBe(0);
    });
  }

  test('the program ends with its daemon, also with one that is killed, and begins again with the next', async () => {
    const box = sandbox();
    const added = await box.output(`uplink add local eth1 --via ${via} --json`);
    const {pid, lease} = JSON.parse(added) as UplinkState;
    const programs = await eventually(() => {
      const children = childrenOf(pid!);
      expect(children).toHaveLength(1);
      return children;
    });
    const daemon = await box.daemon();
    process.kill(daemon, 'SIGKILL');
    for (const process of [daemon, pid!, ...programs]) await gone(process);

    await box.output('daemon start');
    const again = await eventually(async () => {
      const state = JSON.parse(await box.output('uplink show local eth1 --json')) as UplinkState;
      const [{state: dhcp}] = JSON.parse(await box.output('dhcp list --json')) as [{state: string}];
      expect([state.state, dhcp]).toEqual(['up', 'bound']);
      return state;
    });
    expect(again.lease?.local).toBe(lease!.local);
    expect(isAlive(again.pid!)).toBe(true);
    await box.output('daemon stop');
    await gone(again.pid!);
  });

  test('an uplink whose program ends has failed, says why, and holds nobody up', async () => {
    const box = sandbox();
    const {pid} = JSON.parse(await box.output(`uplink add local eth1 --via ${via} --json`)) as UplinkState;
    for (const program of childrenOf(pid!)) process.kill(program, 'SIGKILL');
    await gone(pid!);
    await eventually(async () => expect(await box.output('uplink list')).toMatch(/ failed /));
    expect(await box.output('uplink show local eth1')).toContain(`${kind.label} has ended`);
    expect((await box.tunlab('ping -c 1 -W 0.2 10.0.2.2')).status).toBe(2);
    await box.output('uplink remove local eth1');
    expect(await box.output('uplink list')).toBe('no uplinks\n');
  });

  const rounds = process.env['TUNLAB_LONG'] === '1' ? 100 : 4;
  test(
    `${rounds} times killed at any moment, nothing runs on, and it can be had again`,
    {timeout: 600_000},
    async () => {
      const box = sandbox();
      const daemon = (await box.output('daemon start')) && (await box.daemon());
      for (let round = 0; round < rounds; round++) {
        const adding = box.start([TUNLAB, 'uplink', 'add', 'local', 'eth1', '--via', via]);
        // From before the daemon hears of it until the lease is there.
        for (let turns = (round * 37) % 150; turns > 0; turns--) await box.run(['true']);
        const started = box.processes().filter((pid) => pid !== daemon && pid !== adding.pid);
        const victims = round % 3 === 0 ? [adding.pid] : started.slice(0, round % 3);
        for (const victim of victims) if (isAlive(victim)) process.kill(victim, 'SIGKILL');
        await adding.ended;
        expect(await box.daemon()).toBe(daemon);
        const {status, stderr} = await box.tunlab('uplink remove local eth1');
        expect({round, status, stderr}).toMatchObject(status === 0 ? {stderr: ''} : {status: 1});
        await eventually(() => expect(box.processes()).toEqual([daemon]));
      }
      await box.output(`uplink add local eth1 --via ${via}`);
    },
  );

  const nobodyLacks = whatNobodyLacks();
  if (nobodyLacks !== undefined) skip(`a way out of nobody's via ${via}`, nobodyLacks);
  else {
    test('an ordinary user has it too', async () => {
      const session = inNetworksOfNobody(sandbox());
      await session.do(`tunlab uplink add local eth1 --via ${via}`);
      for (const [line, status, output] of EVERYWHERE) await check(session.run(`tunlab ${line}`), status, output);
      expect((await session.end()).status).toBe(0);
    });
  }
});

test('where neither program is, it says what to install, and leaves nothing', async () => {
  const box = sandbox();
  const {status, stderr} = await box.run(
    [process.execPath, join(ROOT, 'dist', 'tunlab.cjs'), 'uplink', 'add', 'local', 'eth1'],
    {
      env: {PATH: '/nowhere'},
    },
  );
  expect([status, stderr]).toEqual([
    1,
    'tunlab: an uplink needs another program, and neither QEMU nor passt is installed; Debian has it in ' +
      'qemu-system-x86 or passt\n',
  ]);
  expect(await box.output('ifconfig -a')).not.toContain('ipro1000');
});
