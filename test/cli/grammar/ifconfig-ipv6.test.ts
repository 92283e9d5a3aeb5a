import {describe, expect, test} from 'vitest';
import {parseIfconfig} from '../../../src/cli/grammar/ifconfig.ts';
import {expectRefusal, words} from './refusals.ts';

const haiku = [
  ['inet6 fd00::2 prefixlen 64 up', {set: {local: 'fd00::2', prefixlen: 64}, up: true, inet6: {enabled: true}}],
  ['inet6 fd00::2 ffff:ffff:ffff:ffff::', {set: {local: 'fd00::2', prefixlen: 64}}],
  ['AF_INET6 fd00::2 netmask ffff:ffff:: mtu 1400', {set: {local: 'fd00::2', prefixlen: 32}, mtu: 1400}],
  ['ipv6 fd00::2 plen 128', {set: {local: 'fd00::2', prefixlen: 128}}],
  ['inet6', {}],
] as const;

const linux = [
  ['add fd00:8::1000/64', {add: [{local: 'fd00:8::1000', prefixlen: 64}]}],
  ['inet6 add fd00:8::1000/64', {add: [{local: 'fd00:8::1000', prefixlen: 64}]}],
  ['inet6 add fd00::5', {add: [{local: 'fd00::5', prefixlen: 128}]}],
  [
    '10.8.0.2/24 inet6 fd00::2/64 up',
    {
      set: {local: '10.8.0.2', prefixlen: 24},
      inet6: {set: [{local: 'fd00::2', prefixlen: 64}], enabled: true},
      up: true,
    },
  ],
  [
    '10.8.0.2 pointopoint 10.8.0.1 add fd00::2/64 add fd00::3/64',
    {
      set: {local: '10.8.0.2', peer: '10.8.0.1'},
      add: [
        {local: 'fd00::2', prefixlen: 64},
        {local: 'fd00::3', prefixlen: 64},
      ],
    },
  ],
] as const;

const bsd = [
  ['inet6 fd00::2/64', {set: {local: 'fd00::2', prefixlen: 64}}],
  [
    'inet6 fd00:8::1000/64 mtu 1500 up',
    {set: {local: 'fd00:8::1000', prefixlen: 64}, mtu: 1500, up: true, inet6: {enabled: true}},
  ],
  ['fd00::2', {set: {local: 'fd00::2'}}],
  ['inet6 FD00:0:0::2 prefixlen 48', {set: {local: 'fd00::2', prefixlen: 48}}],
  ['inet6 fd00::1 fd00::2 prefixlen 128', {set: {local: 'fd00::1', peer: 'fd00::2', prefixlen: 128}}],
  ['inet6 fd00::1 dstaddr fd00::2', {set: {local: 'fd00::1', peer: 'fd00::2'}}],
  ['inet6 fd00::3/64 alias', {add: [{local: 'fd00::3', prefixlen: 64}]}],
  ['inet6 alias fd00::3', {add: [{local: 'fd00::3'}]}],
  ['inet6 fe80::1%tun0/64', {set: {local: 'fe80::1', prefixlen: 64}}],
  ['inet6 fe80::1%tun/0', {set: {local: 'fe80::1'}}],
  ['inet6 -ifdisabled', {inet6: {enabled: true}}],
  ['inet6 auto_linklocal', {inet6: {enabled: true}}],
  ['inet6 accept_rtadv up', {inet6: {accept_ra: true, enabled: true}, up: true}],
  ['inet6 -accept_rtadv -advertise', {inet6: {accept_ra: false, advertise: false}}],
  ['inet6 fd00::1/64 advertise', {set: {local: 'fd00::1', prefixlen: 64}, inet6: {advertise: true}}],
  ['inet6 up', {inet6: {enabled: true}, up: true}],
  ['inet6 down', {up: false}],
  ['inet6 2001:db8::1/64 inet 10.0.0.1/8 netmask 255.0.0.0', undefined],
  [
    'inet6 2001:db8::1/64 inet 10.0.0.1 netmask 255.0.0.0',
    {
      set: {local: '10.0.0.1', prefixlen: 8},
      inet6: {set: [{local: '2001:db8::1', prefixlen: 64}]},
    },
  ],
] as const;

const solaris = [
  ['inet6 plumb up', {inet6: {enabled: true}, up: true}],
  [
    'inet6 plumb fd00::1/64 fd00::2 mtu 1500 up',
    {
      set: {local: 'fd00::1', prefixlen: 64, peer: 'fd00::2'},
      inet6: {enabled: true},
      mtu: 1500,
      up: true,
    },
  ],
  ['inet6 addif fd00::1/64 up', {add: [{local: 'fd00::1', prefixlen: 64}], inet6: {enabled: true}, up: true}],
  ['inet6 plumb', {inet6: {enabled: true}}],
] as const;

describe.each([
  ['Haiku', haiku],
  ['Linux', linux],
  ['BSD', bsd],
  ['Solaris', solaris],
])('changes as %s writes them', (_system, lines) => {
  test.each<readonly [string, object | undefined]>(lines)('ifconfig tun0 %s', (line, change) => {
    if (change === undefined) expectRefusal(parseIfconfig, `tun0 ${line}`, 'twice');
    else {
      const request = {kind: 'change', ifname: 'tun0', change: {create: true, ...change}};
      expect(parseIfconfig(['tun0', ...words(line)])).toEqual(request);
    }
  });
});

test.each([
  ['tun0 inet6 fd00::1/64 -alias', {remove: ['fd00::1']}],
  ['tun0 inet6 fd00::1 delete', {remove: ['fd00::1']}],
  ['tun0 inet6 del fd00::1/64', {remove: ['fd00::1']}],
  ['tun0 del fd00::1/64', {remove: ['fd00::1']}],
  ['tun0 delete fe80::1%tun0', {remove: ['fe80::1']}],
  ['--delete tun0 inet6 fd00::1 10.0.0.1', {remove: ['fd00::1', '10.0.0.1']}],
  ['--delete tun/0 fe80::1%tun/0', {remove: ['fe80::1']}],
  ['tun0 inet6 ifdisabled', {inet6: {enabled: false}}],
  ['tun0 inet6 unplumb', {inet6: {enabled: false}}],
])('taking something away does not make the interface: ifconfig %s', (line, change) => {
  expect(parseIfconfig(words(line))).toEqual({kind: 'change', ifname: 'tun0', change});
});

test('of the interface itself, a family word says nothing', () => {
  expect(parseIfconfig(words('tun inet6 create'))).toEqual({kind: 'create', ifname: 'tun'});
  expect(parseIfconfig(words('tun0 inet6 destroy'))).toEqual({kind: 'remove', ifname: 'tun0'});
});

test.each([
  ['tun0 fd00::1/129', '"fd00::1/129": a prefix length is a number from 0 to 128'],
  ['tun0 inet6 fd00::1 prefixlen 129', 'from 0 to 128'],
  ['tun0 inet6 fd00::1/64 prefixlen 64', 'the prefix length is given twice'],
  ['tun0 inet6 fd00::1 64', '"64" is not an address; a prefix length is written fd00::1/64'],
  ['tun0 inet6 fd00::1 netmask 255.0.0.0', 'not a mask of IPv6, such as ffff:ffff:ffff:ffff::; or write: prefixlen 64'],
  ['tun0 inet6 prefixlen 64', 'no first IPv6 address'],
  ['tun0 inet6 10.0.0.1', '"10.0.0.1" is an IPv4 address, and an IPv6 address belongs here'],
  ['tun0 inet fd00::1', '"fd00::1" is an IPv6 address, and an IPv4 address belongs here'],
  ['tun0 inet6 fd00::1 broadcast 10.0.0.1', 'is an IPv4 address'],
  ['tun0 inet6 fd00::1 broadcast fd00::ff', 'IPv6 has no broadcast addresses'],
  ['tun0 inet6 fd00::1 peer 10.0.0.1', 'is an IPv4 address'],
  ['tun0 fd00::1 fd00::2 fd00::3', 'one address too many'],
  ['tun0 fd00::1::2', '"::" more than once'],
  ['tun0 fd00::12345', '12345 is too long: a group has at most four hex digits'],
  ['tun0 fd00:1:2', 'eight groups, or "::"'],
  ['tun0 1:2:3:4:5:6:7:8:9', 'eight groups, or "::"'],
  ['tun0 fe80::1%eth0', '"fe80::1%eth0" is an address on eth0, and this is tun0: leave out %eth0'],
  ['tun0 fe80::1%', 'behind "%" stands one interface'],
  ['tun0 fd00::1%tun0', 'not an address of one link'],
  ['--delete tun0 inet6', 'say which address'],
  ['--delete tun0 fe80::1%eth0', 'this is tun0'],
  ['tun0 inet6 2001:db8::/64 eui64', 'write the whole address'],
  ['tun0 inet6 accept_rtadv -accept_rtadv', 'contradicts'],
  ['tun0 ifdisabled -ifdisabled', 'contradicts'],
  ['tun0 inet6 add', '"add" needs an address'],
  ['tun0 inet6 bogus', '"bogus" is neither an address nor a word'],
])('ifconfig %s is refused', (line, text) => {
  expectRefusal(parseIfconfig, line, text);
});
