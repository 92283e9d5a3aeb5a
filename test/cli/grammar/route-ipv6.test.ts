import {describe, expect, test} from 'vitest';
import {parseRoute} from '../../../src/cli/grammar/route.ts';
import {expectRefusal, words} from './refusals.ts';

test.each<readonly [string, object]>([
  ...['-6', '-n -6', '-n6', '-A inet6', '--inet6', '-inet6', 'inet6', 'list inet6', '-6 list', 'show -inet6'].map(
    (line): [string, object] => [line, {kind: 'list', family: 'inet6'}],
  ),
  ['-4', {kind: 'list', family: 'inet'}],
  ['-6 list tun/0', {kind: 'list', family: 'inet6', dev: 'tun0'}],
  ['-6 flush', {kind: 'flush', family: 'inet6'}],
  ['flush -inet6', {kind: 'flush', family: 'inet6'}],
  ['flush inet', {kind: 'flush', family: 'inet'}],
  ['get fd00::1', {kind: 'get', destination: 'fd00::1'}],
  ['-6 get fd00::1', {kind: 'get', destination: 'fd00::1'}],
  ['get inet6 fe80::1%eth0', {kind: 'get', destination: 'fe80::1', dev: 'eth0'}],
  ['get -inet6 -host FD00:0::1', {kind: 'get', destination: 'fd00::1'}],
])('route %s', (line, request) => {
  expect(parseRoute(words(line))).toEqual(request);
});

const DEFAULT = {dst: 'default', family: 'inet6'};

const haiku = [
  ['eth0 inet6 default gw fd00::1', {...DEFAULT, dev: 'eth0', gateway: 'fd00::1'}],
  ['/dev/net/ipro1000/0 inet6 fd44:: gw fd00::1 prefixlen 48', {dst: 'fd44::/48', dev: 'eth0', gateway: 'fd00::1'}],
  ['tun/0 inet6 fd44:: ffff:ffff:ffff::', {dst: 'fd44::/48', dev: 'tun0'}],
  ['tun/0 inet6 :: gw fd00::1', {...DEFAULT, dev: 'tun0', gateway: 'fd00::1'}],
  ['tun0 fd00::5 host', {dst: 'fd00::5', dev: 'tun0', type: 'unicast', to_host: true}],
  ['tun0 fd44::/48 reject', {dst: 'fd44::/48', dev: 'tun0', type: 'unreachable'}],
] as const;

const linux = [
  ['-6 default gw fe80::1 dev eth0', {...DEFAULT, gateway: 'fe80::1', dev: 'eth0'}],
  ['-A inet6 fd77::/64 dev tun0', {dst: 'fd77::/64', dev: 'tun0'}],
  ['-A inet6 fd44::/48 dev tap0 gw fd02::fe metric 5', {dst: 'fd44::/48', dev: 'tap0', gateway: 'fd02::fe', metric: 5}],
  ['--inet6 fd00::5 dev tun0', {dst: 'fd00::5', dev: 'tun0'}],
  ['fd44::/48 gw fe80::1%eth0', {dst: 'fd44::/48', dev: 'eth0', gateway: 'fe80::1'}],
  ['fd44::/48 gw fe80::1%em0 dev eth0', {dst: 'fd44::/48', dev: 'eth0', gateway: 'fe80::1'}],
  ['default gw fd00::1', {...DEFAULT, gateway: 'fd00::1'}],
  ['::/0 gw fd00::1', {...DEFAULT, gateway: 'fd00::1'}],
  ['-6 default dev tun0', {...DEFAULT, dev: 'tun0'}],
] as const;

const bsd = [
  ['-inet6 2001:db8::/32 2001:db8:1::1', {dst: '2001:db8::/32', gateway: '2001:db8:1::1'}],
  ['-inet6 fd44::/48 -iface tun0', {dst: 'fd44::/48', dev: 'tun0'}],
  ['-inet6 fd44:: -prefixlen 48 fd00::1', {dst: 'fd44::/48', gateway: 'fd00::1'}],
  ['-inet6 default fe80::1%eth0', {...DEFAULT, dev: 'eth0', gateway: 'fe80::1'}],
  ['-net -inet6 fd44::/48 fd00::1', {dst: 'fd44::/48', gateway: 'fd00::1'}],
  ['fe80::7%eth0 -iface eth0', {dst: 'fe80::7', dev: 'eth0'}],
  ['-inet6 fd44::/48 ::1 -reject', {dst: 'fd44::/48', gateway: '::1', type: 'unreachable'}],
] as const;

describe.each([
  ['Haiku', haiku],
  ['Linux', linux],
  ['BSD', bsd],
])('routes as %s writes them', (_system, lines) => {
  test.each<readonly [string, object]>(lines)('route add %s', (line, route) => {
    expect(parseRoute(['add', ...words(line)])).toEqual({kind: 'add', route});
    expect(parseRoute(['delete', ...words(line)])).toEqual({kind: 'delete', route});
  });
});

test('the option may stand before the command, too', () => {
  expect(parseRoute(words('-A inet6 add fd77::/64 dev tun0'))).toEqual(
    parseRoute(words('add -A inet6 fd77::/64 dev tun0')),
  );
  expect(parseRoute(words('-6 delete default'))).toEqual({kind: 'delete', route: DEFAULT});
});

test.each([
  ['-6 -4', '"-4" contradicts the address family'],
  ['-A inet7', 'write -A inet or -A inet6'],
  ['add -6 10.0.0.0/8 dev tun0', '"10.0.0.0" is an IPv4 address, and an IPv6 address belongs here'],
  ['add -4 fd00::/64 dev tun0', '"fd00::" is an IPv6 address, and an IPv4 address belongs here'],
  ['add -6 default gw 10.0.0.1', 'is an IPv4 address'],
  ['add fd00::1/64 dev tun0', 'fd00::1/64 has host bits set; the network is fd00::/64'],
  ['add fd00::/129 dev tun0', 'from 0 to 128'],
  ['add fd00:: -prefixlen 129 -iface tun0', 'from 0 to 128'],
  ['add 10.0.0.0 prefixlen 33 dev tun0', 'from 0 to 32'],
  ['add -net fd00:: dev tun0', 'how large is the network fd00::? write fd00::/LENGTH, or add: prefixlen LENGTH'],
  ['add -host fd00::/64 dev tun0', 'takes no mask: write fd00:: alone'],
  ['add fd00:: netmask 255.255.0.0 dev tun0', 'a mask of IPv4, for a destination of IPv6'],
  ['add 10.0.0.0 netmask ffff:: dev tun0', 'a mask of IPv6, for a destination of IPv4'],
  ['add tun0 fd00:: fd00::1', 'a gateway is written: gw fd00::1'],
  ['add fd44::/48 gw fe80::1%eth0 dev eth1', '%eth0 and eth1 are two interfaces'],
  ['add fd44::/48 gw fd00::1%eth0', 'not an address of one link'],
  ['add fd44::/48 gw fd00::1::', '"::" more than once'],
  ['get fd00::/64', 'has a prefix length'],
  ['-6 get 10.0.0.1', 'is an IPv4 address'],
  ['-6 get server', '"server" is not an IPv6 address'],
  ['get server', 'nor an IPv6 address'],
])('route %s is refused', (line, text) => {
  expectRefusal(parseRoute, line, text);
});
