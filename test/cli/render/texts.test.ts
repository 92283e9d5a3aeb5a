/** Texts for people that no other test prints, each from the smallest value that leads to it. */
import {describe, expect, test} from 'vitest';
import type {UdpReceiveEvent} from '../../../src/api/schema/udp.ts';
import {renderClock} from '../../../src/cli/render/clock.ts';
import {renderDhcp, renderLease} from '../../../src/cli/render/dhcp.ts';
import {renderFindings} from '../../../src/cli/render/findings.ts';
import {icmpErrorText} from '../../../src/cli/render/icmp-error.ts';
import {type Paint, PLAIN} from '../../../src/cli/render/paint.ts';
import {renderHop} from '../../../src/cli/render/trace.ts';
import {refusedBy, renderUdpEvent} from '../../../src/cli/render/udp.ts';
import {CommandBench} from '../../commands/command-context.ts';

const MARKED: Paint = {heading: (text) => `<${text}>`, alert: (text) => `!${text}!`};

describe('what traceroute puts behind a time', () => {
  const hop = (from: string, type: number, code: number) =>
    renderHop({ttl: 1, target: from, probes: [{from, rtt: 1, error: {type, code}}], reached: false});

  test.each(
    Object.entries({5: 'S', 6: 'U', 7: 'W', 8: 'I', 9: 'A', 10: 'Z', 11: 'Q', 12: 'T', 14: 'V', 15: 'C'}).map(
      ([code, letter]) => [Number(code), letter] as const,
    ),
  )('ICMP 3/%d: !%s', (code, letter) => expect(hop('10.0.0.1', 3, code)).toBe(` 1  10.0.0.1  1.000 ms !${letter}`));

  test.each([
    [1, 0, 'N'],
    [1, 1, 'X'],
    [1, 2, 'S'],
    [1, 3, 'H'],
    [2, 0, 'F'],
    [4, 1, 'P'],
  ])('ICMPv6 %d/%d: !%s', (type, code, letter) =>
    expect(hop('fd00::1', type, code)).toBe(` 1  fd00::1  1.000 ms !${letter}`),
  );
});

test.each([
  [1, 5, 'Destination unreachable: Source address failed ingress/egress policy'],
  [1, 6, 'Destination unreachable: Reject route to destination'],
  [4, 2, 'Parameter problem: Unknown IPv6 option at 8'],
])('ICMPv6 %d/%d: %s', (type, code, text) => {
  expect(icmpErrorText({from: 'fd00::1', type, code, pointer: 8})).toBe(text);
});

describe('udp', () => {
  const error = (from: string, type: number, code: number) => ({
    event: 'icmp-error' as const,
    at: 0,
    from,
    type,
    code,
    destination: from,
    port: 7,
  });

  test.each([
    ['fd00::1', 1, 0, 'ENETUNREACH', 'Network is unreachable'],
    ['fd00::1', 1, 1, 'EACCES', 'Permission denied'],
    ['fd00::1', 1, 4, 'ECONNREFUSED', 'Connection refused'],
    ['fd00::1', 2, 0, 'EMSGSIZE', 'Message too long'],
    ['fd00::1', 3, 0, 'EHOSTUNREACH', 'No route to host'],
    ['10.0.0.1', 3, 0, 'ENETUNREACH', 'Network is unreachable'],
    ['10.0.0.1', 3, 2, 'ECONNREFUSED', 'Connection refused'],
    ['10.0.0.1', 3, 3, 'ECONNREFUSED', 'Connection refused'],
    ['10.0.0.1', 3, 4, 'EMSGSIZE', 'Message too long'],
    ['10.0.0.1', 11, 0, 'EHOSTUNREACH', 'No route to host'],
  ])('what %s says by %d/%d is %s', (from, type, code, errorCode, text) => {
    const refusal = refusedBy(error(from, type, code) as never);
    const there = from.includes(':') ? `[${from}]:7` : `${from}:7`;
    expect(refusal.code).toBe(errorCode);
    expect(refusal.message.slice(0, `udp: ${there}: ${text} (`.length)).toBe(`udp: ${there}: ${text} (`);
    expect(refusal.message.endsWith(`, says ${from})`)).toBe(true);
  });

  test.each([
    [{event: 'bound', address: '::', port: 7}, 'listening on [::]:7\n'],
    [
      {event: 'sent', octets: 3, source_port: 9, address: '10.0.0.1', port: 7},
      'sent 3 octets from port 9 to 10.0.0.1:7\n',
    ],
    [{event: 'send-failed', message: 'why'}, 'could not be sent back: why\n'],
    [
      {event: 'datagram', from: '10.0.0.1', from_port: 9, octets: 7, lost: 2, hex: '0a0d095c1b41c3a4'},
      '(2 lost) 7 octets from 10.0.0.1:9: \\n\\r\\t\\\\\\u{1b}Aä\n',
    ],
    [error('10.0.0.1', 3, 3), '10.0.0.1: Destination Port Unreachable (about 10.0.0.1:7)\n'],
  ])('%j', (event, line) => expect(renderUdpEvent(event as UdpReceiveEvent, 'text')).toBe(line));

  test('ports with a node, as a table', async () => {
    const bench = new CommandBench();
    expect(await bench.output('udp list')).toBe('no UDP ports\n');
    await bench.output('udp bind 5000');
    const [heads, row] = (await bench.output('udp list')).split('\n');
    expect(heads!.split(/ {2,}/)).toEqual(
      'PORT ADDRESS OPENED WAITING RECEIVED SENT DROPPED REFUSED ERRORS GROUPS NODE'.split(' '),
    );
    expect(row!.split(/ {2,}/).slice(0, 10)).toEqual('5000 0.0.0.0 no 0 0 0 0 0 0 -'.split(' '));
  });
});

test.each([
  [{kind: 'real', next: null, held: false}, 'real clock: 1970-01-01T00:00:00.000Z'],
  [{kind: 'virtual', next: null, held: false}, 'virtual clock: 1970-01-01T00:00:00.000Z, nothing is left to happen'],
  [{kind: 'virtual', next: 5, held: true}, 'virtual clock, held: 1970-01-01T00:00:00.000Z, next event in 5 ms'],
] as const)('%j', (state, line) => expect(renderClock({...state, now: 0, awaited: false})).toBe(line));

test('leases, and that there is none', async () => {
  const lease = {
    local: '10.0.2.15',
    prefixlen: 24,
    server: '10.0.2.2',
    routers: ['10.0.2.2'],
    nameservers: ['10.0.2.3', '10.0.2.4'],
    expires_in: 86_400,
  };
  const state = (further: object) => ({ifname: 'eth1', state: 'bound', ...further}) as never;
  expect(renderLease(state({lease}))).toBe(
    'eth1: 10.0.2.15/24 from 10.0.2.2, router 10.0.2.2, resolver 10.0.2.3 10.0.2.4, for 86400 s',
  );
  expect(renderLease(state({lease: {...lease, routers: [], nameservers: [], mtu: 1400, expires_in: null}}))).toBe(
    'eth1: 10.0.2.15/24 from 10.0.2.2, MTU 1400, for ever',
  );
  expect(renderLease(state({}))).toBe('eth1: no lease yet (bound)');
  expect(await renderDhcp([])).toBe('no interface is configured by DHCP');
  const rows = (await renderDhcp([state({lease}), state({refusal: 'no'})], MARKED)).split('\n');
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    '<NAME> <STATE> <ADDRESS> <SERVER> <ROUTER> <RESOLVER> <LEFT>'.split(' '),
    ['eth1', 'bound', '10.0.2.15/24', '10.0.2.2', '10.0.2.2', '10.0.2.3 10.0.2.4', 'for 86400 s'],
    ['eth1', 'bound (!refused: no!)', '-', '-', '-', '-', '-'],
  ]);
});

test('findings, and what to do', () => {
  const findings = [
    {check: 'node', state: 'ok', text: '20'},
    {check: 'tools', state: 'wrong', text: 'gone', remedy: 'install'},
  ] as const;
  expect(renderFindings(findings, PLAIN)).toBe('ok     node   20\nwrong  tools  gone -> install\n');
});

test('counters and interfaces as tables', async () => {
  const bench = new CommandBench();
  expect(await bench.output('netstat -s')).toBe('nothing has happened yet\n');
  const [heads, row] = (await bench.output('netstat -i')).split('\n');
  expect(heads!.split(/ {2,}/)).toEqual(['NAME', 'MTU', 'RX', 'RX ERR', 'RX DROP', 'TX', 'TX ERR', 'TX DROP', 'FLAGS']);
  expect(row).toMatch(/^lo0 +65536 +0 +0 +0 +0 +0 +0 +UP LOOPBACK LOWER_UP$/);
  await bench.output('ping -c 1 127.0.0.1');
  expect(await bench.output('netstat -s')).toMatch(/^\S.*:\n\t\d+ \S.*\n/);
});

test('bridges: their state, and what is behind their ports', async () => {
  const bench = new CommandBench();
  expect(await bench.output('bridge list')).toBe('no bridges\n');
  await bench.output('host add far');
  await bench.output('wire add lan local:eth0 far:eth0');
  await bench.output('bridge add br0');
  const [heads, down] = (await bench.output('bridge list')).split('\n');
  expect(heads!.split(/ {2,}/)).toEqual(['NAME', 'STATE', 'ADDRESS', 'MTU', 'AGEING', 'PORTS']);
  expect(down).toMatch(/^br0 +down +02:\S+ +1500 +\d+s +-$/);
  await bench.output('bridge join br0 eth0');
  const idle = await bench.output('bridge show br0');
  expect(idle).toMatch(/^br0: down, MTU 1500, ageing \d+s\n {2}it carries nothing; bring it up: ifconfig br0 up\n/);
  expect(idle).toMatch(/^ {2}eth0 +down +none$/m);
  await bench.output('ifconfig br0 10.0.0.1/24 up');
  expect(await bench.output('bridge list')).toMatch(/^br0 +up /m);
  expect(await bench.output('bridge show br0')).toMatch(/^ {2}02:\S+ +br0 +its own$/m);
});
