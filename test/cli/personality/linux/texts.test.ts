/** Texts of net-tools and iproute2 that no transcript has: each refusal by what leads to it, and every name of a number. */
import {beforeEach, describe, expect, test} from 'vitest';
import {CommandBench} from '../../../commands/command-context.ts';
import {interfaceText} from '../../../../src/cli/personality/linux/interface-text.ts';
import {strerror} from '../../../../src/cli/personality/linux/strerror.ts';
import type {InterfaceState} from '../../../../src/api/schema/interface.ts';

let bench: CommandBench;

beforeEach(async () => {
  bench = new CommandBench();
  for (const line of [
    'host set local personality linux',
    'tunctl create tun0',
    'tunctl create tap0',
    'ifconfig tun0 10.8.0.1 pointopoint 10.8.0.2 up',
  ]) {
    await bench.output(line);
  }
});

describe('what is refused on standard error', () => {
  test.each([
    ['ifconfig tun0 irq 5', 1, 'irq: SIOCSIFMAP: Operation not supported'],
    ['ifconfig tun0 io_addr 5', 1, 'io_addr: SIOCSIFMAP: Operation not supported'],
    ['ifconfig tun0 mem_start 5', 1, 'mem_start: SIOCSIFMAP: Operation not supported'],
    ['ifconfig tun0 keepalive 5', 1, 'SIOCSKEEPALIVE: Operation not supported'],
    ['ifconfig tun0 outfill 5', 1, 'SIOCSOUTFILL: Operation not supported'],
    ['ifconfig tun0 tunnel ::1', 1, 'SIOCSIFDSTADDR: Operation not supported'],
    ['ifconfig tun9 up', 255, 'tun9: ERROR while getting interface flags: No such device'],
    ['ifconfig tun0 netmask 255.0.255.0', 1, 'SIOCSIFNETMASK: Invalid argument'],
    ['ifconfig tap0 netmask 255.255.255.0', 1, 'SIOCSIFNETMASK: Cannot assign requested address'],
    ['ifconfig tap0 broadcast 10.0.0.255', 1, 'SIOCSIFBRDADDR: Cannot assign requested address'],
    ['ifconfig tap0 pointopoint 10.0.0.2', 1, 'SIOCSIFDSTADDR: Cannot assign requested address'],
    ['ifconfig tun0 txqueuelen -1', 1, 'SIOCSIFTXQLEN: Invalid argument'],
    ['ifconfig tun0 224.0.0.1', 1, 'SIOCSIFADDR: Invalid argument'],
    ['ifconfig tun0 add 224.0.0.1', 1, 'SIOCSIFADDR: Invalid argument'],
    ['ifconfig tun0 del 10.99.0.1', 1, 'SIOCSIFFLAGS: Cannot assign requested address'],
    ['ifconfig tun0 del fd00::77', 1, 'SIOCDIFADDR: Cannot assign requested address'],
    ['ifconfig tun0:1 up', 255, 'SIOCSIFFLAGS: Cannot assign requested address'],
    ['route -A bogus', 1, "Unknown address family `bogus'."],
    ['route flush', 3, "Flushing `inet' routing table not supported"],
    ['route add -host 10.9.0.1 gw 172.16.0.1', 7, 'SIOCADDRT: Network is unreachable'],
    ['route add -net 10.9.0.0/16 dev nosuch', 7, 'SIOCADDRT: No such device'],
    ['route del 10.77.0.0', 7, 'SIOCDELRT: No such process'],
    ['arp -d', 255, 'arp: need host name'],
    ['arp -s', 255, 'arp: need host name'],
    ['arp -s 10.0.0.1', 255, 'arp: need hardware address'],
    ['arp -s 10.0.0.1 zz', 255, 'arp: invalid hardware address'],
    ['arp -s 10.0.0.1 ff:ff:ff:ff:ff:ff', 255, 'SIOCSARP: Invalid argument'],
    ['arp -X', 3, "arp: invalid option -- 'X'"],
    ['arp -i', 3, "arp: option requires an argument -- 'i'"],
    ['arp -A bogus -a', 255, 'arp: bogus: unknown address family.'],
    ['arp -A inet6 -a', 255, "arp: inet6: kernel only supports 'inet'."],
    ['arp -H bogus -a', 255, 'arp: bogus: unknown hardware type.'],
    ['arp -Ds 10.0.0.1 nosuch', 255, "arp: cant get HW-Address for `nosuch': No such device."],
    ['ip address save', 1, 'ip: ip address save is not done here: tunlab keeps addresses by itself'],
    ['ip address restore', 1, 'ip: ip address restore is not done here: tunlab keeps addresses by itself'],
    ['ip address showdump', 1, 'ip: ip address showdump is not done here: tunlab keeps addresses by itself'],
    ['ip route save', 1, 'ip: ip route save is not done here: tunlab keeps routes by itself'],
    ['ip route restore', 1, 'ip: ip route restore is not done here: tunlab keeps routes by itself'],
    ['ip route showdump', 1, 'ip: ip route showdump is not done here: tunlab keeps routes by itself'],
    ['ip monitor', 1, 'ip: ip monitor is not done here: address, link, neighbour, route, rule and tuntap are'],
    ['ip link property', 1, 'ip: ip link property is not done here: interfaces have none of it'],
    ['ip link afstats', 1, 'ip: ip link afstats is not done here: interfaces have none of it'],
    ['ip link xstats', 1, 'ip: ip link xstats is not done here: interfaces have none of it'],
    ['ip rule show from 10.0.0.1', 1, 'ip: rules are not chosen by "from" here: there are always the same'],
    [
      'ip tuntap add dev tun7 mode tun multi_queue',
      1,
      'ip: multi_queue is not done here: a device has one queue on each side, of whole packets',
    ],
    ['ip -family bogus route', 255, 'Error: argument "bogus" is wrong: invalid protocol family'],
    ['ip address show vrf x', 255, 'Error: argument "x" is wrong: Not a valid VRF name'],
    ['ip neighbour show vrf x', 255, 'Error: argument "x" is wrong: Not a valid VRF name'],
    ['ip neighbour show protocol x', 255, 'Error: argument "x" is wrong: invalid "protocol"'],
    ['ip neighbour add 10.0.0.7 dev nosuch lladdr 02:00:00:00:00:01', 1, 'Cannot find device "nosuch"'],
    ['ip neighbour add 10.0.0.7 dev tap0 protocol x', 255, 'Error: argument "x" is wrong: "protocol" value is invalid'],
    ['ip route show protocol x', 255, 'Error: argument "x" is wrong: invalid "protocol"'],
    ['ip route show scope x', 255, 'Error: argument "x" is wrong: invalid "scope"'],
    ['ip route show metric x', 255, 'Error: argument "x" is wrong: "metric" value is invalid'],
    ['ip route add 10.9.0.0/16 dev tun0 pref x', 255, 'Error: argument "x" is wrong: "pref" value is invalid'],
    ['ip route add 10.9.1.0/16 dev tun0', 2, 'Error: Invalid prefix for given prefix length.'],
    ['ip route add 10.9.0.0/16 via 172.16.0.1', 2, 'Error: Nexthop has invalid gateway.'],
    ['ip route get 99.99.99.99', 2, 'RTNETLINK answers: Network is unreachable'],
    ['ip rule add from all', 2, 'RTNETLINK answers: Operation not supported'],
    ['ip link add x type bogus', 2, 'Error: Unknown device type.'],
    ['ip link set tun0 netns 1', 2, 'RTNETLINK answers: Operation not supported'],
    ['ip link set dev', 255, 'Command line is not complete. Try option "help"'],
    ['ip tuntap add dev tun0 mode tap', 1, 'ioctl(TUNSETIFF): Device or resource busy'],
    [
      'ip tuntap add dev abcdefghijklmnop mode tun',
      255,
      'Error: argument "abcdefghijklmnop" is wrong: "dev" not a valid ifname',
    ],
  ])('%s', async (line, status, text) => {
    const outcome = await bench.run(line);
    expect({status: outcome.status, text: outcome.stderr.split('\n')[0]}).toEqual({status, text});
    expect(outcome.stdout).toBe('');
  });
});

describe('what arp finds nothing for', () => {
  test.each([
    ['arp -v -a', 0, 'Entries: 0\tSkipped: 0\tFound: 0\n'],
    ['arp 10.0.0.9', 1, '10.0.0.9 (10.0.0.9) -- no entry\n'],
    ['arp -d 10.0.0.9', 255, 'No ARP entry for 10.0.0.9\n'],
  ])('%s', async (line, status, stdout) => {
    expect(await bench.run(line)).toEqual({status, stdout, stderr: ''});
  });
});

describe('the names of numbers', () => {
  const protocols = {
    boot: 3,
    static: 4,
    gated: 8,
    ra: 9,
    mrt: 10,
    zebra: 11,
    bird: 12,
    dnrouted: 13,
    xorp: 14,
    ntk: 15,
  };
  const further = {
    dhcp: 16,
    keepalived: 18,
    babel: 42,
    openr: 99,
    bgp: 186,
    isis: 187,
    ospf: 188,
    rip: 189,
    eigrp: 192,
  };

  test.each(Object.entries({...protocols, ...further}))('protocol %s is %d', async (name, number) => {
    await bench.output(`ip route add 10.9.0.0/16 dev tun0 proto ${number}`);
    await bench.output('ip route add 10.10.0.0/16 dev tun0');
    expect(await bench.output(`ip -N -d route show proto ${name}`)).toMatch(/^unicast 10\.9\.0\.0\/16 dev tun0 /);
    const shown = await bench.output('ip -d route show 10.9.0.0/16');
    expect(shown).toContain(` proto ${name} `);
    expect(await bench.output('ip -d -N route show 10.9.0.0/16')).toContain(` proto ${number} `);
  });

  test.each([
    ['link', 253],
    ['host', 254],
    ['global', 0],
  ])('scope %s is %d', async (name, number) => {
    await bench.run(`ip address add 10.7.0.1/24 dev tap0 scope ${name}`);
    const shown = await bench.output('ip -o address show dev tap0');
    expect(shown).toContain(` scope ${name} `);
    expect(await bench.output(`ip -N -o address show dev tap0 scope ${number}`)).toContain(` scope ${number} `);
  });

  test.each(['unreachable', 'blackhole', 'prohibit', 'throw'])('type %s', async (type) => {
    await bench.output(`ip route add ${type} 10.9.0.0/16`);
    expect(await bench.output(`ip route show type ${type}`)).toBe(`${type} 10.9.0.0/16 \n`);
    expect(JSON.parse(await bench.output('ip -j route show 10.9.0.0/16'))).toEqual([
      {type, dst: '10.9.0.0/16', flags: []},
    ]);
  });

  test.each([
    ['ENXIO', 'No such device or address'],
    ['EBUSY', 'Device or resource busy'],
    ['EMSGSIZE', 'Message too long'],
    ['EHOSTUNREACH', 'No route to host'],
    ['ENETDOWN', 'Network is down'],
    ['ENOBUFS', 'No buffer space available'],
    ['EADDRINUSE', 'Address already in use'],
    ['EAFNOSUPPORT', 'Address family not supported by protocol'],
  ])('%s', (code, text) => expect(strerror(code)).toBe(text));
});

test.each([
  ['lo', 'mode DEFAULT group 0 qlen 1000\n    link/[772] 00:00:00:00:00:00 brd 00:00:00:00:00:00\n'],
  ['tun0', 'mode DEFAULT group 0 qlen 500\n    link/[65534] \n'],
  ['tap0', 'mode DEFAULT group 0 qlen 1000\n    link/[1] 02:00:00:00:00:0a brd ff:ff:ff:ff:ff:ff\n'],
])('ip -N link show %s', async (name, end) => {
  await bench.output('ifconfig tap0 hw ether 02:00:00:00:00:0a');
  const shown = await bench.output(`ip -N link show ${name}`);
  expect(shown.slice(shown.indexOf('mode '))).toBe(end);
});

test('letters and words of every flag', async () => {
  await bench.output('ifconfig tun0 promisc allmulti');
  const head = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';
  const row = (name: string) =>
    `${name}             1500        0      0      0 0             0      0      0      0 AMPOPRU`;
  const [shownHead, , shownRow] = (await bench.output('ifconfig -s')).split('\n');
  expect([shownHead, shownRow]).toEqual([head, row('tun0')]);
  expect((await bench.output('netstat -i')).split('\n').slice(0, 2)).toEqual([
    'Kernel Interface table',
    'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg',
  ]);
  expect((await bench.output('ifconfig -s tun0:3')).split('\n')[1]).toBe(
    'tun0:3           1500      - no statistics available -                        AMPOPRU',
  );
  expect(await bench.output('ifconfig tun0')).toMatch(
    /^tun0: flags=5073<UP,POINTOPOINT,RUNNING,NOARP,PROMISC,ALLMULTI,MULTICAST> {2}mtu 1500\n/,
  );
});

test.each([
  [1024, '1024.0 B'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 2, '5.0 MiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
  [5 * 1024 ** 4, '5.0 TiB'],
  [5 * 1024 ** 5, '5.0 PiB'],
  [5 * 1024 ** 6, '5.0 EiB'],
])('%d octets are %s', async (bytes, text) => {
  const state = await bench.json<InterfaceState>('ifconfig tun0');
  const {stats64} = state;
  const rx = {...stats64.rx, bytes};
  expect(interfaceText({...state, stats64: {...stats64, rx}})).toContain(`RX packets 0  bytes ${bytes} (${text})\n`);
});
