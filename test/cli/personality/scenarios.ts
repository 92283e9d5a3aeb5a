/** How the labs are set up in which the transcripts of Linux's tools are run again. */
import type {CommandBench} from '../../commands/command-context.ts';
import {runTunApplication} from './tun-application.ts';

/** What was there when each transcript began. */
export const BEFORE: Readonly<Record<string, (bench: CommandBench) => Promise<void>>> = {
  'ifconfig-life': linux,
  'ifconfig-addresses': tun,
  'ifconfig-errors': tun,
  'ifconfig-flags': async (bench) => {
    await tun(bench);
    await bench.output('tunctl create tap0');
  },
  'ifconfig-inet6': tunWithIpv6,
  route: tun,
  'route-errors': tun,
  'route-inet6': tunWithIpv6,
  'ping-options': tun,
  'ping-peer': tun,
  'ping-mtu': tun,
  'ping-unreachable': async (bench) => {
    await tun(bench);
    await bench.output('tunctl create tap0');
  },
  'ping-inet6': tunWithIpv6,
  'ping-flood': tunWithIpv6,
  'ping-deadline': tunWithIpv6,
  arp: ethernet,
  netstat: ethernet,
};

async function linux(bench: CommandBench): Promise<void> {
  await bench.output('host set local personality linux');
  await bench.lab.configureInterface({host: 'local', ifname: 'lo', remove: ['::1']});
  await asRecorded(bench);
}

/** The machine of the transcripts had no other name in its list, and made no addresses of the link. */
export async function asRecorded({lab}: CommandBench): Promise<void> {
  await lab.changeHost({host: 'local', names: {localhost: null}});
  await lab.changeHost({host: 'local', names: {localhost: '127.0.0.1'}});
  await lab.changeHost({host: 'local', settings: {'net.ipv6.conf.default.addr_gen_mode': true}});
}

async function tun(bench: CommandBench): Promise<void> {
  await linux(bench);
  await bench.output('tunctl create tun0');
  // Only a device that was up has a node.
  await bench.output('ifconfig tun0 up');
  runTunApplication(bench, 'tun0');
  await bench.output('ifconfig tun0 down');
}

async function ethernet(bench: CommandBench): Promise<void> {
  await linux(bench);
  await bench.output('host add far');
  await bench.output('wire add lan local:eth0 far:eth0');
  await bench.lab.configureInterface({host: 'local', ifname: 'eth0', up: true, address: '02:00:00:00:00:01'});
}

async function tunWithIpv6(bench: CommandBench): Promise<void> {
  await tun(bench);
  await bench.lab.configureInterface({host: 'local', ifname: 'lo', add: [{local: '::1', prefixlen: 128}]});
}

/**
 * What happened between two rows without being one: an application opened or closed the device. Or, where a row is
 * refused here that was not there, other commands that do what can be done of it, so that the rows behind it compare.
 */
export const AHEAD: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  'ifconfig-life': {3: ['tunctl create tun0'], 20: ['tunctl delete tun0']},
  'ifconfig-errors': {
    28: ['ifconfig tun0 mtu 1500 netmask 255.255.255.0'],
    45: ['ifconfig tun0 media auto'],
    46: ['ifconfig tun0 name foo0'],
  },
  'ping-unreachable': {
    14: ['tunctl delete tap0'],
    19: ['ip route add blackhole 10.78.0.0/16'],
    20: ['ip route add prohibit 10.79.0.0/16'],
    21: ['ip route add throw 10.80.0.0/16'],
    26: ['ifconfig tun0 down', 'ifconfig tun0 up', 'route add -net 10.9.0.0/16 dev tun0'],
  },
};
