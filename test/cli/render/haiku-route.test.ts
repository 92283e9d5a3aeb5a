import {expect, test} from 'vitest';
import type {RouteState} from '../../../src/api/schema/route.ts';
import type {Family} from '../../../src/api/schema/scalars.ts';
import {renderRouteLookup, ROUTE_TABLE} from '../../../src/cli/render/haiku-route.ts';
import {formatRows} from '../../../src/cli/rows.ts';

function route(dst: string, change: Partial<RouteState> = {}): RouteState {
  return {dst, family: 'inet', type: 'unicast', metric: 0, protocol: 'static', flags: [], dev: 'tun0', ...change};
}

/** The lines of the table. */
async function linesOf(routes: readonly RouteState[], family: Family = 'inet'): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of formatRows(stream(routes), ROUTE_TABLE[family])) pieces.push(piece);
  return pieces.join('').split('\n');
}

// eslint-disable-next-line @typescript-eslint/require-await -- what a lab streams is asynchronous
async function* stream<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows;
}

test('the table of the sample', async () => {
  const routes: RouteState[] = [
    route('10.10.10.10', {type: 'local', flags: ['host']}),
    route('127.0.0.1', {type: 'local', flags: ['host'], dev: 'lo0'}),
    route('192.168.1.20', {type: 'local', flags: ['host'], dev: 'eth0'}),
    route('10.10.10.0/24'),
    route('192.168.1.0/24', {dev: 'eth0'}),
    route('127.0.0.0/8', {dev: 'lo0'}),
    route('default', {gateway: '192.168.1.1', dev: 'eth0'}),
  ];
  expect(await linesOf(routes)).toEqual([
    'IPv4 routing table:',
    '    Destination         Netmask         Gateway Flags  Interface',
    '    10.10.10.10               -               - --HL-- tun/0',
    '      127.0.0.1               -               - --HL-- loop',
    '   192.168.1.20               -               - --HL-- /dev/net/ipro1000/0',
    '     10.10.10.0   255.255.255.0               - ------ tun/0',
    '    192.168.1.0   255.255.255.0               - ------ /dev/net/ipro1000/0',
    '      127.0.0.0       255.0.0.0               - ------ loop',
    '        0.0.0.0         0.0.0.0     192.168.1.1 D----- /dev/net/ipro1000/0',
    '',
    '',
  ]);
});

test.each([
  [
    'a half of everything is not the default',
    route('0.0.0.0/1'),
    '        0.0.0.0       128.0.0.0               - ------ tun/0',
  ],
  [
    'a host route',
    route('10.0.0.1', {flags: ['host']}),
    '       10.0.0.1               -               - --H--- tun/0',
  ],
  ['one address without `host`', route('10.0.0.1'), '       10.0.0.1               -               - ------ tun/0'],
  [
    'a rejected host',
    route('10.0.0.1', {type: 'unreachable', flags: ['host']}),
    '       10.0.0.1               -               - -RH--- tun/0',
  ],
  [
    'a rejected default',
    route('default', {type: 'blackhole'}),
    '        0.0.0.0         0.0.0.0               - DR---- tun/0',
  ],
])('%s', async (_what, state, line) => {
  expect((await linesOf([state]))[2]).toBe(line);
});

test('a route that leads to no interface has a dash there', async () => {
  const rejected: RouteState = {
    dst: '10.0.0.0/8',
    family: 'inet',
    type: 'unreachable',
    metric: 0,
    protocol: 'static',
    flags: [],
  };
  expect((await linesOf([rejected]))[2]).toBe('       10.0.0.0       255.0.0.0               - -R---- -');
});

test('a route whose interface has no link says so behind the interface', async () => {
  const routes = [
    route('10.0.0.0/24', {dev: 'eth1', flags: ['linkdown']}),
    route('10.0.0.9', {flags: ['host', 'linkdown']}),
  ];
  expect((await linesOf(routes)).slice(2, 4)).toEqual([
    '       10.0.0.0   255.255.255.0               - ------ /dev/net/ipro1000/1 linkdown',
    '       10.0.0.9               -               - --H--- tun/0 linkdown',
  ]);
});

test('IPv6 has wide columns, and lengths behind the destinations', async () => {
  const ipv6 = {family: 'inet6'} as const;
  const routes: RouteState[] = [
    route('::1', {...ipv6, type: 'local', flags: ['host'], dev: 'lo0'}),
    route('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', {...ipv6, dev: 'eth0'}),
    route('2001:db8::/32', {...ipv6, gateway: 'fe80::1', dev: 'eth0'}),
    route('fc00::/7', {...ipv6, type: 'unreachable'}),
    route('default', {...ipv6, gateway: 'fe80::1', dev: 'eth0'}),
  ];
  expect((await linesOf(routes, 'inet6')).join('\n')).toBe(
    `IPv6 routing table:
                            Destination                                     Gateway Flags  Interface
                                    ::1                                           - --HL-- loop
 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff                                           - ------ /dev/net/ipro1000/0
                             2001:db8::/32                                  fe80::1 ------ /dev/net/ipro1000/0
                                 fc00::/7                                         - -R---- tun/0
                                     ::/0                                   fe80::1 D----- /dev/net/ipro1000/0

`,
  );
});

test('what was looked up in the IPv6 table', () => {
  const found = route('default', {family: 'inet6', gateway: 'fe80::1', prefsrc: 'fd00::2'});
  expect(renderRouteLookup(found)).toBe('::/0 gateway fe80::1 source fd00::2');
  expect(renderRouteLookup(route('fd00::1', {family: 'inet6'}))).toBe('fd00::1/128 source ::');
});

test('an empty table prints nothing at all', async () => {
  expect(await linesOf([])).toEqual(['']);
});

test('lines come while routes are still coming', async () => {
  let taken = 0;
  function* endless(): Iterable<RouteState> {
    for (;;) {
      taken++;
      yield route(`10.${taken >>> 8}.${taken & 255}.0/24`);
    }
  }
  for await (const piece of formatRows(stream(endless()), ROUTE_TABLE.inet)) if (piece.includes(' 10.1.0.0 ')) break;
  expect(taken).toBeLessThan(1000);
});

test.each([
  [
    route('default', {gateway: '192.168.1.1', prefsrc: '192.168.1.20'}),
    '0.0.0.0/0 gateway 192.168.1.1 source 192.168.1.20',
  ],
  [route('10.10.10.0/24', {prefsrc: '10.10.10.10'}), '10.10.10.0/24 source 10.10.10.10'],
  [route('10.10.10.10', {type: 'local', prefsrc: '10.10.10.10'}), '10.10.10.10/32 source 10.10.10.10'],
  [route('10.9.0.0/16'), '10.9.0.0/16 source 0.0.0.0'],
])('route get: the route to $dst', (state, line) => {
  expect(renderRouteLookup(state)).toBe(line);
});
