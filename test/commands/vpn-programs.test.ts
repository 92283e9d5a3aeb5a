/** The command lines that VPN programs call, word for word: each is done, and what is taken down leaves nothing. */
import {describe, expect, test} from 'vitest';
import type {Personality} from '../../src/names.ts';
import {CommandBench, SILENCE} from './command-context.ts';

interface Session {
  readonly personality: Personality;
  /** What is there before, as a user or a script of the system has made it. */
  readonly before?: readonly string[];
  /** When the tunnel comes up. */
  readonly up: readonly string[];
  /** When it goes down; afterwards everything is as before. */
  readonly down: readonly string[];
}

/** An Ethernet with internet access, and the default route that leads there. */
const NETWORK = ['host add far', 'wire add lan local:eth0 far:eth0', 'ifconfig eth0 192.168.1.10/24 up'];
const GATEWAY = '192.168.1.1';
const ONLINE = [...NETWORK, `route add default gw ${GATEWAY}`];

const SESSIONS: Readonly<Record<string, Session>> = {
  'OpenVPN with net-tools on Linux, point to point': {
    personality: 'linux',
    before: ['tunctl create tun0'],
    up: [
      'ifconfig tun0 10.1.0.1 pointopoint 10.1.0.2 mtu 1500',
      'ifconfig tun0 add fd00:8::1000/64',
      'route add -net 192.168.77.0 netmask 255.255.255.0 gw 10.1.0.2',
      'route add -net 10.44.0.0 netmask 255.255.0.0 metric 5 gw 10.1.0.2',
      'route add -net 10.45.0.0 netmask 255.255.0.0 dev tun0',
      'route -A inet6 add fd77::/64 dev tun0',
      'route -A inet6 add fd44::/48 dev tun0 gw fd00:8::fe metric 5',
    ],
    down: [
      'route -A inet6 del fd44::/48 dev tun0 gw fd00:8::fe metric 5',
      'route -A inet6 del fd77::/64 dev tun0',
      'route del -net 10.45.0.0 netmask 255.255.0.0',
      'route del -net 10.44.0.0 netmask 255.255.0.0 metric 5',
      'route del -net 192.168.77.0 netmask 255.255.255.0',
      'ifconfig tun0 del fd00:8::1000/64',
      'ifconfig tun0 0.0.0.0',
      'ifconfig tun0 down',
    ],
  },
  'OpenVPN with net-tools on Linux, a subnet, and all traffic through it': {
    personality: 'linux',
    before: [...ONLINE, 'tunctl create tun0'],
    up: [
      'ifconfig tun0 10.8.0.2 netmask 255.255.255.0 mtu 1500 broadcast 10.8.0.255',
      `route add -net 198.51.100.7 netmask 255.255.255.255 gw ${GATEWAY}`,
      'route add -net 0.0.0.0 netmask 128.0.0.0 gw 10.8.0.1',
      'route add -net 128.0.0.0 netmask 128.0.0.0 gw 10.8.0.1',
    ],
    down: [
      'route del -net 198.51.100.7 netmask 255.255.255.255',
      'route del -net 0.0.0.0 netmask 128.0.0.0',
      'route del -net 128.0.0.0 netmask 128.0.0.0',
      'ifconfig tun0 0.0.0.0',
      'ifconfig tun0 down',
    ],
  },
  'n2n on Linux': {
    personality: 'linux',
    before: ['tunctl create tap0'],
    up: ['ifconfig tap0 hw ether 02:00:00:00:00:09', 'ifconfig tap0 10.5.0.2 netmask 255.255.255.0 mtu 1290 up'],
    down: [],
  },
  'OpenVPN on FreeBSD, point to point': {
    personality: 'bsd',
    before: ['tunctl create tun0'],
    up: [
      'ifconfig tun0 10.1.0.1 10.1.0.2 mtu 1500 netmask 255.255.255.255 up',
      'ifconfig tun0 inet6 -ifdisabled',
      'ifconfig tun0 inet6 fd00:8::1000/64 mtu 1500 up',
      'route add -net 192.168.77.0 10.1.0.2 255.255.255.0',
      'route add -inet6 fd77::/64 -iface tun0',
      'route add -inet6 fd44::/48 fd00:8::fe',
    ],
    down: [
      'route delete -inet6 fd44::/48 fd00:8::fe',
      'route delete -inet6 fd77::/64 -iface tun0',
      'route delete -net 192.168.77.0 10.1.0.2 255.255.255.0',
      'ifconfig tun0 inet6 fd00:8::1000/64 -alias',
      'ifconfig tun0 10.1.0.1 -alias',
      'ifconfig tun0 destroy',
    ],
  },
  'OpenVPN on FreeBSD, a subnet': {
    personality: 'bsd',
    before: ['tunctl create tun0', 'tunctl create tap0'],
    up: [
      'ifconfig tun0 10.8.0.2/24 mtu 1500 up',
      'ifconfig tap0 ether 02:00:00:00:00:09',
      'route add -net 192.168.77.0 10.8.0.1 255.255.255.0',
    ],
    down: [
      'route delete -net 192.168.77.0 10.8.0.1 255.255.255.0',
      'ifconfig tun0 10.8.0.2 -alias',
      'ifconfig tun0 destroy',
      'ifconfig tap0 destroy',
    ],
  },
  'OpenVPN on macOS': {
    personality: 'haiku',
    before: ['tunctl create tun0', 'tunctl create tap0'],
    up: [
      'ifconfig tun0 delete',
      'ifconfig tun0 10.1.0.1 10.1.0.2 mtu 1500 netmask 255.255.255.255 up',
      'ifconfig tap0 10.9.0.2 netmask 255.255.255.0 mtu 1500 up',
      'route add -net 192.168.77.0 10.1.0.2 255.255.255.0',
      'route add -cloning -net 10.45.0.0 -netmask 255.255.0.0 -interface tun0',
      'ifconfig tun0 inet6 fd00:8::1000/64 mtu 1500 up',
      'route add -inet6 fd77:: -prefixlen 64 -iface tun0',
      'route add -inet6 fd44:: -prefixlen 48 fd00:8::fe',
    ],
    down: [
      'route delete -inet6 fd44:: -prefixlen 48 fd00:8::fe',
      'route delete -inet6 fd77:: -prefixlen 64 -iface tun0',
      'route delete -cloning -net 10.45.0.0 -netmask 255.255.0.0 -interface tun0',
      'route delete -net 192.168.77.0 10.1.0.2 255.255.255.0',
      'ifconfig tun0 destroy',
      'ifconfig tap0 destroy',
    ],
  },
  'OpenVPN on macOS, a subnet on a tun': {
    personality: 'haiku',
    before: ['tunctl create tun0'],
    up: ['ifconfig tun0 10.8.0.2 10.8.0.2 netmask 255.255.255.0 mtu 1500 up'],
    down: ['ifconfig tun0 destroy'],
  },
  'OpenVPN on OpenBSD': {
    personality: 'haiku',
    before: ['tunctl create tun0', 'tunctl create tap0'],
    up: [
      'ifconfig tun0 10.1.0.1 10.1.0.2 mtu 1500 netmask 255.255.255.255 up -link0',
      'ifconfig tap0 lladdr 02:00:00:00:00:09',
      'ifconfig tap0 10.9.0.2 netmask 255.255.255.0 mtu 1500 link0',
      'ifconfig tun0 inet6 fd00:8::1000/64 mtu 1500 up',
      'route add -net 192.168.77.0 10.1.0.2 -netmask 255.255.255.0',
      'route add -inet6 fd44:: -prefixlen 48 fd00:8::fe',
    ],
    down: [
      'route delete -inet6 fd44:: -prefixlen 48 fd00:8::fe',
      'route delete -net 192.168.77.0 10.1.0.2 -netmask 255.255.255.0',
      'ifconfig tun0 destroy',
      'ifconfig tap0 destroy',
    ],
  },
  'OpenVPN on NetBSD': {
    personality: 'haiku',
    before: ['tunctl create tun0'],
    up: [
      'ifconfig tun0 10.8.0.2 10.8.0.1 mtu 1500 netmask 255.255.255.0 up',
      'ifconfig tun0 inet6 fd00:8::1000/64 mtu 1500 up',
      'route add -net 192.168.77.0 10.8.0.1 -netmask 255.255.255.0',
      'route add -inet6 fd44::/48 fd00:8::fe',
    ],
    down: [
      'route delete -inet6 fd44::/48 fd00:8::fe',
      'route delete -net 192.168.77.0 10.8.0.1 -netmask 255.255.255.0',
      'ifconfig tun0 destroy',
    ],
  },
  'OpenVPN on Solaris, point to point': {
    personality: 'haiku',
    before: ['tunctl create tun0'],
    up: [
      'ifconfig tun0 10.1.0.1 10.1.0.2 mtu 1500 up',
      'ifconfig tun0 netmask 255.255.255.255',
      'ifconfig tun0 inet6 unplumb',
      'ifconfig tun0 inet6 plumb fd00:8::1000/64 fd00:8::1 mtu 1500 up',
      'route add 192.168.77.0 -netmask 255.255.255.0 10.1.0.2',
      'route add 10.44.0.0 -netmask 255.255.0.0 10.1.0.2 1',
      'route add -inet6 fd44::/48 fd00:8::fe 0',
    ],
    down: [
      'route delete -inet6 fd44::/48 fd00:8::fe 0',
      'route delete 10.44.0.0 -netmask 255.255.0.0 10.1.0.2',
      'route delete 192.168.77.0 -netmask 255.255.255.0 10.1.0.2',
      'ifconfig tun0 inet6 unplumb',
      'ifconfig tun0 unplumb',
    ],
  },
  'OpenVPN on Solaris, a subnet, and a tap': {
    personality: 'haiku',
    before: ['tunctl create tun0', 'tunctl create tap0'],
    up: [
      'ifconfig tun0 10.8.0.2 10.8.0.2 netmask 255.255.255.0 mtu 1500 up',
      'ifconfig tap0 10.9.0.2 netmask 255.255.255.0 up',
      'ifconfig tap0 inet6 plumb up',
      'ifconfig tap0 inet6 addif fd00:9::2/64 up',
      'ifconfig tap0 inet6 mtu 1500',
    ],
    down: ['ifconfig tap0 inet6 unplumb', 'ifconfig tap0 unplumb', 'ifconfig tun0 unplumb'],
  },
  'OpenVPN on AIX': {
    personality: 'haiku',
    up: [
      'ifconfig tap0 create',
      'ifconfig tap0 10.9.0.2 netmask 255.255.255.0 mtu 1500 up',
      'ifconfig tap0 inet6 fd00:9::2/64 mtu 1500 up',
      'route add -net 192.168.77.0/24 10.9.0.1',
    ],
    down: ['route delete -net 192.168.77.0/24 10.9.0.1', 'ifconfig tap0 0.0.0.0 down', 'ifconfig tap0 destroy'],
  },
  'OpenVPN on Haiku': {
    personality: 'haiku',
    before: [...ONLINE, 'ifconfig tun/0 up'],
    up: [
      'ifconfig tun/0 inet 10.1.0.1 255.255.255.0 mtu 1450 up',
      `route add /dev/net/ipro1000/0 inet 198.51.100.7 gw ${GATEWAY} netmask 255.255.255.255`,
      'route add tun/0 inet 192.168.77.0 gw 10.1.0.2 netmask 255.255.255.0',
      'route add tun/0 inet6 fd44:: gw fe80::1 prefixlen 48',
    ],
    down: [
      'route delete tun/0 inet6 fd44:: gw fe80::1 prefixlen 48',
      'route delete tun/0 inet 192.168.77.0 gw 10.1.0.2 netmask 255.255.255.0',
      `route delete /dev/net/ipro1000/0 inet 198.51.100.7 gw ${GATEWAY} netmask 255.255.255.255`,
      'ifconfig --delete tun/0',
    ],
  },
  'OpenVPN on Haiku, set up by hand': {
    personality: 'haiku',
    before: ONLINE,
    up: [
      'ifconfig tun/0 up',
      'ifconfig tun/0 inet 10.1.0.1 10.1.0.2 mtu 1500 up',
      `route add /dev/net/ipro1000/0 inet 198.51.100.7 gw ${GATEWAY} netmask 255.255.255.255`,
      `route delete /dev/net/ipro1000/0 inet 0.0.0.0 gw ${GATEWAY} netmask 0.0.0.0`,
      'route add tun/0 inet 0.0.0.0 gw 10.1.0.2 netmask 0.0.0.0',
    ],
    down: [
      'route delete tun/0 inet 0.0.0.0 gw 10.1.0.2 netmask 0.0.0.0',
      `route add /dev/net/ipro1000/0 inet 0.0.0.0 gw ${GATEWAY} netmask 0.0.0.0`,
      `route delete /dev/net/ipro1000/0 inet 198.51.100.7 gw ${GATEWAY} netmask 255.255.255.255`,
      'ifconfig --delete tun/0',
    ],
  },
  'vpnc-script on Linux without ip': {
    personality: 'linux',
    before: [...ONLINE, 'tunctl create tun0'],
    up: [
      'ifconfig tun0 inet 10.7.0.2 pointopoint 10.7.0.2 netmask 255.255.255.255 mtu 1412 up',
      `route add -host 198.51.100.7 gw ${GATEWAY}`,
      'route add -net 10.66.0.0 netmask 255.255.0.0 dev tun0',
      `route del default gw ${GATEWAY}`,
      'route add default dev tun0',
      'ifconfig tun0 add fd00:8::1000/128 mtu 1412 up',
      'route -A inet6 add default dev tun0',
    ],
    down: [
      'route -A inet6 del default dev tun0',
      'route del default dev tun0',
      `route add default gw ${GATEWAY}`,
      'route del -net 10.66.0.0 netmask 255.255.0.0',
      `route del -host 198.51.100.7 gw ${GATEWAY}`,
      'ifconfig tun0 0.0.0.0',
      'ifconfig tun0 del fd00:8::1000/128',
      'ifconfig tun0 down',
    ],
  },
  'vpnc-script on FreeBSD': {
    personality: 'bsd',
    before: [...ONLINE, 'tunctl create tun0'],
    up: [
      'ifconfig tun0 inet 10.7.0.2 10.7.0.2 netmask 255.255.255.255 mtu 1412 up',
      `route add -host 198.51.100.7 ${GATEWAY}`,
      'route add -net 10.66.0.0 -netmask 255.255.0.0 10.7.0.2',
      'ifconfig tun0 inet6 fd00:8::1000/64 mtu 1412 up',
      'route add -inet6 -net fd66::/48 fd00:8::1000',
    ],
    down: [
      'route delete -inet6 fd66::/48 fd00:8::1000',
      'route delete -net 10.66.0.0 -netmask 255.255.0.0 10.7.0.2',
      `route delete -host 198.51.100.7 ${GATEWAY}`,
      'ifconfig tun0 10.7.0.2 delete',
      'ifconfig tun0 inet6 fd00:8::1000/64 delete',
      'ifconfig tun0 down',
      'ifconfig tun0 destroy',
    ],
  },
};

describe.each(Object.entries(SESSIONS))('%s', (_program, {personality, before = [], up, down}) => {
  test('does every line, and ends as it began', async () => {
    const bench = new CommandBench();
    await bench.output(['host', 'set', 'local', 'personality', personality]);
    // What is there before is made with words that every system has.
    for (const line of before) await bench.output([...line.split(' '), '--personality', 'haiku']);
    const atFirst = await configuration(bench);
    for (const line of up) await done(bench, line);
    expect(await configuration(bench)).not.toEqual(atFirst);
    for (const line of down) await done(bench, line);
    if (down.length > 0) expect(await left(bench)).toEqual(lasting(atFirst));
  });
});

async function done(bench: CommandBench, line: string): Promise<void> {
  const {status, stderr} = await bench.run(line, {timePasses: false});
  expect({line, status, stderr}).toEqual({line, status: SILENCE.status, stderr: SILENCE.stderr});
}

interface Configuration {
  readonly interfaces: readonly object[];
  readonly routes: readonly {readonly dev?: string | null}[];
}

async function configuration(bench: CommandBench): Promise<Configuration> {
  const {interfaces, routes, ipv6Routes} = (await bench.dump({counters: false})) as {
    interfaces: object[];
    routes: object[];
    ipv6Routes: object[];
  };
  return {interfaces, routes: [...routes, ...ipv6Routes]};
}

/** Addresses and routes that are there after all; the device itself, and what it was told of its MTU, may stay or go. */
async function left(bench: CommandBench): Promise<unknown> {
  return lasting(await configuration(bench));
}

function lasting({interfaces, routes}: Configuration): unknown {
  return {
    addresses: interfaces.flatMap((state) => (state as {addr_info?: unknown[]}).addr_info ?? []),
    routes: routes.map((route) => JSON.stringify(route)).sort(),
  };
}
