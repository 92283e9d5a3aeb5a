/** The `ip` command lines of wg-quick, OpenVPN and vpnc-script: each is done, or refused with one clear line. */
import {describe, expect, test} from 'vitest';
import {CommandBench} from '../../../commands/command-context.ts';

const NO_RULES = 'RTNETLINK answers: Operation not supported\n';

/** A line, and what it prints: standard output where it succeeds, else standard error with the status. */
type Step = readonly [line: string, outcome?: string | {readonly status: number; readonly stderr: string}];

const WG_QUICK: readonly Step[] = [
  ['ip link add wg0 type wireguard', {status: 2, stderr: 'Error: Unknown device type.\n'}],
  // What it does then is to start an application on a tun of that name.
  ['ip tuntap add dev wg0 mode tun'],
  ['ip -4 address add 10.7.0.2/32 dev wg0'],
  ['ip -6 address add fd00:7::2/128 dev wg0'],
  ['ip link set mtu 1420 up dev wg0'],
  ['ip route show default', ''],
  ['ip -4 route show dev wg0 match 10.0.0.0/24', ''],
  ['ip -6 route show dev wg0 match fd00:8::/64', ''],
  ['ip -4 route add 10.0.0.0/24 dev wg0'],
  ['ip -6 route add fd00:8::/64 dev wg0'],
  ['ip -4 route show dev wg0 match 10.0.0.0/24', '10.0.0.0/24 scope link \n'],
  ['ip -4 route show dev wg0', '10.0.0.0/24 scope link \n'],
  ['ip -4 rule show', '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n'],
  ['ip -6 rule show', '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n'],
  ['ip -4 route add 0.0.0.0/0 dev wg0 table 51820', {status: 2, stderr: NO_RULES}],
  ['ip -4 rule add not fwmark 51820 table 51820', {status: 2, stderr: NO_RULES}],
  ['ip -4 rule add table main suppress_prefixlength 0', {status: 2, stderr: NO_RULES}],
  ['ip -4 rule delete table 51820', {status: 2, stderr: NO_RULES}],
  [
    'ip link show dev wg0 up',
    '3: wg0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1420 qdisc pfifo_fast state UP mode DEFAULT group default ' +
      'qlen 500\n    link/none \n',
  ],
  [
    'ip -o link show dev wg0',
    '3: wg0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1420 qdisc pfifo_fast state UP mode DEFAULT group default ' +
      'qlen 500\\    link/none \n',
  ],
  ['ip route get 10.0.0.9', '10.0.0.9 dev wg0 src 10.7.0.2 uid 0 \n    cache \n'],
  ['ip -all -4 -brief address show dev wg0', 'wg0              UP             10.7.0.2/32 \n'],
  ['ip link delete dev wg0'],
  ['ip link show dev wg0', {status: 1, stderr: 'Device "wg0" does not exist.\n'}],
];

const OPENVPN: readonly Step[] = [
  ['ip link set dev tun0 up mtu 1500'],
  ['ip link set dev tun0 up'],
  ['ip addr add dev tun0 10.8.0.2/24 broadcast +'],
  [
    'ip -4 -o addr show dev tun0',
    '2: tun0    inet 10.8.0.2/24 brd 10.8.0.255 scope global tun0\\       valid_lft forever preferred_lft forever\n',
  ],
  ['ip -6 addr add fd00:8::1000/64 dev tun0'],
  ['ip route add 0.0.0.0/1 via 10.8.0.1'],
  ['ip route add 128.0.0.0/1 via 10.8.0.1'],
  ['ip -6 route add fd77::/64 dev tun0'],
  ['ip -6 route add fd78::/64 dev tun0 metric 5'],
  [
    'ip route',
    '0.0.0.0/1 via 10.8.0.1 dev tun0 \n10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2 \n128.0.0.0/1 via 10.8.0.1 dev tun0 \n',
  ],
  ['ip -6 route del fd78::/64 dev tun0 metric 5'],
  ['ip -6 route del fd77::/64 dev tun0'],
  ['ip route del 128.0.0.0/1'],
  ['ip route del 0.0.0.0/1'],
  ['ip addr del dev tun0 10.8.0.2/24'],
  ['ip -6 addr del fd00:8::1000/64 dev tun0'],
  ['ip addr add dev tun0 local 10.1.0.1 peer 10.1.0.2'],
  ['ip route add 10.44.0.0/16 metric 5 via 10.1.0.2'],
  [
    'ip route',
    '10.1.0.2 dev tun0 proto kernel scope link src 10.1.0.1 \n10.44.0.0/16 via 10.1.0.2 dev tun0 metric 5 \n',
  ],
  ['ip route del 10.44.0.0/16 metric 5'],
  ['ip addr del dev tun0 local 10.1.0.1 peer 10.1.0.2'],
  ['ip link set addr 02:00:00:00:00:09 dev tap0'],
  ['ip link set dev tap0 up mtu 1500'],
  ['ip -6 addr add fd02::1/64 dev tap0'],
  ['ip -6 route add fd44::/48 dev tap0 via fd02::fe'],
  ['ip -6 route del fd44::/48 dev tap0 via fd02::fe'],
  ['ip addr add dev tap0 192.168.77.2/24 broadcast +'],
  ['ip route add 10.99.0.1/32 dev tap0 via 0.0.0.0'],
  ['ip route show 10.99.0.1', '10.99.0.1 dev tap0 \n'],
  ['ip route del 10.99.0.1/32'],
  ['ip route del 192.168.99.0/24', {status: 2, stderr: 'RTNETLINK answers: No such process\n'}],
];

/** On a machine with eth0, an address and a default route. */
const VPNC_SCRIPT: readonly Step[] = [
  ['ip link set dev tun0 up mtu 1412'],
  ['ip addr add 10.7.0.2/32 peer 10.7.0.2 dev tun0'],
  ['ip route show to 198.51.100.7 root 0.0.0.0/0', 'default via 192.168.1.1 dev eth0 \n'],
  ['ip route add 198.51.100.7 via 192.168.1.1 dev eth0'],
  ['ip route flush cache'],
  ['ip route replace default dev tun0'],
  ['ip route replace 10.66.0.0/16 dev tun0'],
  ['ip route replace 10.67.0.0/16 dev tun0 via 10.7.0.2'],
  [
    'ip route',
    'default dev tun0 scope link \n10.66.0.0/16 dev tun0 scope link \n10.67.0.0/16 via 10.7.0.2 dev tun0 \n' +
      '192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.10 \n198.51.100.7 via 192.168.1.1 dev eth0 \n',
  ],
  ['ip -6 addr add fd00:8::1000/128 dev tun0'],
  ['ip -6 route add default dev tun0 metric 1'],
  ['ip -6 route flush cache'],
  ['ip -6 route replace fd66::/48 dev tun0'],
  ['ip -6 route show fd66::/48', 'fd66::/48 dev tun0 metric 1024 pref medium\n'],
  ['ip -6 route del fd66::/48 dev tun0'],
  ['ip -6 route del default dev tun0'],
  ['ip route del 10.67.0.0/16 dev tun0'],
  ['ip route del 10.66.0.0/16 dev tun0'],
  ['ip route replace default via 192.168.1.1 dev eth0'],
  ['ip route del 198.51.100.7'],
  ['ip addr del 10.7.0.2/32 dev tun0'],
  [
    'ip route',
    'default via 192.168.1.1 dev eth0 \n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.10 \n',
  ],
  ['ip link set dev tun0 down'],
];

async function bench(): Promise<CommandBench> {
  const made = new CommandBench();
  await made.output('host set local personality linux');
  await made.output('ip tuntap add dev tun0 mode tun');
  return made;
}

async function runAll(made: CommandBench, steps: readonly Step[]): Promise<void> {
  for (const [line, expected = ''] of steps) {
    const outcome = await made.run(line, {timePasses: false});
    const wanted = typeof expected === 'string' ? {status: 0, stdout: expected, stderr: ''} : {stdout: '', ...expected};
    expect({line, ...outcome}).toEqual({line, ...wanted});
  }
}

describe('on a host of personality linux', () => {
  test("wg-quick's lines", async () => {
    await runAll(await bench(), WG_QUICK);
  });

  test("vpnc-script's lines", async () => {
    const made = await bench();
    await made.output('host add far');
    await made.output('wire add lan local:eth0 far:eth0');
    for (const line of ['link set eth0 up', 'addr add 192.168.1.10/24 dev eth0', 'route add default via 192.168.1.1'])
      await made.output(`ip ${line}`);
    await runAll(made, VPNC_SCRIPT);
  });

  test("OpenVPN's lines", async () => {
    const made = await bench();
    await made.output('ip tuntap add dev tap0 mode tap');
    await runAll(made, OPENVPN);
  });
});
