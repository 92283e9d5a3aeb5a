/** Device nodes and the applications that open them, over real sockets. */
import {once} from 'node:events';
import {existsSync, mkdirSync} from 'node:fs';
import {connect, createServer, type Socket} from 'node:net';
import {dirname, join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {LONGEST_FRAME} from '../../src/api/frame.ts';
import {openNode, type NodeConnection} from '../../src/api/node-client.ts';
import {NodeServer} from '../../src/daemon/node-server.ts';
import type {NodeDevice, NodeReader, OpenNode} from '../../src/tunnel/device-node.ts';
import {echo} from './notebook.ts';
import {temporaryDirectories} from './temporary.ts';

const temporary = temporaryDirectories();
const onFault = vi.fn();
let nodes = new NodeServer();
let path = '';
beforeEach(() => {
  onFault.mockReset();
  nodes = new NodeServer({onFault});
  path = join(temporary(), 'local', 'dev', 'tun', '0');
});
afterEach(() => nodes.close());

/** A device of which the test is the other side; `reader` and `opened` are those of the last opener. */
function device(write: (frame: Uint8Array) => void = () => undefined) {
  const opened = {write: vi.fn(write), pull: vi.fn(), refuse: vi.fn(), close: vi.fn()} satisfies OpenNode;
  let openedBy: (reader: NodeReader) => void = () => undefined;
  const reader = new Promise<NodeReader>((resolve) => (openedBy = resolve));
  const closed = new Promise<void>((resolve) => opened.close.mockImplementation(() => resolve()));
  const served: NodeDevice = {
    open(by) {
      openedBy(by);
      return opened;
    },
  };
  return {served, opened, reader, closed};
}

/** Gives the octets to a node as they are, and waits until it hangs up. */
async function poked(octets: Uint8Array): Promise<void> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.resume();
  socket.end(octets);
  await once(socket, 'close');
}

async function frames(node: NodeConnection, count: number): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const batch of node) {
    all.push(...batch);
    if (all.length >= count) break;
  }
  return all;
}

describe('an open node', () => {
  test('carries frames both ways, in order, of every size', async () => {
    nodes.add(path, echo());
    const sent = Array.from({length: 300}, (_, index) => new Uint8Array((index * 331) % 2000).fill(index));
    sent.push(new Uint8Array(LONGEST_FRAME).fill(9), new Uint8Array(0), Uint8Array.of(1));
    const node = await openNode(path);
    for (const frame of sent) {
      while (node.write(frame) === 'full') await node.drained();
    }
    expect(await frames(node, sent.length)).toEqual(sent);
    await node.closed;
  });

  test('stays open when the node is moved, and the old path is free for another', async () => {
    const {served, opened, reader} = device();
    nodes.add(path, served);
    const node = await openNode(path);
    const at = join(dirname(path), 'vpn0');
    nodes.move(path, at, served);
    expect([existsSync(path), existsSync(at)]).toEqual([false, true]);
    nodes.add(path, echo());
    (await reader).take(Uint8Array.of(1, 2));
    expect(await frames(node, 1)).toEqual([Uint8Array.of(1, 2)]);
    expect(opened.close).not.toHaveBeenCalled();
    await nodes.remove(at);
    await node.closed;
    expect([existsSync(path), existsSync(at)]).toEqual([true, false]);
  });

  test('hands frames over in place to who wants that', async () => {
    nodes.add(path, echo());
    let all: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (all = resolve));
    let octets = 0;
    const node = await openNode(path, {
      onFrame: (frame) => {
        octets += frame.length;
        if (octets === 100_000) all();
      },
    });
    for (let count = 0; count < 100; count++) expect(node.write(new Uint8Array(1000))).toBe('queued');
    await over;
    await node.close();
    expect(node.write(Uint8Array.of(1))).toBe('closed');
  });

  test('is closed for the device when the application goes, and can be opened again', async () => {
    const {served, closed} = device();
    nodes.add(path, served);
    await (await openNode(path)).close();
    await closed;
    await (await openNode(path)).close();
  });

  test('tells a second opener that it is one, and stays open for the first', async () => {
    nodes.add(path, echo());
    const first = await openNode(path);
    first.write(Uint8Array.of(1));
    const batches = first[Symbol.asyncIterator]();
    expect((await batches.next()).value).toEqual([Uint8Array.of(1)]);
    const second = await openNode(path);
    await expect(frames(second, 1)).rejects.toMatchObject({code: 'EBUSY'});
    await expect(second.closed).rejects.toMatchObject({code: 'EBUSY'});
    first.write(Uint8Array.of(2));
    expect((await batches.next()).value).toEqual([Uint8Array.of(2)]);
    await first.close();
    expect(onFault).not.toHaveBeenCalled();
  });

  test('ends for the application when it is removed', async () => {
    nodes.add(path, echo());
    const node = await openNode(path);
    node.write(Uint8Array.of(1));
    const batches = node[Symbol.asyncIterator]();
    await batches.next();
    const removed = nodes.remove(path);
    expect(existsSync(path)).toBe(false);
    expect(await batches.next()).toEqual({done: true, value: undefined});
    await removed;
    await expect(openNode(path)).rejects.toMatchObject({code: 'ENXIO'});
  });
});

describe('an application that does not read', () => {
  test('makes the device wait, and loses nothing', async () => {
    const {served, opened, reader} = device();
    nodes.add(path, served);
    const socket = connect(path).pause();
    const application = await reader;
    let handed = 0;
    const hand = (): void => {
      for (; handed < 3000 && application.ready(); handed++) application.take(new Uint8Array(1000));
    };
    const finished = new Promise<void>((resolve) =>
      opened.pull.mockImplementation(() => {
        hand();
        if (handed === 3000) resolve();
      }),
    );
    hand();
    expect(handed * 1004).toBeLessThan(262_144 + 1004 * 2);
    expect(application.ready()).toBe(false);
    let octets = 0;
    socket.on('data', (chunk) => (octets += chunk.length));
    socket.resume();
    await finished;
    while (octets < 3000 * 1004) await once(socket, 'data');
    expect(octets).toBe(3000 * 1004);
    socket.destroy();
  });

  test('is told to wait itself when the node does not read', async () => {
    mkdirSync(dirname(path), {recursive: true});
    const server = createServer().listen(path);
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const node = await openNode(path);
    const [other] = await accepted;
    other.pause();
    let written = 0;
    while (node.write(new Uint8Array(10_000)) === 'queued') written++;
    expect(written).toBe(27);
    const drained = node.drained();
    other.destroy();
    server.close();
    await drained;
    await node.closed.catch(() => undefined);
    expect(node.write(Uint8Array.of(1))).toBe('closed');
  });
});

describe('what comes in', () => {
  test('that the device refuses is the device’s affair', async () => {
    const {served, opened, closed} = device((frame) => {
      if (frame.length === 1) throw new NetworkError('EMALFORMED', 'too short');
    });
    nodes.add(path, served);
    await poked(Uint8Array.of(0, 0, 0, 1, 9, 0, 0, 0, 2, 8, 8));
    await closed;
    expect(opened.write).toHaveBeenCalledTimes(2);
    expect(opened.refuse).not.toHaveBeenCalled();
    expect(onFault).not.toHaveBeenCalled();
  });

  test('is hung up on when a frame longer than any is announced, and the device counts it', async () => {
    const {served, opened, closed} = device();
    nodes.add(path, served);
    await poked(Uint8Array.of(0, 1, 0, 14, 1, 2, 3));
    await closed;
    expect(opened.write).not.toHaveBeenCalled();
    expect(opened.refuse).toHaveBeenCalledExactlyOnceWith('frame-too-long');
    expect(opened.close).toHaveBeenCalledOnce();
  });

  test('and meets a fault of ours is hung up on, and the fault told', async () => {
    const fault = new TypeError('x is undefined');
    const {served, opened} = device(() => {
      throw fault;
    });
    nodes.add(path, served);
    await poked(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0));
    expect(onFault).toHaveBeenCalledExactlyOnceWith(fault);
    expect(opened.close).toHaveBeenCalledOnce();
  });

  test('is not given to a device that closed its node meanwhile', async () => {
    const {served, opened} = device(() => void nodes.remove(path));
    nodes.add(path, served);
    await poked(new Uint8Array(400));
    expect(opened.write).toHaveBeenCalledOnce();
  });

  test('may be any octets', async () => {
    const {served, opened} = device((frame) => expect(frame.length).toBeLessThanOrEqual(LONGEST_FRAME));
    nodes.add(path, served);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 300}), fc.boolean(), async (octets, small) => {
        await poked(small ? octets.map((octet, index) => (index % 6 < 3 ? 0 : octet % 9)) : octets);
      }),
      {numRuns: 100},
    );
    await (await openNode(path)).close();
    expect(onFault).not.toHaveBeenCalled();
    expect(opened.write).toHaveBeenCalled();
  });
});
