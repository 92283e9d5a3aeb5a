/** The node of a UDP port, from the inside: what an application reads, writes, and is refused. */
import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {NO_NODES} from '../../src/lab/device-nodes.ts';
import {Lab} from '../../src/lab/lab.ts';
import {ANY, parseAddress} from '../../src/packet/address.ts';
import {type UdpFrame, emitUdpFrame, parseUdpFrame} from '../../src/packet/udp-frame.ts';
import {removeInterface} from '../../src/stack/configure.ts';
import type {OpenNode} from '../../src/tunnel/device-node.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {networkUnderTest, stationUnderTest} from './network-under-test.ts';

const ip = (text: string): number => parseAddress(text)!;
const SELF = ip('127.0.0.1');
const HELLO = Uint8Array.from(Buffer.from('hello'));
const GROUP = ip('239.1.2.3');
const failing = (code: string) => expect.objectContaining({name: 'NetworkError', code}) as Error;

/** A host with port 7 as a node, which sends to itself from port 9. */
function nodeUnderTest({address = ANY} = {}) {
  const made = stationUnderTest();
  const node = made.labHost.udp.bind({address, port: 7, groups: []});
  const hear = (data = HELLO) =>
    made.host.sendUdp({sourcePort: 9, destination: address === ANY ? SELF : address, destinationPort: 7, data});
  return {...made, node, hear};
}

/** An application with room for so many frames. */
function application(room = Infinity) {
  const frames: UdpFrame[] = [];
  const state = {room};
  const reader = {
    ready: () => frames.length < state.room,
    take: (frame: Uint8Array) => frames.push(parseUdpFrame(new Uint8Array(frame))),
  };
  return {frames, state, reader};
}

const refusalOf = (node: OpenNode, frame: Uint8Array): string => {
  try {
    node.write(frame);
  } catch (reason) {
    return NetworkError.from(reason).code;
  }
  return 'sent';
};

describe('what comes', () => {
  test('waits for an application, and is read with where it came from', () => {
    const {node, hear} = nodeUnderTest();
    hear();
    hear(new Uint8Array());
    expect(node.mailbox.length).toBe(2);
    const {frames, reader} = application();
    node.open(reader).pull();
    expect(frames).toEqual([
      {address: SELF, port: 9, data: HELLO},
      {address: SELF, port: 9, data: new Uint8Array()},
    ]);
    hear();
    expect(frames).toHaveLength(3);
    expect(node.mailbox).toMatchObject({length: 0, enqueued: 3, dropped: 0});
  });

  test('is handed over as the application has room, in order', () => {
    const {node, hear} = nodeUnderTest();
    const {frames, state, reader} = application(1);
    const opened = node.open(reader);
    for (const octet of [1, 2, 3]) hear(Uint8Array.of(octet));
    expect(frames).toHaveLength(1);
    state.room = 3;
    opened.pull();
    expect(frames.map(({data}) => data[0])).toEqual([1, 2, 3]);
  });

  test.each([
    ['datagrams', 0, 1024],
    ['octets', 60_000, Math.floor((1 << 20) / 60_007)],
  ])('waits up to a number of %s; what is newer is dropped and counted', (_what, length, kept) => {
    const {node, host, hear} = nodeUnderTest();
    for (let sent = 0; sent < kept + 3; sent++) hear(new Uint8Array(length));
    expect(node.mailbox).toMatchObject({length: kept, dropped: 3});
    expect(host.interfaces.named('lo0').received.reasons.get('udp-buffer-full')).toBe(3);
  });

  test('waits again when the application has gone, for the next', () => {
    const {node, hear} = nodeUnderTest();
    const first = node.open(application().reader);
    expect(() => node.open(application().reader)).toThrow(failing('EBUSY'));
    first.close();
    hear();
    const {frames, reader} = application();
    node.open(reader).pull();
    expect(frames).toHaveLength(1);
    // Closed twice: the node is somebody else's by now.
    first.close();
    expect(node.opened).toBe(true);
  });
});

describe('what is written', () => {
  test('is sent, from the port and the address that is bound', () => {
    const {node, probe, host, iface} = nodeUnderTest({address: ip('10.0.0.1')});
    const opened = node.open(application().reader);
    opened.write(emitUdpFrame({address: ip('10.0.0.255'), port: 7, data: HELLO}));
    expect(probe.packets()).toHaveLength(1);
    expect(node).toMatchObject({sent: 1, errors: 0});
    // The copy for this host itself.
    expect(node.mailbox.enqueued).toBe(1);
    removeInterface(host, iface);
    expect(refusalOf(opened, emitUdpFrame({address: SELF, port: 7, data: HELLO}))).toBe('EADDRNOTAVAIL');
  });

  test.each([
    ['nothing', new Uint8Array(), 'EMALFORMED', 'truncated'],
    ['half a header', Uint8Array.of(1, 10, 0), 'EMALFORMED', 'truncated'],
    ['a name', Uint8Array.of(3, 1, 97, 0, 7), 'EMALFORMED', 'address-type'],
    ['port 0', emitUdpFrame({address: SELF, port: 0, data: HELLO}), 'EINVAL', 'no-destination'],
    ['address 0', emitUdpFrame({address: ANY, port: 7, data: HELLO}), 'EINVAL', 'no-destination'],
    ['too much', emitUdpFrame({address: SELF, port: 7, data: new Uint8Array(65_508)}), 'EMSGSIZE', 'too-long'],
    [
      'to where no route leads',
      emitUdpFrame({address: ip('1.2.3.4'), port: 7, data: HELLO}),
      'ENETUNREACH',
      'no-route',
    ],
  ])('and is %s is refused and counted', (_what, frame, code, reason) => {
    const {node} = nodeUnderTest();
    const opened = node.open(application().reader);
    expect(refusalOf(opened, frame)).toBe(code);
    opened.refuse('frame-too-long');
    expect([...node.refused]).toEqual([
      [reason, 1],
      ['frame-too-long', 1],
    ]);
    expect(node).toMatchObject({sent: 0});
  });

  test('goes to IPv6 addresses as well, from a port that is bound to all', () => {
    const {node} = nodeUnderTest();
    const {frames, reader} = application();
    expect(refusalOf(node.open(reader), emitUdpFrame({address: 1n, port: 7, data: HELLO}))).toBe('sent');
    expect(frames).toMatchObject([{address: 1n, port: 7}]);
  });

  test('is refused for an address of the other version than the one that is bound', () => {
    const {node} = nodeUnderTest({address: ip('10.0.0.1')});
    const opened = node.open(application().reader);
    expect(refusalOf(opened, emitUdpFrame({address: 1n, port: 7, data: HELLO}))).toBe('EAFNOSUPPORT');
    expect([...node.refused]).toEqual([['address-family', 1]]);
  });

  test('and is told by ICMP that nobody has the port, or by a router that there is no way, is counted', () => {
    const {client, clock} = networkUnderTest();
    const node = client.udp.bind({address: ANY, port: 7, groups: []});
    const opened = node.open(application().reader);
    opened.write(emitUdpFrame({address: ip('10.2.0.2'), port: 9, data: HELLO}));
    clock.runUntilIdle();
    const [from, destination, destinationPort] = [ip('10.2.0.2'), ip('10.2.0.2'), 9];
    expect(node).toMatchObject({errors: 1, lastError: {from, type: 3, code: 3, destination, destinationPort}});
    opened.write(emitUdpFrame({address: ip('192.0.2.1'), port: 9, data: HELLO}));
    clock.runUntilIdle();
    expect(node).toMatchObject({sent: 2, errors: 2, lastError: {from: ip('10.1.0.1'), type: 3, code: 0}});
  });
});

describe('a port', () => {
  test('is free again when its node is closed, and its application told', () => {
    const {labHost, host, node} = nodeUnderTest();
    let gone = 0;
    node.open({...application().reader, gone: () => gone++});
    expect(() => labHost.udp.bind({address: SELF, port: 7, groups: []})).toThrow(failing('EADDRINUSE'));
    labHost.udp.close(7);
    expect({gone, opened: node.opened, left: [...labHost.udp]}).toEqual({gone: 1, opened: false, left: []});
    host.udp.bind(ANY, 7, () => 'taken').close();
    expect(() => labHost.udp.close(7)).toThrow(failing('ENOENT'));
  });

  test('whose node can not be made is not taken, nor written down', () => {
    const nodes = {
      ...NO_NODES,
      appeared: () => {
        throw new NetworkError('EACCES', 'no room');
      },
    };
    const lab = new Lab({clock: new VirtualClock(), seed: 1, nodes});
    const {udp, host} = lab.host('local');
    lab.takeChanges();
    expect(() => udp.bind({address: ANY, port: 7, groups: []})).toThrow(failing('EACCES'));
    expect(lab.takeChanges().size).toBe(0);
    host.udp.bind(ANY, 7, () => 'taken');
  });

  test('that can not join all its groups is not taken', () => {
    const {labHost, host, iface} = stationUnderTest();
    const groups = [GROUP, GROUP].map((group) => ({iface, group}));
    expect(() => labHost.udp.bind({address: ANY, port: 7, groups})).toThrow(failing('EADDRINUSE'));
    expect(host.memberships.joined(iface, GROUP)).toBe(false);
    host.udp.bind(ANY, 7, () => 'taken');
  });

  test('is one of so many', () => {
    const {labHost} = stationUnderTest();
    for (let count = 0; count < 512; count++) labHost.udp.bind({address: ANY, port: undefined, groups: []});
    expect(() => labHost.udp.bind({address: ANY, port: undefined, groups: []})).toThrow(failing('ENOBUFS'));
  });
});
