import {describe, expect, test} from 'vitest';
import type {PingEvent} from '../../src/api/schema/ping.ts';
import type {PingSummary} from '../../src/cli/render/ping-statistics.ts';
import {ICMP_TYPE, icmpErrorFor} from '../../src/packet/icmpv4.ts';
import {parseAddress} from '../../src/packet/address.ts';
import {PING_FRAME, PING_PACKET} from '../packet/golden.ts';
import {benchWithTunnel, CommandBench} from './command-context.ts';

const BLOG = '--id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254';

async function answered(options: Parameters<CommandBench['answer']>[1] = {}): Promise<CommandBench> {
  const bench = await benchWithTunnel();
  bench.answer('tun0', options);
  return bench;
}

/** The packets that wait for an application. */
async function waiting(bench: CommandBench): Promise<string[]> {
  const {application} = await bench.lab.showQueues({host: 'local', ifname: 'tun0'});
  return application.contents.map((packet) => packet.hex);
}

describe('ping prints', () => {
  test('a line a reply, and the statistics', async () => {
    const bench = await answered();
    expect(await bench.run('ping -c 2 10.10.10.8')).toEqual({
      status: 0,
      stderr: '',
      stdout: `PING 10.10.10.8 (10.10.10.8): 56 data bytes
64 bytes from 10.10.10.8: icmp_seq=0 ttl=64 time=5.000 ms
64 bytes from 10.10.10.8: icmp_seq=1 ttl=64 time=5.000 ms

--- 10.10.10.8 ping statistics ---
2 packets transmitted, 2 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 5.000/5.000/5.000/0.000 ms
`,
    });
  });

  test('that nothing came back, with exit status 2', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('ping -c 1 10.10.10.8')).toEqual({
      status: 2,
      stderr: '',
      stdout: `PING 10.10.10.8 (10.10.10.8): 56 data bytes

--- 10.10.10.8 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
`,
    });
    expect(await waiting(bench)).toHaveLength(1);
  });

  test.each([
    ['an own address', '10.10.10.10', '10.10.10.10'],
    ['the loopback address', '127.0.0.1', '127.0.0.1'],
    ['a name', 'localhost', '127.0.0.1'],
  ])('that %s answers at once', async (_what, typed, address) => {
    const bench = await benchWithTunnel();
    expect(await bench.output(`ping -c 1 ${typed}`)).toBe(`PING ${typed} (${address}): 56 data bytes
64 bytes from ${address}: icmp_seq=0 ttl=254 time=0.000 ms

--- ${typed} ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 0.000/0.000/0.000/0.000 ms
`);
  });

  test('duplicates as such', async () => {
    const bench = await answered({times: 2});
    const {stdout} = await bench.run('ping -c 2 10.10.10.8');
    expect(stdout).toContain('64 bytes from 10.10.10.8: icmp_seq=0 ttl=64 time=10.000 ms (DUP!)\n');
    expect(stdout).toContain('2 packets transmitted, 2 packets received, +1 duplicates, 0.0% packet loss\n');
  });

  test('what routers on the way say', async () => {
    const bench = await benchWithTunnel();
    const ping = bench.start('ping -c 1 --id 1 --ip-id 1 --stamp 0 -W 1 10.10.10.8');
    const device = bench.engine.host('local').device('tun0');
    await bench.until(() => device.queues.application.length > 0);
    const request = device.queues.application.contents()[0]!.frame;
    const error = icmpErrorFor(request, {
      type: ICMP_TYPE.destinationUnreachable,
      code: 1,
      source: parseAddress('10.10.10.7')!,
      ttl: 64,
      identification: 0,
    });
    await bench.output(['tunctl', 'write', 'tun0', Buffer.from(error).toString('hex')]);
    bench.clock.advance(1000);
    expect(await ping.ended).toEqual({
      status: 2,
      stderr: '',
      stdout: `PING 10.10.10.8 (10.10.10.8): 56 data bytes
36 bytes from 10.10.10.7: Destination Host Unreachable
Vr HL TOS  Len   ID Flg  off TTL Pro  cks         Src        Dst
 4  5  00 0054 0001   0 0000  fe  01 9482 10.10.10.10 10.10.10.8


--- 10.10.10.8 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
`,
    });
  });

  test.each([
    ['no route leads there', '', '192.0.2.1', 'Network is unreachable'],
    ['a route rejects it', 'route add -net 192.0.2.0/24 -reject', '192.0.2.1', 'Network is unreachable'],
    ['the packet is too long', '', '-D -s 1500 10.10.10.8', 'Message too long'],
    ['the queue is full', 'tunctl set tun0 application-queue 0', '10.10.10.8', 'No buffer space available'],
  ])('why a request could not be sent: %s', async (_what, before, words, reason) => {
    const bench = await benchWithTunnel();
    if (before !== '') await bench.output(before);
    const {status, stdout, stderr} = await bench.run(`ping -c 1 ${words}`);
    expect({status, stderr}).toEqual({status: 2, stderr: `ping: sendto: ${reason}\n`});
    expect(stdout).toMatch(/\n1 packets transmitted, 0 packets received, 100\.0% packet loss\n$/);
  });

  test('that nobody knows the host, with exit status 68', async () => {
    const {status, stdout, stderr} = await new CommandBench().run('ping -c 1 nowhere.example');
    expect({status, stdout}).toEqual({status: 68, stdout: ''});
    expect(stderr).toMatch(/^ping: .*nowhere\.example.*\n$/);
  });

  test('the statistics when it is interrupted', async () => {
    const bench = await benchWithTunnel();
    const ping = bench.start('ping 10.10.10.8');
    await bench.until(() => ping.output.stdout !== '');
    ping.interrupt();
    expect(await ping.ended).toEqual({
      status: 2,
      stderr: '',
      stdout: `PING 10.10.10.8 (10.10.10.8): 56 data bytes

--- 10.10.10.8 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
`,
    });
  });

  test('an endless ping that had a reply ends with status 0 when interrupted', async () => {
    const bench = await answered({delay: 0});
    const ping = bench.start('ping 10.10.10.8');
    await bench.until(() => bench.clock.untilNext() === 0);
    bench.clock.advance(0);
    await bench.until(() => ping.output.stdout.includes('icmp_seq=0'));
    ping.interrupt();
    expect(await ping.ended).toMatchObject({status: 0, stderr: ''});
  });

  test('less with -q', async () => {
    const bench = await answered();
    expect(await bench.output('ping -q -c 1 10.10.10.8')).toMatch(
      /^PING 10\.10\.10\.8 \(10\.10\.10\.8\): 56 data bytes\n\n--- 10\.10\.10\.8 ping statistics ---\n1 packets/,
    );
  });

  test('no time where the data has no room for a stamp', async () => {
    const bench = await answered();
    expect(await bench.output('ping -c 1 -s 4 10.10.10.8')).toBe(`PING 10.10.10.8 (10.10.10.8): 4 data bytes
12 bytes from 10.10.10.8: icmp_seq=0 ttl=64

--- 10.10.10.8 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
`);
  });
});

describe('ping sends', () => {
  test('the frame of the report, when it is told every field of it', async () => {
    const bench = await benchWithTunnel();
    await bench.output('route delete 10.10.10.10');
    await bench.output('route add tun0 10.10.10.10 host');
    await bench.output('tunctl set tun0 link-header ethernet');
    await bench.output('tunctl hold tun0 interface');
    const ping = bench.start(`ping -c 1 ${BLOG} 10.10.10.10`);
    const device = bench.engine.host('local').device('tun0');
    await bench.until(() => device.queues.interface.length > 0);
    const [frame] = (await bench.lab.showQueues({host: 'local', ifname: 'tun0'})).interface.contents;
    expect(frame).toEqual({place: 0, octets: 98, hex: PING_FRAME, reason: 'own-address'});
    expect(await bench.output('tunctl queues tun0')).toContain(
      '10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0, length 64  destination 10.10.10.10 is an address of tun0\n',
    );
    await bench.output('tunctl release tun0');
    expect(await ping.ended).toMatchObject({status: 0, stderr: ''});
    expect(ping.output.stdout).toContain('64 bytes from 10.10.10.10: icmp_seq=0 ttl=254 time=0.000 ms\n');
  });

  /** What one request looks like with some options, octet by octet. */
  async function request(words: string): Promise<Buffer> {
    const bench = await benchWithTunnel();
    await bench.run(`ping -c 1 -W 0 ${words} 10.10.10.8`);
    const [packet, ...further] = await waiting(bench);
    expect(further).toEqual([]);
    return Buffer.from(packet!, 'hex');
  }

  test('the octets of the report to another destination', async () => {
    const packet = await request(BLOG);
    expect(packet.subarray(20).toString('hex')).toBe(PING_PACKET.slice(40));
  });

  test.each<[string, number, string]>([
    ['--ttl 7', 8, '07'],
    ['-t 9', 8, '09'],
    ['-D', 6, '4000'],
    ['-s 0', 2, '001c'],
    ['-s 100', 2, '0080'],
    ['--seq 513', 26, '0201'],
    ['-p ff00', 36, 'ff00ff00'],
    ['-p abc', 36, 'ab0cab0c'],
    ['-I tun0', 12, '0a0a0a0a'],
    ['-I 10.10.10.10', 12, '0a0a0a0a'],
    ['-n', 8, 'fe'],
  ])('%s', async (words, offset, octets) => {
    const packet = await request(words);
    expect(packet.subarray(offset, offset + octets.length / 2).toString('hex')).toBe(octets);
  });

  test('from another of its addresses', async () => {
    const bench = await benchWithTunnel();
    await bench.output('ifconfig tun0 alias 10.99.0.1/32');
    await bench.run('ping -c 1 -W 0 -I 10.99.0.1 10.10.10.8');
    expect((await waiting(bench))[0]!.slice(24, 40)).toBe('0a6300010a0a0a08');
  });

  test('out of an interface, whatever the routes say', async () => {
    const bench = await benchWithTunnel();
    await bench.run('ping -c 1 -W 0 -I tun0 192.0.2.1');
    expect((await waiting(bench))[0]!.slice(24, 40)).toBe('0a0a0a0ac0000201');
  });

  test.each([
    ['-c 3 -W 0', 3, 2000],
    ['-c 3 -i 0.2 -W 0', 3, 400],
    ['-c 1 -W 3', 1, 3000],
    ['-c 1', 1, 10_000],
    ['-w 5', 5, 5000],
    ['-w 2.5 -i 0.5', 5, 2500],
  ])('%s: %d requests in %d ms', async (words, requests, duration) => {
    const bench = await benchWithTunnel();
    const start = bench.clock.now();
    const {stdout} = await bench.run(`ping ${words} 10.10.10.8`);
    expect(stdout).toContain(`\n${requests} packets transmitted, 0 packets received, 100.0% packet loss\n`);
    expect(bench.clock.now() - start).toBe(duration);
  });
});

describe('ping --json', () => {
  test('has the keys of ping -j and every event', async () => {
    const bench = await answered();
    const summary = await bench.json<PingSummary & {events: PingEvent[]}>('ping -c 1 10.10.10.8');
    expect(summary).toEqual({
      destination: '10.10.10.8',
      destination_ip: '10.10.10.8',
      data_bytes: 56,
      packets_transmitted: 1,
      packets_received: 1,
      duplicates: 0,
      errors: 0,
      packet_loss_percent: 0,
      round_trip_ms_min: 5,
      round_trip_ms_avg: 5,
      round_trip_ms_max: 5,
      round_trip_ms_stddev: 0,
      events: [
        {
          event: 'start',
          at: 1_686_024_960,
          destination: '10.10.10.8',
          address: '10.10.10.8',
          source: '10.10.10.10',
          size: 56,
          identifier: expect.any(Number) as number,
        },
        {event: 'sent', at: 1_686_024_960, seq: 0, size: 56},
        {
          event: 'reply',
          at: 1_686_024_960.005,
          seq: 0,
          from: '10.10.10.8',
          octets: 64,
          ttl: 64,
          rtt: 5,
          duplicate: false,
        },
        {event: 'end', at: 1_686_024_960.005, reason: 'count'},
      ],
    });
  });

  test('without a reply: the same, and exit status 2', async () => {
    const bench = await benchWithTunnel();
    const {status, stdout, stderr} = await bench.run('ping --json -c 1 10.10.10.8');
    expect({status, stderr}).toEqual({status: 2, stderr: ''});
    expect(JSON.parse(stdout)).toMatchObject({packets_received: 0, packet_loss_percent: 100, round_trip_ms_min: null});
  });

  test('what can not start is an error object', async () => {
    const {status, stdout} = await new CommandBench().run('ping --json -c 1 nowhere.example');
    expect(status).toBe(68);
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'ENOTFOUND'}});
  });
});

test('the request that waits is read, turned into its reply and written', async () => {
  const bench = await benchWithTunnel();
  const ping = bench.start('ping -c 1 10.10.10.8');
  const request = await bench.output('tunctl read tun0');
  expect(request).toMatch(/^45000054[0-9a-f]{160}\n$/);
  const reply = await bench.output('tunctl reply', {input: request});
  expect(await bench.output(['tunctl', 'write', 'tun0', reply.trim()])).toBe('');
  expect(await ping.ended).toMatchObject({status: 0});
  expect(ping.output.stdout).toContain('64 bytes from 10.10.10.8: icmp_seq=0 ttl=64 time=0.000 ms\n');
});

test('two pings at once each hear their own replies', async () => {
  const bench = await answered();
  const first = bench.start('ping -c 1 --id 1 10.10.10.8');
  const second = await bench.run('ping -c 1 --id 2 10.10.10.8', {timePasses: true});
  for (const {status, stdout} of [await first.ended, second]) {
    expect(status).toBe(0);
    expect(stdout.match(/bytes from/g)).toHaveLength(1);
  }
});
