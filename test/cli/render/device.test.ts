import {describe, expect, test} from 'vitest';
import type {
  DeviceQueues,
  DeviceState,
  QueueContents,
  QueuedPacket,
  QueueState,
} from '../../../src/api/schema/device.ts';
import {renderDevice, renderDeviceList, renderQueues} from '../../../src/cli/render/device.ts';

function queue(change: Partial<QueueState> = {}): QueueState {
  return {
    packets: 0,
    octets: 0,
    limit_packets: 500,
    limit_octets: null,
    held: false,
    steps: 0,
    enqueued: 0,
    dequeued: 0,
    dropped: 0,
    ...change,
  };
}

const DEVICE: DeviceState = {
  ifname: 'tun0',
  mode: 'tun',
  node: '/run/lab/local/dev/tun/0',
  opened: true,
  up: true,
  persist: false,
  link_header: 'none',
  user: null,
  group: 'vpn',
  queues: {
    application: queue({packets: 2, octets: 168, held: true, steps: 1, enqueued: 5, dequeued: 3, dropped: 1}),
    interface: queue({limit_octets: 48448}),
  },
  refused: {'not-ip': 2, 'too-long': 0},
};

const PACKET = '4500005400000000fe01000 00a0a0a0a0a0a0a08'.replace(' ', '');

function contents(packets: Partial<QueuedPacket>[], change: Partial<QueueState> = {}): QueueContents {
  const full = packets.map((packet, place) => ({
    place,
    octets: 84,
    hex: PACKET,
    reason: 'from-stack' as const,
    ...packet,
  }));
  return {...queue({packets: full.length, octets: 84 * full.length, ...change}), contents: full};
}

function queues(change: Partial<DeviceQueues>): DeviceQueues {
  const empty = contents([]);
  return {
    ifname: 'tun0',
    mode: 'tun',
    link_header: 'none',
    opened: false,
    up: true,
    application: empty,
    interface: empty,
    ...change,
  };
}

describe('devices', () => {
  test('a list, one line a device', async () => {
    const down = {...DEVICE, ifname: 'tun1', node: null, opened: false, up: false};
    expect(await renderDeviceList([DEVICE, down])).toBe(
      [
        'NAME  MODE  STATE  OPENED  LINK HEADER  APPLICATION QUEUE  INTERFACE QUEUE',
        'tun0  tun   up     yes     none         2 of 500 held      0 of 500',
        'tun1  tun   down   no      none         2 of 500 held      0 of 500',
      ].join('\n'),
    );
  });

  test('none', async () => {
    expect(await renderDeviceList([])).toBe('no devices');
  });

  test('everything about one', async () => {
    expect(await renderDevice(DEVICE)).toBe(
      [
        'name               tun0',
        'mode               tun',
        'state              up',
        'node               /run/lab/local/dev/tun/0',
        'opened             yes',
        'persist            no',
        'link header        none',
        'owner              -',
        'group              vpn',
        'application queue  held, 1 more may leave, 2 of 500 packets, 168 octets; 5 in, 3 out, 1 dropped',
        'interface queue    not held, 0 of 500 packets, 0 of 48448 octets; 0 in, 0 out, 0 dropped',
        'refused            2 not-ip',
      ].join('\n'),
    );
  });

  test('a device that has never been up has no node, and has refused nothing', async () => {
    const text = await renderDevice({...DEVICE, node: null, refused: {}});
    expect(text).toContain('none yet: the interface has never been up');
    expect(text).toMatch(/\nrefused +nothing$/);
  });
});

describe('queues', () => {
  test('both, with every packet and why it is there', async () => {
    const text = await renderQueues(
      queues({
        application: contents([{}, {octets: 60, reason: 'from-application'}], {held: true}),
        interface: contents([{reason: 'own-address'}]),
      }),
      (hex) => `${hex.length / 2} octets of ICMP`,
    );
    expect(text).toBe(
      [
        'tun0 application queue (packets an application will read): held, 2 of 500 packets, 168 octets',
        '  PLACE  OCTETS  PACKET             WHY IT IS HERE',
        '  0      84      20 octets of ICMP  sent by the stack',
        '  1      60      20 octets of ICMP  written by the application',
        '',
        'tun0 interface queue (packets the stack will receive): not held, 1 of 500 packets, 84 octets',
        '  PLACE  OCTETS  PACKET             WHY IT IS HERE',
        '  0      84      20 octets of ICMP  destination 10.10.10.8 is an address of tun0',
      ].join('\n'),
    );
  });

  test.each([
    ['none', PACKET],
    ['ethernet', '0000000000000000000000000800' + PACKET],
    ['pi', '00000800' + PACKET],
    ['af', '00000002' + PACKET],
  ] as const)('the destination is found behind the link header "%s"', async (link_header, hex) => {
    const text = await renderQueues(
      queues({link_header, interface: contents([{hex, reason: 'own-address'}])}),
      () => '',
    );
    expect(text).toContain('destination 10.10.10.8 is an address of tun0');
  });

  test.each(['', '45', '6000'])('octets that are no IPv4 packet (%j) name no destination', async (hex) => {
    const text = await renderQueues(queues({interface: contents([{hex, reason: 'own-address'}])}), () => '');
    expect(text).toContain('destination is an address of tun0');
  });

  test('empty queues say so in their first lines', async () => {
    expect(await renderQueues(queues({}), () => '')).toBe(
      [
        'tun0 application queue (packets an application will read): not held, 0 of 500 packets, 0 octets',
        '',
        'tun0 interface queue (packets the stack will receive): not held, 0 of 500 packets, 0 octets',
      ].join('\n'),
    );
  });

  test('a long queue is one table: every row in its columns', async () => {
    const many = contents(Array.from({length: 500}, (_, place) => ({octets: place * 20})));
    const rows = (await renderQueues(queues({application: many}), (hex) => hex.slice(0, 8))).split('\n').slice(2, 502);
    expect(rows).toHaveLength(500);
    expect(new Set(rows.map((row) => row.indexOf('sent by the stack'))).size).toBe(1);
    expect(rows[499]).toBe('  499    9980    45000054  sent by the stack');
  });
});
