/** `uplink`, from the words to what is printed. */
import {expect, test} from 'vitest';
import type {UplinkState} from '../../src/api/schema/uplink.ts';
import {CommandBench, SILENCE} from './command-context.ts';

async function bench(): Promise<CommandBench> {
  const made = new CommandBench();
  await made.output('host add client');
  return made;
}

test('add says nothing without DHCP; list and show tell', async () => {
  const made = await bench();
  expect(await made.output('uplink list')).toBe('no uplinks\n');
  expect(await made.run('uplink add client em1 --no-dhcp --via passt --net 10.3.0.0/16')).toEqual(SILENCE);
  expect(await made.output('uplink list')).toBe(
    `
NIC          VIA    STATE  NETWORK      ADDRESS  REACHES
client:eth1  passt  up     10.3.0.0/16  -        what this machine reaches
`.trimStart(),
  );
  expect(await made.output('uplink show client eth1')).toMatch(
    /^client:eth1: via passt, up, process 4711\n {2}reaches what this machine reaches\n {2}frames: \d+ sent, 0 received; not sent: none\n$/,
  );
  const [program] = made.uplinkPrograms.started;
  expect(program!.settings).toEqual({via: 'passt', restrict: false, network: {address: 0x0a03_0000, length: 16}});
});

test('a program that ends is told of, and its uplink can be removed', async () => {
  const made = await bench();
  await made.output('uplink add client eth1 --no-dhcp');
  const [program] = made.uplinkPrograms.started;
  program!.end.ended('QEMU has ended: out of memory');
  expect(await made.output('uplink show client eth1')).toContain(
    'client:eth1: via qemu, failed\n  QEMU has ended: out of memory\n',
  );
  expect(await made.run('uplink remove client eth1')).toEqual(SILENCE);
  expect(await made.json<UplinkState[]>('uplink list')).toEqual([]);
  expect(await made.output('host list')).not.toContain('eth1');
});

test('without a lease in time nothing of it is left, its program neither', async () => {
  const made = await bench();
  const {status, stderr} = await made.run('uplink add client eth1 --timeout 5');
  expect([status, stderr]).toEqual([1, 'tunlab: eth1 got no address by DHCP within 5 s: no server answered\n']);
  expect(made.uplinkPrograms.started.map(({stopped}) => stopped)).toEqual([true]);
  expect(made.uplinkPrograms.started[0]!.sent.length).toBeGreaterThan(0);
  expect(await made.json<UplinkState[]>('uplink list')).toEqual([]);
  expect(await made.output('host show client')).not.toContain('eth1');
});

test('a host that is removed, or a NIC, takes its uplink with it', async () => {
  const made = await bench();
  await made.output('uplink add client eth1 --no-dhcp');
  await made.output('uplink add local eth1 --no-dhcp');
  await made.output('host remove client');
  await made.output('ifconfig eth1 destroy');
  expect(made.uplinkPrograms.started.map(({stopped}) => stopped)).toEqual([true, true]);
  expect(await made.json<UplinkState[]>('uplink list')).toEqual([]);
});

test.each([
  ['uplink add client lo0', 'lo0 is no name for a NIC; try eth0', 1],
  ['uplink add client tun0', 'tun0 is no name for a NIC', 1],
  ['uplink add nobody eth1', 'there is no host nobody', 1],
  ['uplink add client eth1 --net 10.0.2.0/28', 'is no network for an uplink', 1],
  ['uplink add client eth1 --net fd00::/64', 'is no IPv4 network', 2],
  ['uplink add client eth1 --via ssh', '--via', 2],
  ['uplink add client', 'NAME', 2],
  ['uplink show client eth1', 'make it with: tunlab uplink add client eth1', 1],
  ['uplink remove local lo0', 'local:lo0 has no uplink', 1],
])('%s is refused, and makes nothing', async (line, message, status) => {
  const made = await bench();
  const outcome = await made.run(line);
  expect(outcome.stderr).toContain(message);
  expect(outcome.status).toBe(status);
  expect(made.uplinkPrograms.started).toEqual([]);
  expect(await made.output('ifconfig -a --host client')).not.toContain('ipro1000');
});

test('a NIC with an uplink goes on no wire, and one on a wire gets no uplink', async () => {
  const made = await bench();
  await made.output('uplink add client eth1 --no-dhcp');
  expect((await made.run('wire add lan client:eth1')).stderr).toContain(
    'client:eth1 is plugged into its uplink already',
  );
  await made.output('wire add lan client:eth0');
  expect((await made.run('uplink add client eth0')).stderr).toContain('eth0 exists already');
});
