import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseRoute} from '../../../src/cli/grammar/route.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

test.each([
  ['', {kind: 'list'}],
  ['-n', {kind: 'list'}],
  ['-nve', {kind: 'list'}],
  ['-ee -A inet', {kind: 'list', family: 'inet'}],
  ['list', {kind: 'list'}],
  ['inet', {kind: 'list', family: 'inet'}],
  ['list inet', {kind: 'list', family: 'inet'}],
  ['list tun/0', {kind: 'list', dev: 'tun0'}],
  ['list inet dev tun0', {kind: 'list', family: 'inet', dev: 'tun0'}],
  ['get 10.0.0.1', {kind: 'get', destination: '10.0.0.1'}],
  ['-n get inet 10.0.0.1', {kind: 'get', destination: '10.0.0.1'}],
  ['get -host 10.0.0.1', {kind: 'get', destination: '10.0.0.1'}],
  ['flush', {kind: 'flush'}],
  ['-n flush', {kind: 'flush'}],
])('route %s', (line, request) => {
  expect(parseRoute(words(line))).toEqual(request);
});

const haiku = [
  ['tun0 default gw 10.8.0.1', {dst: 'default', dev: 'tun0', gateway: '10.8.0.1'}],
  ['/dev/net/ipro1000/0 default gateway 192.168.0.254', {dst: 'default', dev: 'eth0', gateway: '192.168.0.254'}],
  ['tun/0 inet 10.44.0.0 gw 10.8.0.1 netmask 255.255.0.0', {dst: '10.44.0.0/16', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun/0 inet 0.0.0.0 gw 10.8.0.1 netmask 0.0.0.0', {dst: 'default', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 0.0.0.0 gw 10.8.0.1', {dst: 'default', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 0.0.0.0 gw 10.8.0.1 netmask 128.0.0.0', {dst: '0.0.0.0/1', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 128.0.0.0 gw 10.8.0.1 nm 128.0.0.0', {dst: '128.0.0.0/1', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 10.0.0.0 255.0.0.0', {dst: '10.0.0.0/8', dev: 'tun0'}],
  ['tun0 10.0.0.0 255.0.0.0 gw 10.8.0.1', {dst: '10.0.0.0/8', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 10.0.0.0 gw 10.8.0.1', {dst: '10.0.0.0', dev: 'tun0', gateway: '10.8.0.1'}],
  ['tun0 10.0.0.0 plen 8', {dst: '10.0.0.0/8', dev: 'tun0'}],
  ['tun0 10.10.10.10 host', {dst: '10.10.10.10', dev: 'tun0', type: 'unicast', to_host: true}],
  ['tun0 10.10.10.10 local', {dst: '10.10.10.10', dev: 'tun0', type: 'local', to_host: true}],
  ['tun0 10.0.0.0 255.0.0.0 reject', {dst: '10.0.0.0/8', dev: 'tun0', type: 'unreachable'}],
] as const;

const linux = [
  ['-net 10.0.0.0/8 dev tun0', {dst: '10.0.0.0/8', dev: 'tun0'}],
  ['-net 10.0.0.0 netmask 255.0.0.0 gw 10.8.0.9 metric 5', {dst: '10.0.0.0/8', gateway: '10.8.0.9', metric: 5}],
  ['-net 192.168.2.0/24 tun0', {dst: '192.168.2.0/24', dev: 'tun0'}],
  ['-net 0.0.0.0/1 dev tun0', {dst: '0.0.0.0/1', dev: 'tun0'}],
  ['-net 0.0.0.0 netmask 0.0.0.0 dev tun0 metric 7', {dst: 'default', dev: 'tun0', metric: 7}],
  ['-net 0.0.0.0/0 dev tun0', {dst: 'default', dev: 'tun0'}],
  ['-host 172.16.0.5 dev tun0', {dst: '172.16.0.5', dev: 'tun0', type: 'unicast', to_host: true}],
  ['172.16.0.5 dev tun0', {dst: '172.16.0.5', dev: 'tun0'}],
  ['172.16.0.5/32 dev tun0', {dst: '172.16.0.5', dev: 'tun0'}],
  ['default gw 10.8.0.254', {dst: 'default', gateway: '10.8.0.254'}],
  ['default gw 10.8.0.254 eth0', {dst: 'default', gateway: '10.8.0.254', dev: 'eth0'}],
  ['default dev tun0 metric 9', {dst: 'default', dev: 'tun0', metric: 9}],
  ['dev tun0 gw 10.8.0.1 netmask 255.255.0.0 -net 10.9.0.0', {dst: '10.9.0.0/16', dev: 'tun0', gateway: '10.8.0.1'}],
  ['-net 172.19.0.0/16 reject', {dst: '172.19.0.0/16', type: 'unreachable'}],
  ['-host 172.19.5.5 reject', {dst: '172.19.5.5', type: 'unreachable', to_host: true}],
  ['-net 10.0.0.0/8 dev tun0 metric -1', {dst: '10.0.0.0/8', dev: 'tun0', metric: -1}],
] as const;

const bsd = [
  ['default 10.0.0.1', {dst: 'default', gateway: '10.0.0.1'}],
  ['-net 10.44.0.0 10.8.0.1 255.255.0.0', {dst: '10.44.0.0/16', gateway: '10.8.0.1'}],
  ['-net 10.44.0.0 255.255.0.0 10.8.0.1', {dst: '10.44.0.0/16', gateway: '10.8.0.1'}],
  ['-net 0.0.0.0 10.8.0.1 128.0.0.0', {dst: '0.0.0.0/1', gateway: '10.8.0.1'}],
  ['-net 10.44.0.0/16 10.8.0.1', {dst: '10.44.0.0/16', gateway: '10.8.0.1'}],
  ['10.44.0.0/16 10.8.0.1', {dst: '10.44.0.0/16', gateway: '10.8.0.1'}],
  ['-net 10.44.0.0 10.8.0.1 -netmask 255.255.0.0', {dst: '10.44.0.0/16', gateway: '10.8.0.1'}],
  ['-cloning -net 10.44.0.0 -netmask 255.255.0.0 -interface tun0', {dst: '10.44.0.0/16', dev: 'tun0'}],
  ['-host 10.1.1.1 10.8.0.1', {dst: '10.1.1.1', gateway: '10.8.0.1', type: 'unicast', to_host: true}],
  ['10.1.1.1 10.8.0.1', {dst: '10.1.1.1', gateway: '10.8.0.1'}],
  ['-net 10.0.0.0/8 127.0.0.1 -blackhole', {dst: '10.0.0.0/8', gateway: '127.0.0.1', type: 'blackhole'}],
  ['-net 10.0.0.0/8 -reject', {dst: '10.0.0.0/8', type: 'unreachable'}],
  ['tun0 10.0.0.0/8 10.8.0.1', {dst: '10.0.0.0/8', dev: 'tun0', gateway: '10.8.0.1'}],
] as const;

describe.each([
  ['Haiku', haiku],
  ['Linux', linux],
  ['BSD', bsd],
])('routes as %s writes them', (_system, lines) => {
  test.each<readonly [string, object]>(lines)('route add %s', (line, route) => {
    for (const word of ['add', '-a']) expect(parseRoute([word, ...words(line)])).toEqual({kind: 'add', route});
    for (const word of ['delete', 'del', '-d'])
      expect(parseRoute([word, ...words(line)])).toEqual({kind: 'delete', route});
  });
});

test('a route can be deleted by its destination alone', () => {
  expect(parseRoute(words('del default'))).toEqual({kind: 'delete', route: {dst: 'default'}});
  expect(parseRoute(words('del -net 10.0.0.0/8'))).toEqual({kind: 'delete', route: {dst: '10.0.0.0/8'}});
});

test.each([
  ['bogus', '"bogus" is not a command of route'],
  ['change default 10.0.0.1', 'delete it, then add'],
  ['list tun0 tun1', '"tun1" is one word too many'],
  ['get', 'say which address'],
  ['get default', '"default" is not an IPv4 address'],
  ['get 10.0.0.1 10.0.0.2', 'one word too many'],
  ['get 10.0.0.0/8', 'has a prefix length'],
  ['flush tun0', 'leave out "tun0"'],
  ['-A bogus', 'write -A inet'],
  ['-A', '"-A" needs an address family'],
  ['add', 'say where to'],
  ['add dev tun0', 'say where to'],
  ['add default', 'say where the route leads'],
  ['add -net 10.0.0.0/8', 'say where the route leads'],
  ['add 10.0.0.1 local', 'say where the route leads'],
  ['add -net 10.0.0.1/8 dev tun0', '10.0.0.1/8 has host bits set; the network is 10.0.0.0/8'],
  ['add -net 192.168.1.5 netmask 255.255.255.0 dev tun0', 'the network is 192.168.1.0/24'],
  ['add -net 10.0.0.0 dev tun0', 'how large is the network 10.0.0.0? write 10.0.0.0/LENGTH'],
  ['add -net 10.8 dev tun0', '10.0.0.8 or 10.8.0.0'],
  ['add -net 10.0.0.0 netmask 255.0.255.0 dev tun0', 'without holes'],
  ['add -net 10.0.0.0 10.8.0.1 255.0.255.0', 'without holes'],
  ['add -net 10.0.0.0/33 dev tun0', 'from 0 to 32'],
  ['add -net 10.0.0.0/x dev tun0', 'from 0 to 32'],
  ['add -net 10.0.0.0/8 netmask 255.0.0.0 dev tun0', 'the mask is given twice'],
  ['add -net -host 10.0.0.1 dev tun0', '-net and -host contradict'],
  ['add -host 10.0.0.0/8 dev tun0', 'takes no mask: write 10.0.0.0 alone'],
  ['add tun0 10.0.0.0 255.0.0.0 local', 'takes no mask'],
  ['add host default dev tun0', 'does not lead to one host'],
  ['add default netmask 255.0.0.0 dev tun0', 'the default route has no mask'],
  ['add tun0 10.0.0.0 10.8.0.1', 'a gateway is written: gw 10.8.0.1'],
  ['add 10.0.0.0/8 gw 10.8.0.1 gw 10.8.0.1', 'the gateway is given twice'],
  ['add 10.0.0.0/8 10.8.0.1 dev tun0 dev tun0', 'second interface'],
  ['add 10.0.0.0/8 10.8.0.1 metric 1 metric 1', 'the metric is given twice'],
  ['add 10.0.0.0/8 10.8.0.1 10.8.0.2', 'is not a mask'],
  ['add 10.0.0.0/8 local reject dev tun0', 'contradict'],
  ['add 10.0.0.0/8 gw', '"gw" needs the address'],
  ['add 10.0.0.0/8 gw abc', '"abc" is not an IPv4 address'],
  ['add 10.0.0.0/8 dev', '"dev" needs an interface'],
  ['add 10.0.0.0/8 dev tun0 metric abc', '"abc" is not a number'],
  ['add 10.0.0.0/8 dev tun0 mss 1000', '"mss" is not a word of route here'],
  ['add -bogus 10.0.0.0/8 dev tun0', '"-bogus" is not a word of route here'],
])('route %s is refused', (line, text) => {
  expectRefusal(parseRoute, line, text);
});

test('any words are a request or a documented refusal', () => {
  const known = words(
    'add delete del get list flush -n -A gw gateway netmask prefixlen dev -interface metric -net -host host local reject -blackhole -6 -4 --inet6 -prefixlen',
  );
  const first = fc.constantFrom('add', 'delete', 'get', 'list', '-n');
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseRoute, given)),
    {numRuns: 2000},
  );
  fc.assert(
    fc.property(first, anyWords(known), (word, given) => expectRequestOrRefusal(parseRoute, [word, ...given])),
    {numRuns: 2000},
  );
});
