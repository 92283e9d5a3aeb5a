/** `host`, `wire`, `on`, `arp` and `tunctl sysctl`, from the words to what is printed. */
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import type {HostState, NeighbourState} from '../../src/api/schema/host.ts';
import type {RouteState} from '../../src/api/schema/route.ts';
import type {WireState} from '../../src/api/schema/wire.ts';
import {CommandBench, type Outcome, type RunOptions, SILENCE} from './command-context.ts';

/** Longest that a command waits for something by itself, in ms: a last reply. Neighbours are remembered for longer. */
const PATIENCE = 10_000;

/** Time passes for as long as a command waits, and no further: neighbours are not forgotten meanwhile. */
class PatientBench extends CommandBench {
  override async run(line: string | readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const {ended} = this.start(line, options);
    const progress = {over: false};
    void ended.finally(() => (progress.over = true));
    while (!progress.over) {
      await turn();
      const next = this.clock.untilNext() ?? Infinity;
      if (next <= PATIENCE) this.clock.advance(next);
    }
    return ended;
  }
}

/** `client` and `server`, 10.0.0.1 and 10.0.0.2, on the wire `lan`; every command is silent. */
async function bench(): Promise<CommandBench> {
  const made = new PatientBench();
  for (const line of [
    'host add client server',
    'wire add lan client:eth0 server:eth0',
    'ifconfig eth0 10.0.0.1/24 up --host client',
    'ifconfig eth0 10.0.0.2/24 up --host server',
  ]) {
    expect(await made.run(line)).toEqual(SILENCE);
  }
  return made;
}

describe('host', () => {
  test('list shows the hosts, their interfaces and which are routers', async () => {
    const made = await bench();
    await made.output('tunctl sysctl net.inet.ip.forwarding=1 --host server');
    expect(await made.output('host list')).toBe(
      `
NAME    INTERFACES  FORWARDING
local   lo0         no
client  lo0 eth0    no
server  lo0 eth0    IPv4
`.trimStart(),
    );
  });

  test('add tells, with --json, what was added', async () => {
    const added = await new CommandBench().json<HostState[]>('host add a b');
    expect(added.map(({name, interfaces}) => ({name, interfaces}))).toEqual([
      {name: 'a', interfaces: ['lo0']},
      {name: 'b', interfaces: ['lo0']},
    ]);
  });

  test('remove takes a host away', async () => {
    const made = await bench();
    expect(await made.run('host remove client')).toEqual(SILENCE);
    expect((await made.json<HostState[]>('host list')).map(({name}) => name)).toEqual(['local', 'server']);
  });

  test('name makes a name known, and forgets it', async () => {
    const made = await bench();
    expect(await made.run('host name server 10.0.0.2 --host client')).toEqual(SILENCE);
    expect(await made.output('ping -c 1 server --host client')).toContain(
      '64 bytes from 10.0.0.2: icmp_seq=0 ttl=254 ',
    );
    expect((await made.run('ping -c 1 server --host server')).status).not.toBe(0);
    expect(await made.run('host name server - --host client')).toEqual(SILENCE);
    expect((await made.run('ping -c 1 server --host client')).status).not.toBe(0);
  });

  test.each([
    ['host add client', 1, 'tunlab: the host client exists already'],
    ['host add a/b', 2, 'tunlab: '],
    ['host add', 2, 'tunlab: '],
    ['host remove nobody', 1, 'tunlab: there is no host nobody; there is: local, client, server'],
    ['host remove local', 1, 'tunlab: the host local can not be removed'],
    ['host name server 10.0.0', 2, 'tunlab: "10.0.0" is not a whole address'],
    ['host name server', 2, 'tunlab: '],
    ['ifconfig eth0 --host nobody', 1, 'ifconfig: there is no host nobody'],
  ])('%s fails', async (line, status, message) => {
    const outcome = await (await bench()).run(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
  });
});

describe('wire', () => {
  test('list shows the wires, what they do, and what became of the frames', async () => {
    const made = await bench();
    await made.output('ping -c 3 10.0.0.2 --host client');
    await made.output('wire set lan delay 5ms loss 0.5% rate 10Mbit seed 3');
    await made.output('wire add spare client:eth1');
    await made.output('wire cut spare');
    expect(await made.output('wire list')).toBe(
      `
lan: joined, delay 5ms, loss 0.5%, rate 10Mbit, queue 1000packets
  client:eth0  5 sent, 5 delivered
  server:eth0  5 sent, 5 delivered
spare: cut
  client:eth1  nothing sent
`.trimStart(),
    );
  });

  test('list says so when there are none', async () => {
    expect(await new CommandBench().output('wire list')).toBe('no wires\n');
    expect(await new CommandBench().json('wire list')).toEqual([]);
  });

  test('set changes what pings take', async () => {
    const made = await bench();
    await made.output('ping -c 1 10.0.0.2 --host client');
    await made.output('wire set lan delay 20ms');
    expect(await made.output('ping -c 1 10.0.0.2 --host client')).toContain(' time=40.000 ms\n');
    await made.output('wire set lan delay 0ms loss 100%');
    expect((await made.run('ping -c 1 10.0.0.2 --host client')).stdout).toContain('100.0% packet loss');
    expect((await made.json<WireState[]>('wire list'))[0]).toMatchObject({delay: 0, loss: 100});
  });

  test('drop takes off the frame that was chosen, and no other; list shows what is left to do', async () => {
    const made = await bench();
    await made.output('ping -c 1 10.0.0.2 --host client');
    expect(await made.run('wire drop lan 3 icmp from client:eth0 to 10.0.0.2 type echo-request')).toEqual(SILENCE);
    expect(await made.output('wire list lan')).toContain(
      '\n  drop 3 icmp from client:eth0 to 10.0.0.2 type echo-request: 0 seen, 3 to go\n',
    );
    await made.output('ping -c 1 10.0.0.2 --host client');
    expect((await made.json<WireState>('wire list lan')).rules).toEqual([
      {
        nth: 3,
        seen: 1,
        from: {host: 'client', ifname: 'eth0'},
        protocol: 1,
        destination: '10.0.0.2',
        icmp_type: 8,
      },
    ]);
    const {stdout} = await made.run('ping -c 4 -W 1 10.0.0.2 --host client');
    expect(stdout.match(/icmp_seq=\d/g)).toEqual(['icmp_seq=0', 'icmp_seq=2', 'icmp_seq=3']);
    expect((await made.json<WireState>('wire list lan')).rules).toEqual([]);
    expect(await made.output('wire list')).toContain('1 filtered');
  });

  test('drop clear forgets what was to be dropped', async () => {
    const made = await bench();
    await made.output('wire drop lan icmp');
    expect(await made.run('wire drop lan clear')).toEqual(SILENCE);
    expect((await made.run('ping -c 1 -W 1 10.0.0.2 --host client')).status).toBe(0);
  });

  test('drop tells a NIC by any of its spellings', async () => {
    const made = await bench();
    const {rules} = await made.json<WireState>('wire drop lan 1 from client:/dev/net/ipro1000/0');
    expect(rules).toEqual([{nth: 1, seen: 0, from: {host: 'client', ifname: 'eth0'}}]);
  });

  test('a full queue drops what the rate leaves waiting', async () => {
    const made = await bench();
    await made.output('ping -c 1 10.0.0.2 --host client');
    await made.output('wire set lan rate 8kbit queue 1');
    expect((await made.json<WireState>('wire list lan')).queue_packets).toBe(1);
    // Each frame of 1042 octets takes a second: one on its way, one that waits.
    await made.run('ping -c 4 -i 0.01 -w 1 -s 1000 10.0.0.2 --host client');
    expect((await made.json<WireState>('wire list lan')).ends[0]?.counters).toMatchObject({dropped: 2});
  });

  test('cut and join take the link away and bring it back', async () => {
    const made = await bench();
    await made.output('wire cut lan');
    expect((await made.run('ping -c 1 10.0.0.2 --host client')).stderr).toContain('Network is down');
    await made.output('wire join lan');
    expect((await made.run('ping -c 1 10.0.0.2 --host client')).status).toBe(0);
  });

  test('cut marks the routes of the NICs on it, until it is joined; so does unplugging', async () => {
    const made = await bench();
    await made.output('route add default gw 10.0.0.2 --host client');
    const marked = async () =>
      (await made.json<RouteState[]>('route -n --host client')).flatMap(({dst, flags}) =>
        flags.includes('linkdown') ? [dst] : [],
      );
    expect(await marked()).toEqual([]);
    await made.output('wire cut lan');
    // What is for the host itself needs no link.
    expect(await marked()).toEqual(['10.0.0.0/24', 'default']);
    const lines = (await made.output('netstat -rn --host client'))
      .split('\n')
      .filter((line) => / linkdown$/.test(line));
    expect(lines).toEqual([
      '       10.0.0.0   255.255.255.0               - ------ /dev/net/ipro1000/0 linkdown',
      '        0.0.0.0         0.0.0.0        10.0.0.2 D----- /dev/net/ipro1000/0 linkdown',
    ]);
    expect(await made.json('route get 10.0.0.9 --host client')).toMatchObject({flags: ['linkdown']});
    expect(await made.output('ifconfig eth0 --host client')).toContain('Metric: 0, up broadcast\n');
    await made.output('wire join lan');
    expect(await marked()).toEqual([]);
    expect(await made.output('ifconfig eth0 --host client')).toContain('Metric: 0, up broadcast link\n');
    await made.output('wire remove lan');
    expect(await marked()).toEqual(['10.0.0.0/24', 'default']);
  });

  test('add takes every spelling of a NIC, and more stations later', async () => {
    const made = await bench();
    await made.output('host add printer');
    await made.output('wire add lan printer:/dev/net/ipro1000/0');
    await made.output('wire add lan printer:em0');
    const [wire] = await made.json<WireState[]>('wire list');
    expect(wire?.ends.map(({host, ifname}) => `${host}:${ifname}`)).toEqual([
      'client:eth0',
      'server:eth0',
      'printer:eth0',
    ]);
  });

  test('remove leaves the NICs', async () => {
    const made = await bench();
    expect(await made.run('wire remove lan')).toEqual(SILENCE);
    expect(await made.output('wire list')).toBe('no wires\n');
    expect((await made.json<HostState[]>('host list')).map(({interfaces}) => interfaces.length)).toEqual([1, 2, 2]);
  });

  test.each([
    ['wire add lan client', 2, '"client" is no end of a wire'],
    ['wire add lan', 2, ''],
    ['wire add lan nobody:eth0', 1, 'there is no host nobody'],
    ['wire add other client:eth0', 1, 'client:eth0 is plugged into lan already'],
    ['wire add a/b client:eth1', 2, ''],
    ['wire add lan client:tun0', 1, 'tun0 is no name for a NIC'],
    ['wire set lan', 2, ''],
    ['wire set lan loss 1', 2, '"1" is no loss: a number with its unit'],
    ['wire set lan loss 101%', 2, 'loss'],
    ['wire set lan seed 1.5', 2, 'seed'],
    ['wire set nothing loss 1%', 1, 'there is no wire nothing'],
    ['wire set lan queue 9000', 2, 'queue'],
    ['wire drop lan', 2, 'WORDS (which frame, or clear) is missing'],
    ['wire drop lan icpm', 2, '"icpm" says nothing about a frame'],
    ['wire drop lan 1 from client:eth7', 1, 'client:eth7 is not plugged into lan; there is: client:eth0, server:eth0'],
    ['wire drop nothing icmp', 1, 'there is no wire nothing'],
    ['wire drop nothing clear', 1, 'there is no wire nothing'],
    ['wire list nothing', 1, 'there is no wire nothing'],
    ['wire cut nothing', 1, 'there is no wire nothing'],
    ['wire join nothing', 1, 'there is no wire nothing'],
    ['wire remove nothing', 1, 'there is no wire nothing'],
  ])('%s fails', async (line, status, message) => {
    const made = await bench();
    const before = await made.json('wire list');
    const outcome = await made.run(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
    expect(await made.json('wire list')).toEqual(before);
  });
});

test('a NIC or a tap takes another hardware address while it is up, and its neighbours learn it', async () => {
  const made = await bench();
  await made.output('ping -c 1 10.0.0.1 --host server');
  for (const words of ['hw ether 02:00:00:00:00:07', 'lladdr 02:00:00:00:00:08']) {
    expect(await made.run(`ifconfig eth0 ${words} --host client`)).toEqual(SILENCE);
    const address = words.slice(-17);
    expect(await made.output('ifconfig eth0 --host client')).toContain(`Hardware type: Ethernet, Address: ${address}`);
    expect(await made.output('arp -a --host server')).toContain(`10.0.0.1  ${address}  valid\n`);
    expect((await made.run('ping -c 1 10.0.0.1 --host server')).status).toBe(0);
  }
  await made.output('ifconfig tap0 link 02:00:00:00:00:09 up');
  expect(await made.output('ifconfig tap0')).toContain('Address: 02:00:00:00:00:09');
});

describe('arp', () => {
  test('shows who was heard, who was typed and who did not answer', async () => {
    const made = await bench();
    await made.output('ping -c 1 10.0.0.2 --host client');
    await made.run('ping -c 1 10.0.0.77 --host client');
    await made.output('arp -s 10.0.0.9 02:00:00:00:00:09 pub --host client');
    const shown = await made.output('arp -a --host client');
    expect(shown.split('\n').map((line) => line.replace(/02:(?!00:00)[0-9a-f:]{14}/, '<a NIC>'))).toEqual([
      '       10.0.0.1  <a NIC>  permanent local valid',
      '       10.0.0.2  <a NIC>  valid',
      '      10.0.0.77  00:00:00:00:00:00  reject',
      '       10.0.0.9  02:00:00:00:00:09  permanent publish valid',
      '',
    ]);
    expect(await made.output('arp --host client')).toBe(shown);
    expect(await made.run('arp -d 10.0.0.9 --host client')).toEqual(SILENCE);
    expect((await made.json<NeighbourState[]>('arp -a --host client')).map(({dst}) => dst)).toEqual([
      '10.0.0.2',
      '10.0.0.77',
    ]);
  });

  test('shows one, those of one interface, and forgets all, those that were typed too', async () => {
    const made = await bench();
    await made.output('wire add other client:eth1 server:eth1');
    await made.output('ifconfig eth1 10.9.0.1/24 up --host client');
    await made.output('arp -s 10.0.0.9 02:00:00:00:00:09 --host client');
    await made.output('arp -s 10.0.0.9 02:00:00:00:00:19 dev eth1 --host client');
    await made.output('arp -s 10.9.0.9 02:00:00:00:00:29 --host client');
    const known = async (words: string) =>
      (await made.json<NeighbourState[]>(`arp ${words} --host client`)).map(({dst, dev}) => `${dst} ${dev}`);
    expect(await known('10.0.0.9')).toEqual(['10.0.0.9 eth0', '10.0.0.9 eth1']);
    expect(await known('10.0.0.9 -i eth1')).toEqual(['10.0.0.9 eth1']);
    expect(await known('-an -i eth1')).toEqual(['10.0.0.9 eth1', '10.9.0.9 eth1']);
    expect(await made.run('arp -d 10.0.0.9 ifscope eth1 --host client')).toEqual(SILENCE);
    expect(await known('-a')).toEqual(['10.0.0.9 eth0', '10.9.0.9 eth1']);
    expect(await made.json('arp -d -a -i eth1 --host client')).toEqual({deleted: 1});
    expect(await known('-a')).toEqual(['10.0.0.9 eth0']);
    expect(await made.run('arp -ad --host client')).toEqual(SILENCE);
    expect(await known('-a')).toEqual([]);
  });

  test('forgets a temporary neighbour after half an hour; until then it is used', async () => {
    const made = await bench();
    const {address} = await made.json<{address: string}>('ifconfig eth0 --host server');
    await made.output(`arp -s 10.0.0.2 ${address} temp pub --host client`);
    expect(await made.output('arp 10.0.0.2 --host client')).toContain(`10.0.0.2  ${address}  publish valid\n`);
    made.clock.advance(29 * 60_000);
    expect((await made.run('arp 10.0.0.2 --host client')).status).toBe(0);
    made.clock.advance(60_000);
    expect((await made.run('arp 10.0.0.2 --host client')).status).toBe(1);
  });

  test('shows the own addresses of Ethernets that are up, of the one that is named', async () => {
    const made = await bench();
    const {address} = await made.json<{address: string}>('ifconfig eth0 --host client');
    const line = `       10.0.0.1  ${address}  permanent local valid\n`;
    expect(await made.output('arp -a --host client')).toBe(line);
    await made.output('ifconfig eth0 down --host client');
    expect(await made.output('arp -a --host client')).toBe('');
  });

  test.each([
    ['arp -s 10.0.0.9', 2, '"-s" needs an address and a hardware address'],
    ['arp -s 10.0.0.9 02:00:00:00:00:09 -i lo', 1, 'lo0 is no Ethernet'],
    ['arp -a -i eth7', 1, 'there is no interface eth7'],
    ['arp 10.0.0.9', 1, 'arp: no entry for 10.0.0.9; see: arp -a'],
    ['arp -s 10.0.0.9 01:00:5e:00:00:01', 2, 'is not the address of one station'],
    ['arp -s 192.0.2.1 02:00:00:00:00:01', 1, '192.0.2.1 is on no Ethernet of client'],
    ['arp -d 10.0.0.9', 1, 'eth0 knows no neighbour 10.0.0.9'],
  ])('%s fails', async (line, status, message) => {
    const outcome = await (await bench()).run(`${line} --host client`);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
  });
});

describe('tunctl sysctl', () => {
  test('shows the settings of a host', async () => {
    const made = await bench();
    expect(await made.run('tunctl sysctl net.ipv4.ip_forward=1 --host client')).toEqual(SILENCE);
    expect(await made.output('tunctl sysctl --host client')).toBe(
      [
        'net.inet.ip.forwarding: 1',
        'net.inet.ip.redirect: 1',
        'net.inet6.ip6.forwarding: 0',
        'net.inet6.ip6.redirect: 1',
        'net.inet6.ip6.accept_rtadv: 0',
        'net.inet6.ip6.auto_linklocal: 0',
        'net.ipv6.conf.default.addr_gen_mode: 0',
        'net.inet6.ip6.dad_count: 1',
        '',
      ].join('\n'),
    );
    expect(await made.output('tunctl sysctl')).toMatch(/^net\.inet\.ip\.forwarding: 0\n/);
    expect(await made.json('tunctl sysctl --host client')).toMatchObject({
      'net.inet.ip.forwarding': true,
      'net.inet.ip.redirect': true,
    });
  });

  test.each([
    ['tunctl sysctl net.inet.ip.forwarding', 2, 'write NAME=1 or NAME=0'],
    ['tunctl sysctl net.nonsense=1', 1, 'there is no setting net.nonsense'],
    ['tunctl sysctl net.inet.ip.forwarding=1 --host nobody', 1, 'there is no host nobody'],
  ])('%s fails', async (line, status, message) => {
    const outcome = await (await bench()).run(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
  });
});

describe('on', () => {
  test('runs a program with the variables of that host, and ends as it does', async () => {
    const made = await bench();
    made.programStatus = 3;
    expect(await made.run(['on', 'client', 'sh', '-c', 'ping -c 1 10.0.0.2'])).toEqual({...SILENCE, status: 3});
    expect(made.programs).toHaveLength(1);
    expect(made.programs[0]?.command).toEqual(['sh', '-c', 'ping -c 1 10.0.0.2']);
    expect(made.programs[0]?.env).toMatchObject({TUNLAB_HOST: 'client', TUNLAB_LAB: 'default'});
    expect(made.programs[0]?.env['PATH']).toMatch(/^\/the\/tools:/);
  });

  test('leaves the flags behind the host to what it runs, and takes those in front', async () => {
    const made = await bench();
    await made.output(['on', '--lab', 'default', 'client', 'udp', 'list', '--json', '--host', 'server']);
    expect(made.programs[0]?.command).toEqual(['udp', 'list', '--json', '--host', 'server']);
    expect(made.programs[0]?.env).toMatchObject({TUNLAB_HOST: 'client', TUNLAB_LAB: 'default'});
  });

  test('makes $TUNLAB_HOST the host of a tool, unless another is typed', async () => {
    const made = await bench();
    const env = {TUNLAB_HOST: 'client'};
    expect(await made.output('ifconfig eth0', {env})).toContain('10.0.0.1');
    expect(await made.output('ifconfig eth0 --host server', {env})).toContain('10.0.0.2');
  });

  test.each([
    ['on nobody true', 1, 'there is no host nobody'],
    ['on client', 2, 'say on which host to run what'],
    ['on', 2, 'say on which host to run what'],
  ])('%s fails, and runs nothing', async (line, status, message) => {
    const made = await bench();
    const outcome = await made.run(line);
    expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
    expect(outcome.stderr).toContain(message);
    expect(made.programs).toEqual([]);
  });
});

test('a host that passes nothing on tells so over the router, and the ping fails', async () => {
  const made = await bench();
  await made.output('route add default gw 10.0.0.2 --host client');
  const {status, stdout, stderr} = await made.run('ping -c 1 192.0.2.1 --host client');
  expect({status, stderr}).toEqual({status: 2, stderr: ''});
  expect(stdout).toContain('36 bytes from 10.0.0.2: Destination Host Unreachable\n');
  expect(stdout).toContain('100.0% packet loss');
});
