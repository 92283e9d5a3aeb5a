/** Texts of iputils' `ping` (ping_common.c, ping.c, ping6_common.c) that no transcript has: for errors that a tun answers with. */
import {describe, expect, test} from 'vitest';
import type {PingEvent} from '../../../../src/api/schema/ping.ts';
import {IpOptionLines, quotedHeaderText} from '../../../../src/cli/personality/linux/ping-ip-options.ts';
import {adviceText, errorText, startLine} from '../../../../src/cli/personality/linux/ping-text.ts';
import {benchWithTunnel, CommandBench} from '../../../commands/command-context.ts';

type IcmpError = Extract<PingEvent, {event: 'icmp-error'}>;
const WORDS = {numeric: true, zone: ''};

function icmpError(from: string, type: number, code: number, further: Partial<IcmpError> = {}): IcmpError {
  return {
    event: 'icmp-error',
    at: 0,
    seq: 7,
    from,
    octets: 64,
    ttl: 64,
    type,
    code,
    quoted: '',
    ...further,
  };
}

describe('what errors are told as', () => {
  test.each([
    [3, 0, 'Destination Net Unreachable'],
    [3, 1, 'Destination Host Unreachable'],
    [3, 2, 'Destination Protocol Unreachable'],
    [3, 3, 'Destination Port Unreachable'],
    [3, 4, 'Frag needed and DF set (mtu = 1400)'],
    [3, 5, 'Source Route Failed'],
    [3, 6, 'Destination Net Unknown'],
    [3, 7, 'Destination Host Unknown'],
    [3, 8, 'Source Host Isolated'],
    [3, 9, 'Destination Net Prohibited'],
    [3, 10, 'Destination Host Prohibited'],
    [3, 11, 'Destination Net Unreachable for Type of Service'],
    [3, 12, 'Destination Host Unreachable for Type of Service'],
    [3, 13, 'Packet filtered'],
    [3, 14, 'Precedence Violation'],
    [3, 15, 'Precedence Cutoff'],
    [11, 0, 'Time to live exceeded'],
    [11, 7, 'Time exceeded, Bad Code: 7'],
    [12, 0, 'Parameter problem: pointer = 20'],
  ])('ICMP %d/%d', (type, code, text) => {
    const event = icmpError('10.0.0.9', type, code, {mtu: 1400, pointer: 20});
    expect(errorText(event, WORDS)).toBe(`From 10.0.0.9 icmp_seq=7 ${text}`);
  });

  test.each([
    [1, 0, 'Destination unreachable: No route'],
    [1, 1, 'Destination unreachable: Administratively prohibited'],
    [1, 2, 'Destination unreachable: Beyond scope of source address'],
    [1, 3, 'Destination unreachable: Address unreachable'],
    [1, 4, 'Destination unreachable: Port unreachable'],
    [1, 9, 'Destination unreachable: Unknown code 9'],
    [2, 0, 'Packet too big: mtu=1400'],
    [3, 0, 'Time exceeded: Hop limit'],
    [3, 1, 'Time exceeded: Defragmentation failure'],
    [4, 0, 'Parameter problem: Wrong header field at 20'],
    [4, 1, 'Parameter problem: Unknown header at 20'],
    [4, 2, 'Parameter problem: Unknown option at 20'],
    [4, 3, 'Parameter problem: Unknown code 3 at 20'],
    [99, 0, 'unknown icmp type: 99'],
  ])('ICMPv6 %d/%d', (type, code, text) => {
    const event = icmpError('fe80::9', type, code, {mtu: 1400, pointer: 20});
    expect(errorText(event, {numeric: true, zone: '%eth0'})).toBe(`From fe80::9%eth0 icmp_seq=7 ${text}`);
  });

  test.each([
    [4, 0, 'Source Quench'],
    [5, 0, 'Redirect Network(New nexthop: 10.0.0.3)'],
    [5, 1, 'Redirect Host(New nexthop: 10.0.0.3)'],
    [5, 2, 'Redirect Type of Service and Network(New nexthop: 10.0.0.3)'],
    [5, 3, 'Redirect Type of Service and Host(New nexthop: 10.0.0.3)'],
    [5, 4, 'Redirect, Bad Code: 4(New nexthop: 10.0.0.3)'],
  ])('advice %d/%d', (type, code, text) => {
    const event = icmpError('10.0.0.9', type, code, {gateway: '10.0.0.3', name: 'router'});
    expect(adviceText(event, {numeric: false, zone: ''})).toBe(`From router (10.0.0.9): icmp_seq=7 ${text}`);
  });
});

test('the first line of IPv6 has the flow label', () => {
  const words = {
    destination: 'far',
    address: '2001:db8::1',
    size: 56,
    from: 'from ::1 lo: ',
    options: 0,
    flowLabel: 0x1f,
  };
  expect(startLine(words)).toBe('PING far(2001:db8::1) , flow 0x0001f, from ::1 lo: 56 data bytes\n');
});

test('IP options: routes once, times as differences, what is unknown by its number', () => {
  const lines = new IpOptionLines();
  const route = {type: 'record-route', route: ['10.0.0.1', '10.0.0.2']} as const;
  expect(lines.text([{type: 'no-operation'}, {...route, route: [...route.route]}])).toBe(
    '\nNOP\nRR: \t10.0.0.1\n\t10.0.0.2\n',
  );
  expect(lines.text([{...route, route: [...route.route]}])).toBe('\t(same route)');
  expect(lines.text([{type: 'other', number: 0x88}])).toBe('\nunknown option 88');
  const times = [
    {address: '10.0.0.1', time: 1000, standard: true},
    {address: '10.0.0.2', time: 1005, standard: true},
    {time: 70, standard: false},
    {time: 90, standard: false},
  ];
  expect(lines.text([{type: 'timestamp', times, missed: 2}])).toBe(
    '\nTS: \t10.0.0.1\t1000 absolute\n\t10.0.0.2\t5\n\t70 absolute not-standard\n\t20 not-standard\nUnrecorded hops: 2\n',
  );
});

test('a quoted header, its words as a little-endian machine reads them', () => {
  const header = '46000054 beef4000 3f01abcd 0a000001 0a000002 01010100'.replaceAll(' ', '');
  expect(quotedHeaderText(header, '\nNOP')).toBe(
    'Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst Data\n' +
      ' 4  6  00 5400 efbe   0 0040  3f  01 cdab 10.0.0.1  10.0.0.2 \n\nNOP',
  );
  expect(quotedHeaderText('4500', '')).toBe('');
});

describe('what it says before it begins', () => {
  test.each([
    ['-M maybe 10.10.10.8', 2, 'ping: invalid -M argument: maybe\n'],
    ['-c', 2, "ping: option requires an argument -- 'c'\n"],
    ['-W  10.10.10.8', 2, 'ping: bad linger time: \n'],
    ['-6 -c 1 -N name ::1', 2, 'ping: -N: questions to nodes (RFC 4620) are not supported here\n'],
  ])('ping %s', async (words, status, first) => {
    const bench = await linuxTunnel();
    const outcome = await bench.run(`ping ${words}`);
    expect(outcome.stderr.slice(0, first.length)).toBe(first);
    expect(outcome).toMatchObject({status, stdout: ''});
  });

  test('pings to a broadcast address are asked about, and warned of', async () => {
    const bench = await linuxTunnel();
    await bench.output('tunctl create tap0');
    await bench.output('ifconfig tap0 10.9.0.1 netmask 255.255.255.0 up');
    const asked = 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n';
    expect(await bench.run('ping -c 1 10.9.0.255')).toEqual({status: 2, stdout: '', stderr: asked});
    const {stderr} = await bench.run('ping -b -c 1 -W 1 10.9.0.255');
    expect(stderr).toBe('WARNING: pinging broadcast address\n');
  });

  test.each([
    ['', 'sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: 4 (socktype: SOCK_RAW), hints.ai_family: AF_UNSPEC'],
    ['-4 ', 'sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: -1 (socktype: 0), hints.ai_family: AF_INET'],
    ['-6 ', 'sock4.fd: -1 (socktype: 0), sock6.fd: 3 (socktype: SOCK_RAW), hints.ai_family: AF_INET6'],
  ])('ping %s-v tells of its sockets', async (words, line) => {
    const bench = await linuxTunnel();
    const {stderr} = await bench.run(`ping ${words}-v -c 1 localhost`);
    expect(stderr).toBe(`ping: ${line}\n\n`);
  });
});

test('floods: a dot for each, taken back with its answer, E for an error', async () => {
  const bench = await linuxTunnel();
  expect(await bench.output('ping -f -c 3 127.0.0.1')).toMatch(
    /^PING 127\.0\.0\.1 \(127\.0\.0\.1\) 56\(84\) bytes of data\.\n(?:\.[\b] [\b]){3}\n--- /,
  );
  await bench.output('ifconfig tun0 mtu 1000');
  const {stdout} = await bench.run('ping -f -c 2 -M do -s 1400 10.10.10.8');
  expect(stdout).toMatch(/^PING .*\nE+\n--- /);
});

test('asked how far it is, it says so on standard error', async () => {
  const bench = await linuxTunnel();
  bench.answer('tun0', {delay: 5});
  const running = bench.start('ping -c 2 10.10.10.8');
  await bench.until(() => running.output.stdout.includes('bytes of data'));
  bench.clock.advance(5);
  await bench.until(() => running.output.stdout.includes('icmp_seq=1'));
  running.askStatus();
  expect(running.output.stderr).toBe('\r1/1 packets, 0% loss, min/avg/ewma/max = 5.000/5.000/5.000/5.000 ms\n');
  running.interrupt();
  await running.ended;
});

async function linuxTunnel(): Promise<CommandBench> {
  const bench = await benchWithTunnel();
  await bench.output('host set local personality linux');
  return bench;
}
