/** UDP ports as sockets: an engine behind real connections, and applications of every manner. */
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Datagram, openUdp, type UdpConnection} from '../../src/api/udp-client.ts';
import {deviceNodes} from '../../src/daemon/device-nodes.ts';
import {NodeServer} from '../../src/daemon/node-server.ts';
import {Lab} from '../../src/lab/lab.ts';
import type {UdpNode} from '../../src/lab/udp-node.ts';
import {ANY, parseAddress} from '../../src/packet/address.ts';
import {emitUdpFrame} from '../../src/packet/udp-frame.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {pathsIn} from './served.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const SELF = parseAddress('127.0.0.1')!;
const onFault = vi.fn();
let server: NodeServer;
let lab: Lab;
let path: string;
let node: UdpNode;
beforeEach(() => {
  onFault.mockReset();
  server = new NodeServer({onFault});
  const paths = pathsIn(temporary());
  lab = new Lab({clock: new VirtualClock(), seed: 1, nodes: deviceNodes(paths, server, onFault)});
  path = `${paths.devfs('local')}/udp/7`;
  node = lab.host('local').udp.bind({address: ANY, port: 7, groups: []});
});
afterEach(async () => {
  await server.close();
  expect(onFault).not.toHaveBeenCalled();
});

/** The host sends itself a datagram, from port 9. */
function hear(data: Uint8Array): void {
  lab.host('local').host.sendUdp({sourcePort: 9, destination: SELF, destinationPort: 7, data});
}

/** What came to port 9, as it comes. */
function listener() {
  const heard: string[] = [];
  lab.host('local').host.udp.bind(ANY, 9, (message) => {
    if (message.kind === 'datagram') heard.push(Buffer.from(message.data).toString());
    return 'taken';
  });
  return heard;
}

async function received(connection: UdpConnection, count: number): Promise<Datagram[]> {
  const all: Datagram[] = [];
  for await (const batch of connection) {
    all.push(...batch);
    if (all.length >= count) break;
  }
  return all;
}

/** A frame as it is on the stream. */
function framed(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

const toNine = (text: string) => framed(emitUdpFrame({address: SELF, port: 9, data: Buffer.from(text)}));

async function opened(): Promise<Socket> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Gives the octets to the node as they are, in these pieces, and waits until it hangs up. */
async function poked(...pieces: Uint8Array[]): Promise<void> {
  const socket = await opened();
  socket.resume();
  socket.setNoDelay(true);
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  socket.end();
  await once(socket, 'close');
}

describe('an application', () => {
  test('reads datagrams with where they came from, those that had waited first, and sends', async () => {
    const heard = listener();
    hear(Buffer.from('one'));
    const connection = await openUdp(path);
    hear(Buffer.from('two'));
    hear(new Uint8Array(65_507));
    connection.send({address: '127.0.0.1', port: 9, data: Buffer.from('answer')});
    const all = await received(connection, 3);
    expect(all.map(({address, port}) => `${address}:${port}`)).toEqual(Array(3).fill('127.0.0.1:9'));
    expect(all.map(({data}) => data.length)).toEqual([3, 3, 65_507]);
    await connection.closed;
    await vi.waitFor(() => expect(heard).toEqual(['answer']));
  });

  test('that names no address or no port is told at once', async () => {
    const connection = await openUdp(path);
    const data = new Uint8Array();
    expect(() => connection.send({address: 'nowhere', port: 9, data})).toThrow(
      expect.objectContaining({code: 'EAFNOSUPPORT'}),
    );
    for (const port of [0, 65_536, 1.5]) {
      expect(() => connection.send({address: '127.0.0.1', port, data})).toThrow(
        expect.objectContaining({code: 'EINVAL'}),
      );
    }
    await connection.close();
    expect(connection.send({address: '127.0.0.1', port: 9, data})).toBe('closed');
  });

  test('is the only one: a second is refused as at a device, and the first stays', async () => {
    const first = await openUdp(path);
    const batches = first[Symbol.asyncIterator]();
    hear(Buffer.from('first'));
    await batches.next();
    const second = connect(path);
    const [refusal] = (await once(second, 'data')) as [Buffer];
    expect(refusal.toString('hex')).toBe('ffffffff');
    await once(second, 'close');
    await expect(received(await openUdp(path), 1)).rejects.toMatchObject({code: 'EBUSY'});
    hear(Buffer.from('again'));
    expect((await batches.next()).value).toHaveLength(1);
    await first.close();
  });

  test('that does not read leaves a bounded number of datagrams waiting, and loses none of these', async () => {
    const socket = (await opened()).pause();
    await vi.waitFor(() => expect(node.opened).toBe(true));
    for (let count = 0; count < 5000; count++) hear(new Uint8Array(1000).fill(count));
    const {length, dropped, enqueued} = node.mailbox;
    expect(length).toBeLessThanOrEqual(1024);
    expect(enqueued + dropped).toBe(5000);
    // What is on its way to the socket, and no more.
    expect(enqueued - length).toBeLessThan(300);
    let octets = 0;
    const all = enqueued * (4 + 7 + 1000);
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        octets += chunk.length;
        if (octets === all) resolve();
      });
      socket.resume();
    });
    expect(node.mailbox.length).toBe(0);
    socket.destroy();
  });

  test('finds the port gone when it is closed', async () => {
    const connection = await openUdp(path);
    hear(Buffer.from('x'));
    const batches = connection[Symbol.asyncIterator]();
    await batches.next();
    lab.host('local').udp.close(7);
    expect(existsSync(path)).toBe(false);
    expect(await batches.next()).toEqual({done: true, value: undefined});
    await expect(openUdp(path)).rejects.toMatchObject({code: 'ENXIO'});
  });
});

describe('what is written', () => {
  test('may come in any pieces', async () => {
    const heard = listener();
    const stream = Buffer.concat([toNine('one'), toNine(''), toNine('three')]);
    await poked(...[...stream].map((octet) => Uint8Array.of(octet)));
    expect(heard).toEqual(['one', '', 'three']);
  });

  test('and breaks off in a frame is forgotten, and the next application starts afresh', async () => {
    const heard = listener();
    const socket = await opened();
    socket.write(Buffer.concat([toNine('whole'), toNine('half').subarray(0, 9)]));
    await vi.waitFor(() => expect(heard).toEqual(['whole']));
    socket.destroy();
    await vi.waitFor(() => expect(node.opened).toBe(false));
    await poked(toNine('next'));
    expect(heard).toEqual(['whole', 'next']);
    expect([...node.refused]).toEqual([]);
  });

  test('and is malformed is counted, and what follows it is sent', async () => {
    const heard = listener();
    const malformed = [new Uint8Array(), Uint8Array.of(3, 1, 97, 0, 7), Uint8Array.of(1, 127), new Uint8Array(65_549)];
    await poked(Buffer.concat([...malformed.map(framed), toNine('sound')]));
    expect(heard).toEqual(['sound']);
    expect(Object.fromEntries(node.refused)).toEqual({truncated: 2, 'address-type': 2});
  });

  test('and announces more than any frame has ends the connection, and is counted', async () => {
    const heard = listener();
    await poked(toNine('before'), Uint8Array.of(0, 1, 0, 14), toNine('after'));
    expect(heard).toEqual(['before']);
    expect(Object.fromEntries(node.refused)).toEqual({'frame-too-long': 1});
  });

  test('may be any octets: each frame is sent, or refused with a reason', async () => {
    const anyFrames = fc.array(fc.uint8Array({maxLength: 30}), {maxLength: 10});
    await fc.assert(
      fc.asyncProperty(anyFrames, fc.boolean(), async (frames, raw) => {
        const before = node.sent + [...node.refused.values()].reduce((sum, count) => sum + count, 0);
        const likely = frames.map((frame) => (frame.length > 6 ? Uint8Array.of(1, 127, ...frame.subarray(2)) : frame));
        if (raw) await poked(...frames);
        else await poked(Buffer.concat(likely.map(framed)));
        const after = node.sent + [...node.refused.values()].reduce((sum, count) => sum + count, 0);
        if (!raw) expect(after - before).toBe(frames.length);
        expect(node.opened).toBe(false);
      }),
      {numRuns: 60},
    );
  });
});
