import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {Lab} from '../../src/lab/lab.ts';
import {configureInterface, deleteRoute, removeInterface} from '../../src/stack/configure.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import type {NodeReader} from '../../src/tunnel/device-node.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import type {QueueName, TunnelDevice} from '../../src/tunnel/tunnel-device.ts';
import {PING6_PACKET, hex, ip6} from '../packet/golden.ts';
import {FAR, OWN, PEER, account, echo, hostUnderTest, ip} from '../stack/host-under-test.ts';

const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;
const NOBODY: NodeReader = {ready: () => false, take: () => undefined};

/** A tunnel whose node nobody has open. */
function tunnelUnderTest() {
  const lab = new Lab({clock: new VirtualClock(), seed: 1});
  const labHost = lab.host('local');
  const {host} = labHost;
  const device = labHost.createDevice('tun0', 'tun');
  const iface = host.interfaces.named('tun0');
  const configure = (change: Parameters<typeof configureInterface>[2]) => configureInterface(host, iface, change);
  return {lab, labHost, host, device, iface, configure};
}

function tunnelWithAddress() {
  const tunnel = tunnelUnderTest();
  tunnel.configure({set: {local: OWN, peer: PEER}, up: true});
  return tunnel;
}

/** An application with room for so many packets. */
function application(device: TunnelDevice, room = Infinity) {
  const read: Uint8Array[] = [];
  const state = {room, gone: false};
  const node = device.open({
    ready: () => state.room > 0,
    take: (frame) => {
      state.room--;
      read.push(new Uint8Array(frame));
    },
    gone: () => (state.gone = true),
  });
  return {node, read, state};
}

const waiting = (device: TunnelDevice, queue: QueueName) => device.queues[queue].contents();
/** Requests with a number to tell them apart by. */
const numbered = (count: number, destination = OWN) =>
  Array.from({length: count}, (_, identification) => echo({identification, destination}));
const numbersOf = (frames: readonly Uint8Array[]) => frames.map((frame) => frame[4]! * 256 + frame[5]!);

describe('the destination decides', () => {
  test.each<[string, 'stack' | 'application', number, QueueName, string]>([
    ['the stack to an own address', 'stack', OWN, 'interface', 'own-address'],
    ['the stack to the peer', 'stack', PEER, 'application', 'from-stack'],
    ['the stack to elsewhere', 'stack', FAR, 'application', 'from-stack'],
    ['the application to an own address', 'application', OWN, 'interface', 'own-address'],
    ['the application to the peer', 'application', PEER, 'interface', 'from-application'],
    ['the application to elsewhere', 'application', FAR, 'interface', 'from-application'],
  ])('a packet from %s', (_what, side, destination, queue, reason) => {
    const {device} = tunnelWithAddress();
    device.hold('interface');
    const frame = echo({destination});
    if (side === 'stack') device.transmit(frame);
    else device.open(NOBODY).write(frame);
    expect(waiting(device, queue)).toEqual([{frame, note: reason}]);
    expect(waiting(device, queue === 'interface' ? 'application' : 'interface')).toEqual([]);
  });

  test('each of several addresses is an own one, for as long as the interface has it', () => {
    const {device, configure} = tunnelWithAddress();
    const second = ip('10.20.0.1');
    device.hold('interface');
    configure({add: [{local: second, prefixLength: 24}]});
    device.transmit(echo({destination: second}));
    configure({remove: [second]});
    device.transmit(echo({destination: second}));
    expect(waiting(device, 'interface').map(({note}) => note)).toEqual(['own-address']);
    expect(waiting(device, 'application').map(({note}) => note)).toEqual(['from-stack']);
  });

  test('an IPv6 address is an own one as well', () => {
    const {device} = tunnelWithAddress();
    device.hold('interface');
    device.setAddresses([OWN, ip6('2001:db8::2')]);
    device.transmit(hex(PING6_PACKET));
    device.setAddresses([OWN]);
    device.transmit(hex(PING6_PACKET));
    expect(waiting(device, 'interface').map(({note}) => note)).toEqual(['own-address']);
    expect(waiting(device, 'application').map(({note}) => note)).toEqual(['from-stack']);
  });

  test('what is too short to have one goes to the other side', () => {
    const {device} = tunnelWithAddress();
    device.hold('interface');
    device.open(NOBODY).write(Uint8Array.of(0x45, 0, 0));
    expect(waiting(device, 'interface').map(({note}) => note)).toEqual(['from-application']);
  });
});

describe('the link header', () => {
  const HEADERS: [LinkHeader, string][] = [
    ['none', ''],
    ['ethernet', '0000000000000000000000000800'],
    ['pi', '00000800'],
    ['af', '00000002'],
  ];
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
  const behind = (header: string, packet: Uint8Array) => Uint8Array.from([...bytes(header), ...packet]);

  test.each(HEADERS)('%s is in front of what an application reads', (linkHeader, header) => {
    const {device} = tunnelWithAddress();
    device.settings.linkHeader = linkHeader;
    const first = echo({destination: PEER});
    device.transmit(first);
    expect(waiting(device, 'application')[0]!.frame).toEqual(behind(header, first));
    const {node, read} = application(device);
    node.pull();
    const second = echo({destination: FAR});
    device.transmit(second);
    expect(read).toEqual([behind(header, first), behind(header, second)]);
  });

  test.each(HEADERS)('%s in front of what it writes is taken off', (linkHeader, header) => {
    const {node, taken} = hostUnderTest({linkHeader});
    node.write(behind(header, echo()));
    const [reply] = taken();
    expect(reply!.subarray(0, header.length / 2)).toEqual(bytes(header));
    expect(reply).toHaveLength(header.length / 2 + echo().length);
  });

  test.each<[LinkHeader, string, string]>([
    ['ethernet', '000000000000000000000000', 'EINVAL'],
    ['ethernet', '0000000000000000000000000800', 'EINVAL'],
    ['ethernet', '000000000000000000000000080645', 'EAFNOSUPPORT'],
    ['ethernet', '00000000000000000000000008006f', 'EINVAL'],
    ['ethernet', '00000000000000000000000086dd45', 'EINVAL'],
    ['pi', '0000', 'EINVAL'],
    ['pi', '00000800', 'EINVAL'],
    ['pi', '0000000045', 'EAFNOSUPPORT'],
    ['pi', '000086dd45', 'EINVAL'],
    ['af', '000000', 'EINVAL'],
    ['af', '00000002', 'EINVAL'],
    ['af', '0000000145', 'EAFNOSUPPORT'],
    ['af', '0000001c45', 'EINVAL'],
    ['none', '', 'EINVAL'],
    ['none', '35', 'EINVAL'],
    ['none', '05', 'EINVAL'],
  ])('%s: %s is refused with %s, and counted', (linkHeader, frame, code) => {
    const {node, iface, device} = hostUnderTest({linkHeader});
    expect(() => node.write(bytes(frame))).toThrow(failing(code));
    expect(account(iface.received)).toMatchObject({packets: 0, errors: 0, dropped: 1});
    expect([...device.refused.values()]).toEqual([1]);
  });

  test.each<[LinkHeader, string]>([
    ['none', ''],
    ['ethernet', '00000000000000000000000086dd'],
    ['pi', '000086dd'],
    ['af', '00000018'],
    ['af', '0000001c'],
    ['af', '0000001e'],
  ])('%s: IPv6 behind %s is taken, for the stack to say that IPv6 does not run there', (linkHeader, header) => {
    const {node, iface} = hostUnderTest({linkHeader});
    node.write(behind(header, Uint8Array.from([0x60, ...new Uint8Array(39)])));
    expect(account(iface.received).reasons).toEqual({'ipv6-disabled': 1});
  });

  test.each(HEADERS)('%s: a packet may have 65535 octets, and not one more', (linkHeader, header) => {
    const {node, iface} = hostUnderTest({linkHeader});
    const longest = behind(
      header,
      Uint8Array.from({length: 65_535}, () => 0x45),
    );
    node.write(longest);
    expect(() => node.write(Uint8Array.from([...longest, 0]))).toThrow(failing('EMSGSIZE'));
    expect(account(iface.received)).toMatchObject({errors: 1, dropped: 1, reasons: {'too-long': 1}});
  });
});

describe('the node', () => {
  test('is there from the first time the interface is up, and stays when it is down', () => {
    const {device, configure} = tunnelUnderTest();
    expect(() => device.open(NOBODY)).toThrow(failing('ENXIO'));
    configure({up: true});
    configure({up: false});
    expect(device.hasNode).toBe(true);
    device.open(NOBODY);
  });

  test('has one opener at a time', () => {
    const {device} = tunnelWithAddress();
    const node = device.open(NOBODY);
    expect(() => device.open(NOBODY)).toThrow(failing('EBUSY'));
    node.close();
    const next = device.open({...NOBODY});
    node.close();
    expect(device.opened).toBe(true);
    next.close();
    expect(device.opened).toBe(false);
  });

  test('that was closed takes nothing more, counts nothing, and refuses with EBADF', () => {
    const {device, iface} = tunnelWithAddress();
    const node = device.open(NOBODY);
    node.close();
    expect(() => node.write(echo())).toThrow(failing('EBADF'));
    node.refuse('too-long');
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 0, reasons: {}});
  });

  test('of a device that is down takes nothing, and says so with EIO', () => {
    const {device, configure, iface} = tunnelWithAddress();
    const node = device.open(NOBODY);
    configure({up: false});
    expect(() => node.write(echo())).toThrow(failing('EIO'));
    expect(account(iface.received).reasons).toEqual({'device-down': 1});
    configure({up: true});
    node.write(echo());
    expect(iface.received.packets).toBe(1);
  });

  test('counts what never was a frame', () => {
    const {device, iface} = tunnelWithAddress();
    device.open(NOBODY).refuse('oversized');
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {oversized: 1}});
    expect(device.refused.get('oversized')).toBe(1);
  });

  test('closed keeps interface, addresses, routes and what waits', () => {
    const {device, host, iface} = tunnelWithAddress();
    const node = device.open(NOBODY);
    device.transmit(echo({destination: PEER}));
    const routes = [...host.ipv4.routes];
    node.close();
    expect(host.interfaces.get('tun0')).toBe(iface);
    expect(iface.addresses).toHaveLength(1);
    expect([...host.ipv4.routes]).toEqual(routes);
    expect(waiting(device, 'application')).toHaveLength(1);
  });

  test('closed takes a device that does not persist with it, its interface and its routes', () => {
    const {device, host, labHost} = tunnelWithAddress();
    host.ipv4.routes.add({
      destination: FAR,
      prefixLength: 32,
      type: 'unicast',
      interface: host.interfaces.named('tun0'),
      metric: 0,
      protocol: 'static',
      host: true,
    });
    device.settings.persist = false;
    device.open(NOBODY).close();
    expect(host.interfaces.get('tun0')).toBeUndefined();
    expect(labHost.devices.size).toBe(0);
    expect([...host.ipv4.routes].filter((route) => route.interface?.name === 'tun0')).toEqual([]);
    expect(host.interfaces.isOwn(OWN)).toBe(false);
  });

  test('closed by its removed device is closed for good, and its reader is told once', () => {
    const {device, labHost, host} = tunnelWithAddress();
    const {node, state} = application(device);
    labHost.remove('tun0');
    expect(state.gone).toBe(true);
    expect(device.removed).toBe(true);
    node.close();
    expect(() => node.write(echo())).toThrow(failing('EIO'));
    const next = labHost.createDevice('tun0', 'tun');
    expect(next.opened).toBe(false);
    expect(host.interfaces.named('tun0').received.packets).toBe(0);
  });

  test('hands over one whole packet at a time, in order', () => {
    const {device} = tunnelWithAddress();
    for (const frame of numbered(3, PEER)) device.transmit(frame);
    const {node, read, state} = application(device, 1);
    node.pull();
    expect(numbersOf(read)).toEqual([0]);
    state.room = 2;
    node.pull();
    expect(numbersOf(read)).toEqual([0, 1, 2]);
  });

  test('keeps what a reader has no room for, and what comes after it behind it', () => {
    const {device} = tunnelWithAddress();
    const {node, read, state} = application(device, 1);
    for (const frame of numbered(3, PEER)) device.transmit(frame);
    expect(numbersOf(read)).toEqual([0]);
    expect(device.queues.application.length).toBe(2);
    state.room = Infinity;
    // The next one does not overtake those that wait.
    device.transmit(echo({destination: PEER, identification: 3}));
    expect(numbersOf(read)).toEqual([0, 1, 2, 3]);
    node.pull();
    expect(device.queues.application).toMatchObject({length: 0, enqueued: 4, dequeued: 4});
  });
});

describe('a full queue', () => {
  test('to the application drops the newest and counts it as not sent', () => {
    const {device, host, iface} = tunnelWithAddress();
    device.queues.application.limits = {packets: 2, octets: null};
    for (const frame of numbered(3, PEER)) host.ipv4.output.send(frame);
    expect(numbersOf(waiting(device, 'application').map(({frame}) => frame))).toEqual([0, 1]);
    expect(device.queues.application.dropped).toBe(1);
    expect(account(iface.sent)).toEqual({packets: 2, errors: 0, dropped: 1, reasons: {'queue-full': 1}});
  });

  test('to the stack refuses what an application writes, and counts it as not received', () => {
    const {device, iface} = tunnelWithAddress();
    device.queues.interface.limits = {packets: 2, octets: null};
    device.hold('interface');
    const node = device.open(NOBODY);
    const [first, second, third] = numbered(3);
    node.write(first!);
    node.write(second!);
    expect(() => node.write(third!)).toThrow(failing('ENOBUFS'));
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'queue-full': 1}});
    expect(device.refused.get('queue-full')).toBe(1);
    device.release('interface');
    expect(iface.received.packets).toBe(2);
  });

  test('to the stack drops what the host sends to itself, and counts it as not sent', () => {
    const {device, host, iface} = tunnelWithAddress();
    const local = host.ipv4.routes.find({destination: OWN, prefixLength: 32, type: 'local'})!;
    deleteRoute(host, local);
    host.ipv4.routes.add({...local, type: 'unicast'});
    device.queues.interface.limits = {packets: 0, octets: null};
    expect(host.ipv4.output.send(echo())).toBe('queue-full');
    expect(account(iface.sent).reasons).toEqual({'queue-full': 1});
    expect(account(iface.received)).toEqual({packets: 0, errors: 0, dropped: 0, reasons: {}});
  });

  test.each([
    [83, 0],
    [84, 1],
    [167, 1],
    [168, 2],
  ])('of %i octets has room for %i packets of 84', (octets, room) => {
    const {device} = tunnelWithAddress();
    device.queues.application.limits = {packets: 500, octets};
    for (let sent = 0; sent < 3; sent++) device.transmit(echo({destination: PEER}, {data: new Uint8Array(56)}));
    expect(device.queues.application).toMatchObject({length: room, dropped: 3 - room});
  });

  test('has room for 500 packets unless told otherwise', () => {
    const {device} = tunnelWithAddress();
    for (let sent = 0; sent < 501; sent++) device.transmit(echo({destination: PEER}));
    expect(device.queues.application).toMatchObject({length: 500, dropped: 1});
    expect(device.queues.interface.limits).toEqual({packets: 500, octets: null});
  });
});

describe.each<QueueName>(['application', 'interface'])('the %s queue', (queue) => {
  /** A tunnel whose queue is held, with an application that reads, and where packets end up. */
  function held() {
    const tunnel = tunnelWithAddress();
    const {device, iface} = tunnel;
    const {node, read} = application(device);
    device.hold(queue);
    const send = (frame: Uint8Array) => (queue === 'interface' ? node.write(frame) : void device.transmit(frame));
    const arrived = () => (queue === 'interface' ? iface.received.packets : read.length);
    return {...tunnel, send, arrived, read};
  }
  const destination = queue === 'interface' ? OWN : PEER;

  test('held, keeps what comes', () => {
    const {device, send, arrived} = held();
    for (const frame of numbered(3, destination)) send(frame);
    expect(arrived()).toBe(0);
    expect(device.queues[queue]).toMatchObject({length: 3, held: true});
  });

  test('stepped, lets one packet go at a time', () => {
    const {device, send, arrived} = held();
    for (const frame of numbered(3, destination)) send(frame);
    device.step(queue);
    expect([arrived(), device.queues[queue].length]).toEqual([1, 2]);
    device.step(queue);
    device.step(queue);
    expect([arrived(), device.queues[queue].length]).toEqual([3, 0]);
    expect(() => device.step(queue)).toThrow(failing('EAGAIN'));
  });

  test('can not be stepped while it is not held', () => {
    const {device} = held();
    device.release(queue);
    expect(() => device.step(queue)).toThrow(failing('EINVAL'));
  });

  test('released, lets everything go and no longer makes packets wait', () => {
    const {device, send, arrived} = held();
    for (const frame of numbered(3, destination)) send(frame);
    device.release(queue);
    expect(arrived()).toBe(3);
    send(echo({destination}));
    expect([arrived(), device.queues[queue].length]).toEqual([4, 0]);
  });

  test('tells its watchers when a packet has to wait, and when it has been taken', () => {
    const {device, send} = held();
    let rung = 0;
    device.watchers.add(() => rung++);
    send(echo({destination}));
    expect(rung).toBeGreaterThan(0);
    const before = rung;
    device.release(queue);
    expect(rung).toBeGreaterThan(before);
  });
});

describe('a device that is down', () => {
  test('keeps what waits for the stack, and delivers it when it comes up', () => {
    const {device, iface, configure} = tunnelWithAddress();
    const node = device.open(NOBODY);
    device.hold('interface');
    for (const frame of numbered(2)) node.write(frame);
    configure({up: false});
    device.release('interface');
    expect(device.queues.interface.length).toBe(2);
    expect(iface.received.packets).toBe(0);
    configure({up: true});
    expect(device.queues.interface.length).toBe(0);
    expect(iface.received.packets).toBe(2);
  });

  test('keeps a step for the packet that it was meant for', () => {
    const {device, iface, configure} = tunnelWithAddress();
    const node = device.open(NOBODY);
    device.hold('interface');
    for (const frame of numbered(2)) node.write(frame);
    configure({up: false});
    device.step('interface');
    configure({up: true});
    expect([iface.received.packets, device.queues.interface.length]).toEqual([1, 1]);
  });

  test('keeps what waits for the application, which may read it', () => {
    const {device, configure} = tunnelWithAddress();
    device.transmit(echo({destination: PEER}));
    configure({up: false});
    const {node, read} = application(device);
    node.pull();
    expect(read).toHaveLength(1);
  });
});

test('packets that the released ones bring about queue up behind them', () => {
  const {device, host, iface} = tunnelWithAddress();
  // Requests and replies of the host to itself all pass the interface queue.
  const local = host.ipv4.routes.find({destination: OWN, prefixLength: 32, type: 'local'})!;
  deleteRoute(host, local);
  host.ipv4.routes.add({...local, type: 'unicast'});
  device.hold('interface');
  for (const frame of numbered(3))
    host.ipv4.output.send(new Uint8Array(echo({source: OWN, identification: numbersOf([frame])[0]!})));
  const order: string[] = [];
  host.echo.open(5, () => order.push(`reply after ${iface.received.packets} requests`));
  device.release('interface');
  expect(iface.received.packets).toBe(6);
  expect(order).toEqual(['reply after 3 requests', 'reply after 4 requests', 'reply after 5 requests']);
  expect(device.queues.interface).toMatchObject({length: 0, enqueued: 6, dequeued: 6});
});

test('removing the interface alone leaves nothing that leads to it', () => {
  const {host, iface} = tunnelWithAddress();
  removeInterface(host, iface);
  expect(host.interfaces.get('tun0')).toBeUndefined();
  expect(host.interfaces.isOwn(OWN)).toBe(false);
  expect([...host.ipv4.routes].every((route) => route.interface?.name === 'lo0')).toBe(true);
});

test('whatever the driver refuses is a NetworkError', () => {
  const {device} = tunnelWithAddress();
  const node = device.open(NOBODY);
  expect(() => node.write(new Uint8Array())).toThrow(NetworkError);
});
