import {describe, expect, test} from 'vitest';
import type {DeviceQueues, DeviceState} from '../../src/api/schema/device.ts';
import {PING_PACKET} from '../packet/golden.ts';
import {benchWithRequests, benchWithTunnel, type CommandBench, SILENCE} from './command-context.ts';

const PING = 'ping -c 1 -W 0 --id 1 --ip-id 1 --stamp 5 10.10.10.8';

async function shown(bench: CommandBench, ifname = 'tun0'): Promise<DeviceState> {
  return bench.json<DeviceState>(`tunctl show ${ifname}`);
}

async function queues(bench: CommandBench): Promise<DeviceQueues> {
  return bench.json<DeviceQueues>('tunctl queues tun0');
}

describe('tunctl queues', () => {
  test('says what is in them, and why', async () => {
    const bench = await benchWithTunnel();
    await bench.run(PING);
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    await bench.output([
      'tunctl',
      'write',
      'tun0',
      PING_PACKET.replace('f80e0a0a0a0a0a0a0a0a', 'f80f0a0a0a0a0a0a0a09'),
    ]);
    expect(await bench.output('tunctl queues tun0')).toBe(
      `tun0 application queue (packets an application will read): not held, 1 of 500 packets, 84 octets
  PLACE  OCTETS  PACKET                                                               WHY IT IS HERE
  0      84      10.10.10.10 > 10.10.10.8: ICMP echo request, id 1, seq 0, length 64  sent by the stack

tun0 interface queue (packets the stack will receive): held, 2 of 500 packets, 168 octets
  PLACE  OCTETS  PACKET                                                                    WHY IT IS HERE
  0      84      10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0, length 64  destination 10.10.10.10 is an address of tun0
  1      84      10.10.10.10 > 10.10.10.9: ICMP echo request, id 22274, seq 0, length 64   written by the application
`,
    );
  });

  test('--json has the octets and the reason', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    const {application, interface: received, ...rest} = await queues(bench);
    expect(rest).toMatchObject({ifname: 'tun0', link_header: 'none', opened: false, up: true});
    expect(application.contents).toEqual([]);
    expect(received).toMatchObject({packets: 1, octets: 84, held: true});
    expect(received.contents).toEqual([{place: 0, octets: 84, hex: PING_PACKET, reason: 'own-address'}]);
  });
});

describe('tunctl hold, step and release', () => {
  test('nothing leaves a held queue but what is let go, in order', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl hold tun0')).toEqual(SILENCE);
    await bench.run('ping -c 3 -W 0 --stamp 0 10.10.10.8');
    expect(await bench.run('tunctl read tun0 --nonblock')).toMatchObject({status: 1, stdout: ''});
    expect(await bench.run('tunctl step tun0 application')).toEqual(SILENCE);
    const first = await bench.output('tunctl read tun0 --nonblock --format text');
    expect(first).toContain(', seq 0, ');
    expect(await bench.run('tunctl read tun0 --nonblock')).toMatchObject({status: 1});
    expect(await bench.run('tunctl release tun0 application')).toEqual(SILENCE);
    const rest = await bench.output('tunctl read tun0 --nonblock --count 2 --format json');
    expect(rest.match(/seq \d/g)).toEqual(['seq 1', 'seq 2']);
    expect(await shown(bench)).toMatchObject({queues: {application: {held: false}, interface: {held: true}}});
  });

  test('a held interface queue keeps what the application wrote from the stack', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET, PING_PACKET]);
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 0 packets,');
    await bench.output('tunctl step tun0 interface');
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 1 packets,');
    await bench.output('tunctl release tun0');
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 2 packets,');
  });

  test('stepping what is not held, or empty, says so', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl step tun0 application')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: the application queue of tun0 is not held; first: tunctl hold tun0 application\n',
    });
    await bench.output('tunctl hold tun0');
    expect(await bench.run('tunctl step tun0 application')).toMatchObject({status: 1});
  });
});

describe('tunctl flush', () => {
  test.each([
    ['flush tun0', 3, 0, 0],
    ['flush tun0 application', 2, 0, 1],
    ['flush tun0 interface', 1, 2, 0],
  ])('%s', async (words, flushed, application, received) => {
    const bench = await benchWithRequests(2);
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    expect(await bench.json(`tunctl ${words}`)).toEqual({flushed});
    const left = await queues(bench);
    expect([left.application.packets, left.interface.packets]).toEqual([application, received]);
  });

  test('says how many', async () => {
    const bench = await benchWithRequests(2);
    expect(await bench.output('tunctl flush tun0')).toMatch(/^2 packets /);
  });
});
