/** Texts of FreeBSD's tools that no command of the transcripts brings about. */
import {describe, expect, test} from 'vitest';
import type {AddressState, InterfaceState} from '../../../src/api/schema/interface.ts';
import {ip6HeaderText} from '../../../src/cli/personality/bsd/ip-header-text.ts';
import {interfaceText} from '../../../src/cli/personality/bsd/interface-text.ts';
import {BsdPingStatistics} from '../../../src/cli/personality/bsd/ping-statistics.ts';
import {error6Text, RouteRecord} from '../../../src/cli/personality/bsd/ping-text.ts';
import {strerror} from '../../../src/cli/personality/bsd/strerror.ts';
import {interfaceTemplate} from './interface-template.ts';

test.each([
  ['ENOENT', 'No such file or directory'],
  ['ESRCH', 'No such process'],
  ['EIO', 'Input/output error'],
  ['ENXIO', 'Device not configured'],
  ['EBADF', 'Bad file descriptor'],
  ['EACCES', 'Permission denied'],
  ['EBUSY', 'Device busy'],
  ['EEXIST', 'File exists'],
  ['ENODEV', 'Operation not supported by device'],
  ['EINVAL', 'Invalid argument'],
  ['EAGAIN', 'Resource temporarily unavailable'],
  ['EMSGSIZE', 'Message too long'],
  ['EOPNOTSUPP', 'Operation not supported'],
  ['EAFNOSUPPORT', 'Address family not supported by protocol family'],
  ['EADDRINUSE', 'Address already in use'],
  ['EADDRNOTAVAIL', "Can't assign requested address"],
  ['ENETDOWN', 'Network is down'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['ENOBUFS', 'No buffer space available'],
  ['ETIMEDOUT', 'Operation timed out'],
  ['ECONNREFUSED', 'Connection refused'],
  ['ENAMETOOLONG', 'File name too long'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ECANCELED', 'Operation canceled'],
  ['EUSAGE', undefined],
])('%s: %s', (code, text) => {
  expect(strerror(code)).toBe(text);
});

describe('ICMP errors of IPv6', () => {
  test.each([
    [1, 0, 'No Route to Destination'],
    [1, 1, 'Destination Administratively Unreachable'],
    [1, 2, 'Destination Unreachable Beyond Scope'],
    [1, 3, 'Destination Host Unreachable'],
    [1, 4, 'Destination Port Unreachable'],
    [1, 7, 'Destination Unreachable, Bad Code: 7'],
    [2, 0, 'Packet too big mtu = 1280'],
    [3, 0, 'Time to live exceeded'],
    [3, 1, 'Frag reassembly time exceeded'],
    [3, 2, 'Time exceeded, Bad Code: 2'],
    [4, 0, 'Parameter problem: Erroneous Header pointer = 0x06'],
    [4, 1, 'Parameter problem: Unknown Nextheader pointer = 0x06'],
    [4, 2, 'Parameter problem: Unrecognized Option pointer = 0x06'],
    [4, 3, 'Parameter problem: Bad code(3) pointer = 0x06'],
    [9, 0, 'Bad ICMP type: 9'],
  ])('type %i code %i: %s', (type, code, text) => {
    const about = {event: 'icmp-error', at: 0, seq: 0, from: 'fe80::2', octets: 64, ttl: 64, quoted: ''} as const;
    expect(error6Text({...about, type, code, mtu: 1280, pointer: 6}, 'fe80::2%em0')).toBe(
      `64 bytes from fe80::2%em0: ${text}\nIP6...\n`,
    );
  });

  test('quote a header and what is behind it', () => {
    const header = `6123456700103a40${'20010db8'.padEnd(31, '0')}1${'20010db8'.padEnd(31, '0')}2`;
    const lines = 'Vr TC  Flow Plen Nxt Hlim\n 6 12 34567 0010  3a   40\n2001:db8::1->2001:db8::2\n';
    expect(ip6HeaderText(`${header}8000000000000000`)).toBe(`${lines}ICMP6: type = 128, code = 0\n`);
    expect(ip6HeaderText(header)).toBe(`${lines}...\n`);
  });
});

test('IP options', () => {
  const record = new RouteRecord();
  expect(record.text([{type: 'other', number: 0x83}, {type: 'no-operation'}])).toBe('\nunknown option 83\nNOP');
  expect(record.text([{type: 'timestamp', missed: 0, times: []}])).toBe('\nunknown option 44');
  expect(record.text([{type: 'record-route', route: []}])).toBe('\nRR: \t(truncated route)');
  expect(record.text([{type: 'record-route', route: ['10.0.0.1', '10.0.0.2']}])).toBe('\nRR: \t10.0.0.1\n\t10.0.0.2');
  expect(record.text([{type: 'record-route', route: ['10.0.0.1', '10.0.0.2']}])).toBe('\t(same route)');
});

test('more replies than requests', () => {
  const statistics = new BsdPingStatistics(false);
  statistics.add({event: 'sent', at: 0, seq: 0, size: 56});
  const reply = {event: 'reply', at: 0, from: '10.0.0.2', octets: 64, ttl: 64, duplicate: false} as const;
  for (const seq of [0, 1]) statistics.add({...reply, seq});
  expect(statistics.text('far')).toBe(
    "\n--- far ping statistics ---\n1 packets transmitted, 2 packets received, -- somebody's duplicating packets!\n",
  );
});

test.each<[string, Partial<AddressState>]>([
  ['duplicated', {dadfailed: true}],
  ['tentative', {tentative: true}],
  ['deprecated', {deprecated: true}],
  ['autoconf pltime 5 vltime 9', {dynamic: true, preferred_life_time: 5, valid_life_time: 9}],
])('an address that is %s', (words, marks) => {
  const state: InterfaceState = {
    ...interfaceTemplate('eth0', 'ether'),
    addr_info: [{family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global', ...marks}],
  };
  const details = {
    family: 'inet6',
    formats: {},
    supported: false,
    pid: 1,
    nameOf: (address: string) => address,
  } as const;
  const lines = interfaceText({state, name: 'em0', kind: 'nic', opened: false}, details).split('\n');
  expect(lines).toContain(`\tinet6 2001:db8::1 prefixlen 64 ${words}`);
});
