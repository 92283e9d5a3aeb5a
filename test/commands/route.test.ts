import {describe, expect, test} from 'vitest';
import type {RouteState} from '../../src/api/schema/route.ts';
import {benchWithTunnel, CommandBench, SILENCE} from './command-context.ts';

const HEAD = `IPv4 routing table:
    Destination         Netmask         Gateway Flags  Interface
`;

/** What every host has, behind its IPv4 table. */
const IPV6 = `IPv6 routing table:
                            Destination                                     Gateway Flags  Interface
                                    ::1                                           - --HL-- loop

`;

async function network(): Promise<CommandBench> {
  const bench = new CommandBench();
  await bench.output('ifconfig tun0 10.10.10.10/24 up');
  return bench;
}

describe('route lists', () => {
  test.each([
    ...['route', 'route -n', 'route list', 'route -n list'].map((line) => [line, IPV6] as const),
    ...['route list inet', 'route -4', 'route -n -A inet'].map((line) => [line, ''] as const),
  ])('%s: what Haiku prints', async (line, ipv6) => {
    const bench = await network();
    await bench.output('route add tun0 default gw 10.10.10.8');
    expect(await bench.output(line)).toBe(
      `${HEAD}      127.0.0.1               -               - --HL-- loop
    10.10.10.10               -               - --HL-- tun/0
     10.10.10.0   255.255.255.0               - ------ tun/0
      127.0.0.0       255.0.0.0               - ------ loop
        0.0.0.0         0.0.0.0      10.10.10.8 D----- tun/0

${ipv6}`,
    );
  });

  test('only one interface, when one is named', async () => {
    const bench = await network();
    expect(await bench.output('route list lo0')).toBe(
      `${HEAD}      127.0.0.1               -               - --HL-- loop
      127.0.0.0       255.0.0.0               - ------ loop

${IPV6}`,
    );
  });

  test('nothing at all when there is no route', async () => {
    const bench = new CommandBench();
    await bench.output('ifconfig lo0 down');
    expect(await bench.output('route')).toBe('');
  });

  test('a rejecting and a swallowing route', async () => {
    const bench = await network();
    await bench.output('route add -net 192.0.2.0/24 -reject');
    await bench.output('route add -net 198.51.100.0/24 -blackhole');
    const listing = await bench.output('route');
    expect(listing).toContain('      192.0.2.0   255.255.255.0               - -R---- -\n');
    expect(listing).toContain('   198.51.100.0   255.255.255.0               - -R---- -\n');
  });
});

describe('route add', () => {
  test.each<[string, Partial<RouteState>]>([
    ['tun0 default gw 10.10.10.8', {dst: 'default', gateway: '10.10.10.8', dev: 'tun0'}],
    ['default 10.10.10.8', {dst: 'default', gateway: '10.10.10.8', dev: 'tun0'}],
    ['default gw 10.10.10.8 metric 5', {dst: 'default', metric: 5}],
    ['-net 10.0.0.0/8 dev tun0', {dst: '10.0.0.0/8', dev: 'tun0'}],
    ['-net 10.0.0.0 netmask 255.0.0.0 gw 10.10.10.8', {dst: '10.0.0.0/8', gateway: '10.10.10.8'}],
    ['-net 10.0.0.0/8 10.10.10.8', {dst: '10.0.0.0/8', gateway: '10.10.10.8'}],
    ['-net 10.0.0.0 10.10.10.8 255.0.0.0', {dst: '10.0.0.0/8', gateway: '10.10.10.8'}],
    ['-host 192.0.2.7 10.10.10.8', {dst: '192.0.2.7', gateway: '10.10.10.8', flags: ['host']}],
    ['-host 192.0.2.7 -interface tun0', {dst: '192.0.2.7', dev: 'tun0', flags: ['host']}],
    ['tun0 192.0.2.7 host', {dst: '192.0.2.7', dev: 'tun0', flags: ['host']}],
    ['tun0 192.0.2.0 255.255.255.0', {dst: '192.0.2.0/24', dev: 'tun0'}],
    ['tun/0 inet 192.0.2.0 netmask 255.255.255.0', {dst: '192.0.2.0/24', dev: 'tun0'}],
    ['0.0.0.0/1 10.10.10.8', {dst: '0.0.0.0/1', gateway: '10.10.10.8'}],
    ['128.0.0.0 netmask 128.0.0.0 gw 10.10.10.8', {dst: '128.0.0.0/1'}],
    ['-net 192.0.2.0/24 -reject', {dst: '192.0.2.0/24', type: 'unreachable'}],
    ['-net 192.0.2.0/24 reject', {type: 'unreachable'}],
    ['-net 192.0.2.0/24 -blackhole', {type: 'blackhole'}],
  ])('%s', async (words, route) => {
    const bench = await network();
    expect(await bench.run(`route add ${words}`)).toEqual(SILENCE);
    const added = (await bench.json<RouteState[]>('route')).filter(({protocol}) => protocol === 'static');
    expect(added).toMatchObject([route]);
    expect(await bench.run(`route delete ${words}`)).toEqual(SILENCE);
    expect((await bench.json<RouteState[]>('route')).filter(({protocol}) => protocol === 'static')).toEqual([]);
  });

  test('replaces the local route of an address by a plain host route', async () => {
    const bench = await benchWithTunnel();
    await bench.output('route delete 10.10.10.10');
    await bench.output('route add tun0 10.10.10.10 host');
    expect(await bench.output('route')).toContain('    10.10.10.10               -               - --H--- tun/0\n');
  });
});

describe('route get', () => {
  test.each([
    ['10.10.10.77', '10.10.10.0/24 source 10.10.10.10\n'],
    ['10.10.10.10', '10.10.10.10/32 source 10.10.10.10\n'],
    ['8.8.8.8', '0.0.0.0/0 gateway 10.10.10.8 source 10.10.10.10\n'],
    ['inet 8.8.8.8', '0.0.0.0/0 gateway 10.10.10.8 source 10.10.10.10\n'],
  ])('%s', async (words, line) => {
    const bench = await network();
    await bench.output('route add default 10.10.10.8');
    expect(await bench.output(`route get ${words}`)).toBe(line);
  });

  test('says when no route leads there', async () => {
    const bench = await network();
    expect(await bench.run('route get 8.8.8.8')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'route: no route leads to 8.8.8.8\n',
    });
  });
});

test('route flush deletes what was typed in, and nothing else', async () => {
  const bench = await network();
  const before = await bench.output('route');
  await bench.output('route add default 10.10.10.8');
  await bench.output('route add -net 192.0.2.0/24 -reject');
  expect(await bench.run('route flush')).toEqual(SILENCE);
  expect(await bench.output('route')).toBe(before);
  await bench.output('route add default 10.10.10.8');
  expect(await bench.json('route flush')).toEqual({deleted: 1});
});

test('route --json has the keys of ip -j route', async () => {
  const bench = await network();
  await bench.output('route add default gw 10.10.10.8 metric 3');
  const routes = await bench.json<RouteState[]>('route');
  const kernel = {family: 'inet', metric: 0, protocol: 'kernel'};
  expect(routes).toEqual([
    {dst: '127.0.0.1', type: 'local', dev: 'lo0', prefsrc: '127.0.0.1', flags: ['host'], ...kernel},
    {dst: '10.10.10.10', type: 'local', dev: 'tun0', prefsrc: '10.10.10.10', flags: ['host'], ...kernel},
    {dst: '10.10.10.0/24', type: 'unicast', dev: 'tun0', prefsrc: '10.10.10.10', flags: [], ...kernel},
    {dst: '127.0.0.0/8', type: 'unicast', dev: 'lo0', prefsrc: '127.0.0.1', flags: [], ...kernel},
    {
      ...kernel,
      dst: 'default',
      type: 'unicast',
      gateway: '10.10.10.8',
      dev: 'tun0',
      metric: 3,
      protocol: 'static',
      flags: [],
    },
    {...kernel, family: 'inet6', dst: '::1', type: 'local', dev: 'lo0', prefsrc: '::1', flags: ['host']},
  ]);
});
