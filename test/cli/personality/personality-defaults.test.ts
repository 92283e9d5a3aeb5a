/** What a host of each personality begins with, as the real systems do. */
import {expect, test} from 'vitest';
import type {DeviceState} from '../../../src/api/schema/device.ts';
import type {InterfaceState} from '../../../src/api/schema/interface.ts';
import {CommandBench} from '../../commands/command-context.ts';

interface Defaults {
  readonly ttl: number;
  readonly firstSequence: number;
  /** MTU of a new tun and a new tap, and of the loopback of a host that has the personality from its beginning. */
  readonly mtu: {readonly tun: number; readonly tap: number; readonly loopback: number};
  /** Packets in the application queue. */
  readonly queue: {readonly tun: number; readonly tap: number};
  /** As the system's own `ifconfig` names them. */
  readonly names: readonly string[];
}

const DEFAULTS: readonly (readonly [string, Defaults])[] = [
  [
    'haiku',
    {
      ttl: 254,
      firstSequence: 0,
      mtu: {tun: 1514, tap: 1514, loopback: 65_536},
      queue: {tun: 500, tap: 500},
      names: ['loop', 'tun/0', 'tap/0', '/dev/net/ipro1000/0'],
    },
  ],
  [
    'linux',
    {
      ttl: 64,
      firstSequence: 1,
      mtu: {tun: 1500, tap: 1500, loopback: 65_536},
      queue: {tun: 500, tap: 1000},
      names: ['eth0', 'lo', 'tap0', 'tun0'],
    },
  ],
  [
    'bsd',
    {
      ttl: 64,
      firstSequence: 0,
      mtu: {tun: 1500, tap: 1500, loopback: 16_384},
      queue: {tun: 500, tap: 500},
      names: ['lo0', 'tun0', 'tap0', 'em0'],
    },
  ],
];

test.each(DEFAULTS)('%s', async (personality, {ttl, firstSequence, mtu, queue, names}) => {
  const bench = new CommandBench();
  await bench.output(`host add here --personality ${personality}`);
  await bench.output('host add there');
  const create =
    personality === 'haiku' ? ['ifconfig tun/0 up', 'ifconfig tap/0 up'] : ['tunctl create tun0', 'tunctl create tap0'];
  for (const line of create) await bench.run(`${line} --host here`, {env: {TUNLAB_PERSONALITY: 'haiku'}});
  await bench.output('wire add lan here:eth0 there:eth0');
  for (const ifname of ['tun0', 'tap0', 'eth0']) await bench.lab.configureInterface({host: 'here', ifname, up: true});

  const interfaces = new Map((await bench.lab.listInterfaces({host: 'here'})).map((state) => [state.ifname, state]));
  const mtuOf = (ifname: string): InterfaceState['mtu'] | undefined => interfaces.get(ifname)?.mtu;
  expect({tun: mtuOf('tun0'), tap: mtuOf('tap0'), loopback: mtuOf('lo0')}).toEqual(mtu);

  const devices = new Map((await bench.lab.listDevices({host: 'here'})).map((state) => [state.ifname, state]));
  const limitOf = (ifname: string): DeviceState['queues']['application']['limit_packets'] | undefined =>
    devices.get(ifname)?.queues.application.limit_packets;
  expect({tun: limitOf('tun0'), tap: limitOf('tap0')}).toEqual(queue);

  const listed = await bench.output('ifconfig -a --host here');
  expect([...listed.matchAll(/^([^\s:]+)/gm)].map(([, name]) => name)).toEqual(names);

  const pinged = await bench.output('ping -c 2 127.0.0.1 --host here');
  expect(pinged).toContain(`icmp_seq=${firstSequence} ttl=${ttl} `);
  expect(pinged).toContain(`icmp_seq=${firstSequence + 1} ttl=${ttl} `);
});
