/** What ping can be asked for besides: on a host of Haiku's, and what only hosts and packets tell of any personality. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readUint32} from '../../src/packet/octets.ts';
import {readHeaderLength, readTos} from '../../src/packet/ipv4.ts';
import {benchWithTunnel, CommandBench} from './command-context.ts';

async function answered(options: Parameters<CommandBench['answer']>[1] = {}): Promise<CommandBench> {
  const bench = await benchWithTunnel();
  bench.answer('tun0', options);
  return bench;
}

/** The packets that wait for an application. */
function waiting(bench: CommandBench): Uint8Array[] {
  const {application} = bench.engine.host('local').device('tun0').queues;
  return application.contents().map(({frame}) => new Uint8Array(frame));
}

/** A client, a router and a server, of that personality. */
async function routed(personality: string): Promise<CommandBench> {
  const bench = new CommandBench();
  for (const line of [
    'host add router',
    'host add server',
    'wire add left local:eth0 router:eth0',
    'wire add right router:eth1 server:eth0',
    'ifconfig eth0 10.1.0.2/24 up',
    'ifconfig eth0 10.1.0.1/24 up --host router',
    'ifconfig eth1 10.2.0.1/24 up --host router',
    'ifconfig eth0 10.2.0.2/24 up --host server',
    'tunctl sysctl net.ipv4.ip_forward=1 --host router',
    'route add default 10.1.0.1',
    'route add default 10.2.0.1 --host server',
    ...['local', 'router', 'server'].map((host) => `host set ${host} personality ${personality}`),
  ]) {
    await bench.output(line);
  }
  return bench;
}

describe('a route that is recorded', () => {
  test('has each host once, as Haiku and FreeBSD write it', async () => {
    const bench = await routed('haiku');
    const {stdout} = await bench.run('ping -c 2 -R 10.2.0.2');
    const route = ['10.2.0.1', '10.2.0.2', '10.1.0.1', '10.1.0.2'].map((hop) => `\t${hop}`);
    expect(stdout.replaceAll(/time=\S+/g, 'time=T')).toContain(
      `64 bytes from 10.2.0.2: icmp_seq=0 ttl=253 time=T ms\nRR: ${route.join('\n')}\n`,
    );
    expect(stdout).toMatch(/icmp_seq=1 .* ms\t\(same route\)\n/);
  });

  test('has those of Linux for what they send as well', async () => {
    const bench = await routed('linux');
    const {stdout} = await bench.run('ping -c1 -R 10.2.0.2');
    const route = ['10.1.0.2', '10.2.0.1', '10.2.0.2', '10.2.0.2', '10.1.0.1', '10.1.0.2'];
    expect(stdout).toContain(`ms\nRR: ${route.map((hop) => `\t${hop}\n`).join('')}\n`);
  });

  test('has times behind the addresses, by the clock of the lab', async () => {
    const bench = await routed('linux');
    const {stdout} = await bench.run('ping -c1 -T tsandaddr 10.2.0.2');
    const midnight = Math.floor(bench.clock.now() / 86_400_000) * 86_400_000;
    const [, first = ''] = /TS: \t10\.1\.0\.2\t(\d+) absolute/.exec(stdout) ?? [];
    expect(Number(first)).toBeLessThanOrEqual(bench.clock.now() - midnight);
    expect(Number(first)).toBeGreaterThan(bench.clock.now() - midnight - 60_000);
    expect(stdout).toContain('\n\t10.2.0.1\t0\n\t10.2.0.2\t0\n\t10.2.0.2\t0\nUnrecorded hops: 2\n');
  });
});

describe('the packets of', () => {
  test.each<[string, (packet: Uint8Array) => number, number]>([
    ['-z 0x28', readTos, 0x28],
    ['-R', readHeaderLength, 60],
    ['--timestamps tsandaddr', readHeaderLength, 56],
    ['-M do', (packet) => packet[6]!, 0x40],
    ['-M want', (packet) => packet[6]!, 0x40],
    ['-M want -s 2000', (packet) => packet[6]!, 0x20],
    ['-M dont', (packet) => packet[6]!, 0],
    ['-m 9', (packet) => packet[8]!, 9],
    ['-S 10.10.10.10', (packet) => readUint32(packet, 12), 0x0a0a_0a0a],
  ])('%s', async (words, field, value) => {
    const bench = await benchWithTunnel();
    await bench.run(`ping -c 1 -W 0.1 ${words} 10.10.10.8`);
    expect(field(waiting(bench)[0]!)).toBe(value);
  });

  test('--flow-label, of IPv6', async () => {
    const bench = await benchWithTunnel();
    await bench.output('ifconfig tun0 inet6 fd00::1/64');
    await bench.run('ping -c 1 -W 0.1 --flow-label 0x12345 -z 0x28 fd00::2');
    expect(waiting(bench).map((packet) => readUint32(packet, 0))).toContain(0x6281_2345);
  });

  test('-T, where a group is pinged and only there', async () => {
    const bench = await benchWithTunnel();
    await bench.run('ping -c 1 -W 0.1 -T 7 -I tun0 224.0.0.9');
    await bench.run('ping -c 1 -W 0.1 -T 7 10.10.10.8');
    expect(waiting(bench).map((packet) => packet[8])).toEqual([7, 254]);
  });

  test('a sweep: so many of each size', async () => {
    const bench = await benchWithTunnel();
    const {stdout} = await bench.run('ping -c 2 -W 0.1 -g 10 -G 30 --sweep-step 10 10.10.10.8');
    expect(stdout).toContain('PING 10.10.10.8 (10.10.10.8): (10 ... 30) data bytes\n');
    expect(waiting(bench).map(({length}) => length - 28)).toEqual([10, 10, 20, 20, 30, 30]);
  });

  test('-r: none, where a gateway is on the way', async () => {
    const bench = await benchWithTunnel();
    await bench.output('route add 10.9.0.0/24 10.10.10.8');
    const {stderr} = await bench.run('ping -c 1 -r 10.9.0.1');
    expect(stderr).toBe('ping: sendto: Network is unreachable\n');
    await bench.run('ping -c 1 -r -W 0.1 10.10.10.8');
    expect(waiting(bench)).toHaveLength(1);
  });
});

const UNREACHABLE = '36 bytes from 10.1.0.1: Destination Net Unreachable\n';

describe('ping prints', () => {
  test('dots and backspaces in a flood, which costs no more than its answers', async () => {
    const bench = await answered({delay: 3});
    const start = bench.clock.now();
    const {stdout} = await bench.run('ping -f -c 5 10.10.10.8');
    expect(stdout).toContain('data bytes\n.\b.\b.\b.\b.\b\n--- 10.10.10.8');
    expect(bench.clock.now() - start).toBeCloseTo(15, 1);
  });

  test('a hundred dots a second where nobody answers', async () => {
    const bench = await benchWithTunnel();
    const {stdout} = await bench.run('ping -f -w 0.995 10.10.10.8');
    expect(stdout).toContain(`data bytes\n${'.'.repeat(100)}\n---`);
  });

  test('no more after the first reply', async () => {
    const bench = await answered({delay: 2500});
    const {status, stdout} = await bench.run('ping -o 10.10.10.8');
    expect({status, stdout}).toMatchObject({status: 0});
    expect(stdout).toContain('3 packets transmitted, 1 packets received, 66.7% packet loss\n');
  });

  test('bells: at replies, or where one more than ever has none', async () => {
    const bench = await answered();
    expect((await bench.run('ping -a -c 2 10.10.10.8')).stdout.match(/\x07/g)).toHaveLength(2);
    expect((await bench.run('ping -A -c 4 10.10.10.8')).stdout).not.toContain('\x07');
    const silent = await benchWithTunnel();
    expect((await silent.run('ping -A -c 4 -W 1 10.10.10.8')).stdout.match(/\x07/g)).toHaveLength(3);
  });

  test('names with -H, and none with -n', async () => {
    const bench = await answered();
    await bench.output('host name far 10.10.10.8');
    expect((await bench.run('ping -H -c 1 far')).stdout).toContain('64 bytes from far (10.10.10.8): icmp_seq=0');
    expect((await bench.run('ping -H -n -c 1 far')).stdout).toContain('64 bytes from 10.10.10.8: icmp_seq=0');
  });

  test('what others are told with -v, and nothing of errors with -Q', async () => {
    const bench = await routed('haiku');
    await bench.output('route add 10.3.0.0/24 10.1.0.1');
    const listening = bench.start('ping -v 10.2.0.2');
    await bench.until(() => listening.output.stdout.includes('icmp_seq=0'));
    expect((await bench.run('ping -W 1 -c 1 10.3.0.1', {timePasses: true})).stdout).toContain(UNREACHABLE);
    listening.interrupt();
    const {stdout} = await listening.ended;
    expect(stdout.split(UNREACHABLE)).toHaveLength(2);
    expect((await bench.run('ping -Q -c 1 -W 1 10.3.0.1')).stdout).not.toContain(UNREACHABLE);
  });

  test.each([
    ['haiku', '\r1/1 packets received (100.0%) 5.000 min / 5.000 avg / 5.000 max\n'],
    ['linux', '\r1/1 packets, 0% loss, min/avg/ewma/max = 5.000/5.000/5.000/5.000 ms\n'],
  ])('how far it is to who asks, on a host of %s', async (personality, line) => {
    const bench = await answered();
    await bench.output(`host set local personality ${personality}`);
    const ping = bench.start('ping 10.10.10.8');
    await bench.until(() => ping.output.stdout !== '');
    ping.askStatus();
    expect(ping.output.stderr).toMatch(/^\r0\/1 packets[^/]*\n$/);
    bench.clock.advance(5);
    await bench.until(() => ping.output.stdout.includes('bytes from'));
    ping.askStatus();
    expect(ping.output.stderr.slice(ping.output.stderr.indexOf('\n') + 1)).toBe(line);
    ping.interrupt();
    expect((await ping.ended).status).toBe(0);
    ping.askStatus();
    expect(ping.output.stderr.split('\n')).toHaveLength(3);
  });
});

describe('refused', () => {
  test.each([
    ['-f -i 1', 'a flood has no interval: leave out -f or -i'],
    ['-R --timestamps tsonly', 'there is no room for both a route and times: leave out -R or --timestamps'],
    ['-M mask', '-M mask: only echo requests are sent here'],
    ['-M perhaps', '--path-mtu takes do, want or dont, not "perhaps"'],
    ['--timestamps never', '--timestamps takes tsonly or tsandaddr, not "never"'],
    ['-g 10', 'a sweep needs its largest size: -G N'],
    ['-g 10 -G 5', 'a sweep grows: -g 10 is above -G 5'],
    ['-s 5 -G 9', 'a sweep has sizes of its own: leave out -s'],
  ])('%s', async (words, message) => {
    const {status, stdout, stderr} = await (await benchWithTunnel()).run(`ping ${words} -c 1 10.10.10.8`);
    expect({status, stdout, stderr}).toEqual({status: 2, stdout: '', stderr: `ping: ${message}\n`});
  });

  test('a route or times of IPv6', async () => {
    const {status, stderr} = await (await benchWithTunnel()).run('ping -R -c 1 ::1');
    expect({status, stderr}).toEqual({status: 1, stderr: 'ping: IPv6 has no options that record a route or times\n'});
  });
});

test.each([
  ['haiku', [0, 1, 2, 68]],
  ['linux', [0, 1, 2]],
])('any words end with a status of %s, and never with a trace', async (personality, statuses) => {
  const bench = await answered();
  await bench.output(`host set local personality ${personality}`);
  const letters = Array.from('46aAbBCdDefFgGHIlLmMNnOpQqRrSsTtUvwWz', (letter) => `-${letter}`);
  const value = fc.oneof(
    fc.constantFrom(
      '1',
      '0',
      '0x10',
      'ff',
      'do',
      'want',
      'tsonly',
      '10.10.10.8',
      '127.0.0.1',
      '::1',
      'tun0',
      'localhost',
    ),
    fc.string({maxLength: 5}),
  );
  const word = fc.oneof(fc.constantFrom(...letters), value);
  await fc.assert(
    fc.asyncProperty(fc.array(word, {maxLength: 5}), async (words) => {
      const line = ['ping', '-c', '1', '-w', '1', ...words, '10.10.10.8'];
      const {status, stdout, stderr} = await bench.run(line, {timePasses: true});
      expect(statuses).toContain(status);
      expect(`${stdout}${stderr}`).not.toMatch(/\n {4}at |EINTERNAL|undefined|NaN/);
      if (status === 0) expect(stdout).not.toBe('');
      else expect(`${stdout}${stderr}`).not.toBe('');
    }),
    {numRuns: 150},
  );
});
