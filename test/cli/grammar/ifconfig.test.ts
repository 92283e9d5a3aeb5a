import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseIfconfig} from '../../../src/cli/grammar/ifconfig.ts';
import {anyWords, expectRefusal, expectRequestOrRefusal, words} from './refusals.ts';

describe('requests about whole interfaces', () => {
  test.each([
    ['', {kind: 'list'}],
    ['-a', {kind: 'list'}],
    ['tun0', {kind: 'show', ifname: 'tun0'}],
    ['tun/0', {kind: 'show', ifname: 'tun0'}],
    ['/dev/net/ipro1000/0', {kind: 'show', ifname: 'eth0'}],
    ['tun0 create', {kind: 'create', ifname: 'tun0'}],
    ['tun create', {kind: 'create', ifname: 'tun'}],
    ['tun inet create', {kind: 'create', ifname: 'tun'}],
    ['tun1 plumb', {kind: 'create', ifname: 'tun1'}],
    ['tun0 destroy', {kind: 'remove', ifname: 'tun0'}],
    ['tun0 unplumb', {kind: 'remove', ifname: 'tun0'}],
    ['--delete tun/0', {kind: 'remove', ifname: 'tun0'}],
    ['-d tun0', {kind: 'remove', ifname: 'tun0'}],
    ['del tun0', {kind: 'remove', ifname: 'tun0'}],
    ['delete tun0', {kind: 'remove', ifname: 'tun0'}],
    ['--delete tun0 10.0.0.1', {kind: 'change', ifname: 'tun0', change: {remove: ['10.0.0.1']}}],
    ['-d tun0 inet 10.0.0.1 10.0.0.2', {kind: 'change', ifname: 'tun0', change: {remove: ['10.0.0.1', '10.0.0.2']}}],
  ])('ifconfig %s', (line, request) => {
    expect(parseIfconfig(words(line))).toEqual(request);
  });
});

const haiku = [
  ['inet 10.10.10.10 255.255.255.0 up', {set: {local: '10.10.10.10', prefixlen: 24}, up: true}],
  ['10.10.10.10 up', {set: {local: '10.10.10.10'}, up: true}],
  ['AF_INET 10.0.0.1 mtu 1400', {set: {local: '10.0.0.1'}, mtu: 1400}],
  ['inet', {}],
  ['inet 10.0.0.1 prefix-length 30 bc 10.0.0.3', {set: {local: '10.0.0.1', prefixlen: 30, broadcast: '10.0.0.3'}}],
  ['10.0.0.1 nm 255.255.0.0 peer 10.0.0.9', {set: {local: '10.0.0.1', prefixlen: 16, peer: '10.0.0.9'}}],
  ['-down', {up: true}],
  ['-up', {up: false}],
  ['10.0.0.1 down', {set: {local: '10.0.0.1'}, up: false}],
  ['metric 3 promisc', {metric: 3, promisc: true}],
  ['mtu 0x578', {mtu: 1400}],
] as const;

const linux = [
  ['10.8.0.2/24 pointopoint 10.8.0.1', {set: {local: '10.8.0.2', prefixlen: 24, peer: '10.8.0.1'}}],
  ['10.8.0.2 pointopoint 10.8.0.1 mtu 1500', {set: {local: '10.8.0.2', peer: '10.8.0.1'}, mtu: 1500}],
  ['10.8.0.2/32', {set: {local: '10.8.0.2', prefixlen: 32}}],
  [
    '10.8.0.2 netmask 255.255.255.0 mtu 1500 broadcast 10.8.0.255',
    {set: {local: '10.8.0.2', prefixlen: 24, broadcast: '10.8.0.255'}, mtu: 1500},
  ],
  ['netmask 255.255.255.0 10.8.0.2', {set: {local: '10.8.0.2', prefixlen: 24}}],
  ['mtu 1300 10.8.0.2 up', {set: {local: '10.8.0.2'}, mtu: 1300, up: true}],
  ['netmask 0xffff0000', {amend: {prefixlen: 16}}],
  ['dstaddr 10.8.0.5', {amend: {peer: '10.8.0.5'}}],
  ['broadcast 10.8.0.255 up', {amend: {broadcast: '10.8.0.255'}, up: true}],
  ['add 10.8.0.3', {add: [{local: '10.8.0.3'}]}],
  [
    '10.0.0.1/8 add 10.8.0.3/24 add 10.9.0.3 netmask 255.255.0.0',
    {
      set: {local: '10.0.0.1', prefixlen: 8},
      add: [
        {local: '10.8.0.3', prefixlen: 24},
        {local: '10.9.0.3', prefixlen: 16},
      ],
    },
  ],
  ['-arp -promisc', {arp: false, promisc: false}],
  ['up up', {up: true}],
  ['mtu 67', {mtu: 67}],
  ['mtu -1', {mtu: -1}],
  ['hw ether 02:00:00:00:00:07', {address: '02:00:00:00:00:07'}],
  ['hw ether 02-00-00-00-00-0A mtu 1400', {address: '02-00-00-00-00-0A', mtu: 1400}],
] as const;

const bsd = [
  ['inet 10.10.10.10 10.10.10.8 up', {set: {local: '10.10.10.10', peer: '10.10.10.8'}, up: true}],
  [
    '10.8.0.6 10.8.0.5 mtu 1500 netmask 255.255.255.255 up',
    {set: {local: '10.8.0.6', peer: '10.8.0.5', prefixlen: 32}, mtu: 1500, up: true},
  ],
  ['10.8.0.2/24 mtu 1500 up', {set: {local: '10.8.0.2', prefixlen: 24}, mtu: 1500, up: true}],
  [
    '10.8.0.2 10.8.0.2 netmask 255.255.255.0 mtu 1500 up',
    {set: {local: '10.8.0.2', prefixlen: 24}, mtu: 1500, up: true},
  ],
  ['10.8.0.2 10.8.0.2', {set: {local: '10.8.0.2', prefixlen: 32}}],
  ['inet 10.8.0.2 0xffffff00', {set: {local: '10.8.0.2', prefixlen: 24}}],
  ['alias 10.8.0.3 10.8.0.4', {add: [{local: '10.8.0.3', peer: '10.8.0.4'}]}],
  ['inet 10.8.0.3/32 alias', {add: [{local: '10.8.0.3', prefixlen: 32}]}],
  ['inet 10.8.0.3 alias netmask 255.255.255.255', {add: [{local: '10.8.0.3', prefixlen: 32}]}],
  ['ether 02:00:00:00:00:07', {address: '02:00:00:00:00:07'}],
  ['lladdr 02:00:00:00:00:07 up', {address: '02:00:00:00:00:07', up: true}],
  ['link 02:00:00:00:00:07', {address: '02:00:00:00:00:07'}],
  ['create 10.8.0.2/24 up', {set: {local: '10.8.0.2', prefixlen: 24}, up: true}],
] as const;

describe.each([
  ['Haiku', haiku],
  ['Linux', linux],
  ['BSD', bsd],
])('changes as %s writes them', (_system, lines) => {
  test.each<readonly [string, object]>(lines)('ifconfig tun0 %s', (line, change) => {
    const request = {kind: 'change', ifname: 'tun0', change: {create: true, ...change}};
    expect(parseIfconfig(['tun0', ...words(line)])).toEqual(request);
  });
});

test.each([
  ['del 10.0.0.1', {remove: ['10.0.0.1']}],
  ['-alias 10.0.0.1', {remove: ['10.0.0.1']}],
  ['inet delete inet 10.0.0.1', {remove: ['10.0.0.1']}],
  ['10.0.0.1 -alias', {remove: ['10.0.0.1']}],
  ['remove 10.0.0.1 remove 10.0.0.2', {remove: ['10.0.0.1', '10.0.0.2']}],
  ['0.0.0.0', {remove_first: true}],
  ['inet 0.0.0.0 up', {remove_first: true, up: true}],
  ['delete', {remove_first: true}],
  ['inet -alias', {remove_first: true}],
])('taking an address away does not make the interface: ifconfig tun0 %s', (line, change) => {
  expect(parseIfconfig(['tun0', ...words(line)])).toEqual({kind: 'change', ifname: 'tun0', change});
});

test.each([
  ['-a tun0', '"-a" lists every interface'],
  ['-x', '"-x" is not an option'],
  ['--delete', 'say which interface to delete'],
  ['--delete tun0 inet', 'say which address'],
  ['--delete tun0 bogus', '"bogus" is not an IPv4 address'],
  ['tun0 up down', 'up and down contradict'],
  ['tun0 up -up', 'up and down contradict'],
  ['tun0 promisc -promisc', 'promisc and -promisc contradict'],
  ['tun0 -arp arp', 'arp and -arp contradict'],
  ['tun0 10.0.0.1/24 netmask 255.0.0.0', 'the mask is given twice'],
  ['tun0 10.0.0.1 255.0.0.0 prefixlen 8', 'the mask is given twice'],
  ['tun0 10.0.0.1 10.0.0.2 peer 10.0.0.3', 'the other end is given twice'],
  ['tun0 bc 10.0.0.1 bc 10.0.0.1', 'the broadcast address is given twice'],
  ['tun0 mtu 1400 mtu 1400', 'the mtu is given twice'],
  ['tun0 metric 1 metric 2', 'the metric is given twice'],
  ['tun0 10.0.0.1 netmask', '"netmask" needs a mask'],
  ['tun0 mtu', '"mtu" needs a number'],
  ['tun0 peer', '"peer" needs the address'],
  ['tun0 add', '"add" needs an address'],
  ['tun0 del', '"del" needs an address'],
  ['tun0 0.0.0.0 netmask 255.0.0.0', 'the first address is taken away: leave out what else is said about it'],
  ['tun0 0.0.0.0 10.0.0.1', 'the first address is taken away'],
  ['tun0 delete broadcast 10.0.0.255', 'the first address is taken away'],
  ['tun0 hw', '"hw" needs "ether" and a hardware address behind it'],
  ['tun0 hw ax25 02:00:00:00:00:07', '"ax25" is not a kind of hardware here: write hw ether MAC'],
  ['tun0 ether', '"ether" needs a hardware address behind it'],
  ['tun0 lladdr random', '"random" is not a hardware address such as 02:00:00:00:00:07'],
  ['tun0 ether 2:0:0:0:0:7', '"2:0:0:0:0:7" is not a hardware address'],
  ['tun0 ether 02:00:00:00:00:07 link 02:00:00:00:00:08', 'the hardware address is given twice'],
  ['tun0 10.0.0.1 add 10.0.0.2 alias', '"alias" needs an address'],
  ['tun0 del 10.0.0.1/24', 'has a prefix length'],
  ['tun0 10.0.0.1/24 -alias', 'delete 10.0.0.1'],
  ['tun0 10.0.0.1 -alias netmask 255.0.0.0', 'delete 10.0.0.1'],
  ['tun0 mtu abc', '"abc" is not a number'],
  ['tun0 mtu 12abc', '"12abc" is not a number'],
  ['tun0 mtu 1e3', '"1e3" is not a number'],
  ['tun0 mtu 99999999999999999999', 'is not a number'],
  ['tun0 10.0.0.1 netmask 255.0.255.0', 'without holes'],
  ['tun0 10.0.0.1 netmask 0xff00ff00', '255.0.255.0 is not a mask'],
  ['tun0 10.0.0.1 netmask 24', 'prefixlen 24'],
  ['tun0 10.0.0.1 netmask abc', '"abc" is not a mask'],
  ['tun0 10.0.0.1 prefixlen 33', 'from 0 to 32'],
  ['tun0 10.0.0.1/33', '"10.0.0.1/33": a prefix length'],
  ['tun0 10.0.0.1/', 'from 0 to 32'],
  ['tun0 10.8', 'such as 10.0.0.8 or 10.8.0.0'],
  ['tun0 010.8.0.2', 'write 10.8.0.2'],
  ['tun0 300.1.2.3', 'four numbers from 0 to 255'],
  ['tun0 10.0.0.1.5', 'four numbers from 0 to 255'],
  ['tun0 167772170', 'four numbers from 0 to 255'],
  ['tun0 alias 0.0.0.0', 'delete ADDRESS'],
  ['tun0 0.0.0.0/8', 'delete ADDRESS'],
  ['tun0 10.0.0.1 up 10.0.0.2', 'one address too many'],
  ['tun0 10.0.0.1 10.0.0.2 10.0.0.3', 'one address too many'],
  ['tun0 destroy up', 'leave out the rest'],
  ['tun0 bogus', '"bogus" is neither an address nor a word'],
  ['tun0 constructor', '"constructor" is neither'],
  ['averyveryverylongname0 up', 'too long for an interface name'],
  ['a!b', 'is not an interface name'],
])('ifconfig %s is refused', (line, text) => {
  expectRefusal(parseIfconfig, line, text);
});

test('any words are a request or a documented refusal', () => {
  const known = words(
    'tun0 up down -up promisc -promisc arp mtu metric netmask prefixlen broadcast pointopoint peer add alias -alias del delete remove create destroy -a -d accept_rtadv -accept_rtadv ifdisabled -ifdisabled plumb unplumb eui64',
  );
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseIfconfig, given)),
    {numRuns: 2000},
  );
  fc.assert(
    fc.property(anyWords(known), (given) => expectRequestOrRefusal(parseIfconfig, ['tun0', ...given])),
    {numRuns: 2000},
  );
});
