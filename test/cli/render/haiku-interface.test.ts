import {expect, test} from 'vitest';
import type {Counters, InterfaceState} from '../../../src/api/schema/interface.ts';
import {renderInterface} from '../../../src/cli/render/haiku-interface.ts';

function counters(packets = 0, bytes = 0): Counters {
  return {packets, bytes, errors: 0, dropped: 0, multicast: 0, drop_reasons: {}};
}

function state(change: Partial<InterfaceState>): InterfaceState {
  return {
    ifindex: 2,
    ifname: 'tun0',
    link_type: 'none',
    flags: ['POINTOPOINT', 'LOWER_UP', 'UP'],
    mtu: 1514,
    metric: 0,
    addr_info: [{family: 'inet', scope: 'global', local: '10.10.10.10', prefixlen: 24}],
    inet6: {enabled: false, accept_ra: false, advertise: false},
    stats64: {rx: counters(), tx: counters(), collisions: 0},
    ...change,
  };
}

const NO_TRAFFIC = [
  '\tReceive: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped',
  '\tTransmit: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped',
  '\tCollisions: 0',
  '',
];

test('a loopback, with its Haiku name and its counters', () => {
  const loop = state({
    ifname: 'lo0',
    link_type: 'loopback',
    flags: ['UP', 'LOOPBACK', 'LOWER_UP'],
    mtu: 65536,
    addr_info: [{family: 'inet', scope: 'global', local: '127.0.0.1', prefixlen: 8}],
    stats64: {rx: counters(), tx: counters(12, 1008), collisions: 0},
  });
  expect(renderInterface(loop)).toBe(
    [
      'loop\tHardware type: Local Loopback, Address: none',
      '\tinet addr: 127.0.0.1, Mask: 255.0.0.0',
      '\tMTU: 65536, Metric: 0, up loopback link',
      '\tReceive: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped',
      '\tTransmit: 12 packets, 0 errors, 1008 bytes, 0 mcasts, 0 dropped',
      '\tCollisions: 0',
      '',
    ].join('\n'),
  );
});

test('IPv6 addresses have a length, and notes behind it', () => {
  const address = {family: 'inet6', scope: 'global', local: 'fd00::2', prefixlen: 64} as const;
  const tap = state({
    ifname: 'tap0',
    flags: ['UP', 'BROADCAST'],
    addr_info: [
      {...address, local: 'fe80::2', scope: 'link'},
      {...address, tentative: true, optimistic: true},
      {...address, dynamic: true, deprecated: true, valid_life_time: 9, preferred_life_time: 0},
      {...address, dadfailed: true},
    ],
  });
  expect(renderInterface(tap).split('\n').slice(1, 6)).toEqual([
    '\tinet addr: --, Mask: --',
    '\tinet6 addr: fe80::2, Bcast: --, Prefix Length: 64',
    '\tinet6 addr: fd00::2, Bcast: --, Prefix Length: 64, tentative optimistic',
    '\tinet6 addr: fd00::2, Bcast: --, Prefix Length: 64, autoconf deprecated',
    '\tinet6 addr: fd00::2, Bcast: --, Prefix Length: 64, duplicated',
  ]);
});

test('a tun is of unknown type, and its other end is not printed', () => {
  const tun = state({
    addr_info: [{family: 'inet', scope: 'global', local: '10.10.10.10', address: '10.10.10.8', prefixlen: 24}],
  });
  expect(renderInterface(tun)).toBe(
    [
      'tun/0\tHardware type: unknown, Address: none',
      '\tinet addr: 10.10.10.10, Mask: 255.255.255.0',
      '\tMTU: 1514, Metric: 0, up link',
      ...NO_TRAFFIC,
    ].join('\n'),
  );
});

test('a tap has a hardware address, and a broadcast address a line', () => {
  const tap = state({
    ifname: 'tap0',
    link_type: 'ether',
    address: '02:1B:9C:44:07:E1',
    flags: ['UP', 'LOWER_UP', 'BROADCAST'],
    addr_info: [
      {family: 'inet', scope: 'global', local: '10.9.0.2', prefixlen: 24, broadcast: '10.9.0.255'},
      {family: 'inet', scope: 'global', local: '10.9.1.2', prefixlen: 24},
    ],
  });
  expect(renderInterface(tap)).toBe(
    [
      'tap/0\tHardware type: Ethernet, Address: 02:1b:9c:44:07:e1',
      '\tinet addr: 10.9.0.2, Bcast: 10.9.0.255, Mask: 255.255.255.0',
      '\tinet addr: 10.9.1.2, Bcast: --, Mask: 255.255.255.0',
      '\tMTU: 1514, Metric: 0, up broadcast link',
      ...NO_TRAFFIC,
    ].join('\n'),
  );
});

test('a long name stands on a line of its own', () => {
  const nic = state({ifname: 'eth0', link_type: 'ether', address: '08:00:27:12:34:56'});
  expect(renderInterface(nic)).toMatch(
    /^\/dev\/net\/ipro1000\/0\n\tHardware type: Ethernet, Address: 08:00:27:12:34:56\n/,
  );
});

test.each([
  ['seven', 'tunnel7', 'tunnel7\tHardware'],
  ['eight', 'tunnel88', 'tunnel88\n\tHardware'],
])('a name of %s characters', (_length, ifname, start) => {
  expect(renderInterface(state({ifname})).startsWith(start)).toBe(true);
});

test('an interface without addresses shows two dashes, as scripts expect', () => {
  expect(renderInterface(state({addr_info: []}))).toContain('\n\tinet addr: --, Mask: --\n');
});

test.each([
  ['no flags', [], 'Metric: 0\n'],
  ['a flag Haiku does not print', ['POINTOPOINT'], 'Metric: 0\n'],
  [
    'all of them, in the order of Haiku',
    ['LOWER_UP', 'PROMISC', 'POINTOPOINT', 'NOARP', 'LOOPBACK', 'BROADCAST', 'UP'],
    'Metric: 0, up noarp broadcast loopback promiscuous link\n',
  ],
] as const)('%s', (_what, flags, text) => {
  expect(renderInterface(state({flags: [...flags]}))).toContain(text);
});

test('every counter has its place', () => {
  const rx = {packets: 1, errors: 2, bytes: 3, multicast: 4, dropped: 5, drop_reasons: {}};
  const text = renderInterface(state({stats64: {rx, tx: {...rx, packets: 6}, collisions: 7}}));
  expect(text).toContain('\tReceive: 1 packets, 2 errors, 3 bytes, 4 mcasts, 5 dropped\n\tTransmit: 6 packets');
  expect(text).toMatch(/\tCollisions: 7\n$/);
});
