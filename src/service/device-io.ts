/** Reading and writing a device node from inside the lab's process. */
import type {FrameRead, FramesWritten, ReadDevice, WriteDevice} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import {fromHex, toHex} from '../packet/hex.ts';
import type {QueueName, TunnelDevice} from '../tunnel/tunnel-device.ts';
import {Bell} from './bell.ts';
import type {ServiceContext} from './service-context.ts';

type ReadOptions = Pick<ReadDevice, 'queue' | 'peek' | 'count' | 'timeout' | 'nonblock' | 'size'>;

/** Where packets are read from. */
interface Source {
  /** The next packet, if there is one now; the reader may keep it. */
  next(): Uint8Array | undefined;
  close(): void;
}

/**
 * Read whole packets, taking no more off the queue than are given out.
 *
 * @throws {NetworkError} EBUSY, ENXIO: it can not be opened. EAGAIN: nothing there. ETIMEDOUT. ENODEV: it was removed.
 */
export async function* readFrames(
  {lab: {clock}, waiting}: ServiceContext,
  device: TunnelDevice,
  {queue = 'application', peek = false, count = 1, timeout, nonblock = false, size = Infinity}: ReadOptions,
  signal?: AbortSignal,
): AsyncGenerator<FrameRead> {
  const bell = new Bell();
  const source = queue === 'application' && !peek ? openedNode(device, bell) : queueFromOutside(device, queue, peek);
  device.watchers.add(bell.ring);
  signal?.addEventListener('abort', bell.ring);
  try {
    for (let read = 0; read < count; read++) {
      const wait = {over: nonblock};
      const expire = (): void => {
        wait.over = true;
        bell.ring();
      };
      const timer = timeout === undefined ? undefined : clock.after(timeout * 1000, expire);
      let frame = source.next();
      while (!frame && !wait.over && !signal?.aborted && !device.removed) {
        await waiting.for(bell.next());
        frame = source.next();
      }
      timer?.cancel();
      if (!frame && signal?.aborted) return;
      if (!frame) throw nothingRead(device, queue, nonblock, timeout);
      const kept = frame.subarray(0, size);
      yield {hex: toHex(kept), octets: kept.length, truncated: frame.length - kept.length};
    }
  } finally {
    device.watchers.delete(bell.ring);
    signal?.removeEventListener('abort', bell.ring);
    source.close();
  }
}

/** The application's end, with room for one packet each time somebody asks for one. */
function openedNode(device: TunnelDevice, bell: Bell): Source {
  const taken: Uint8Array[] = [];
  let wanted = false;
  const node = device.open({
    ready: () => wanted && taken.length === 0,
    take: (frame) => {
      taken.push(new Uint8Array(frame));
      bell.ring();
    },
    gone: bell.ring,
  });
  return {
    next: () => {
      wanted = true;
      node.pull();
      const frame = taken.pop();
      if (frame) wanted = false;
      return frame;
    },
    close: () => node.close(),
  };
}

function queueFromOutside(device: TunnelDevice, name: QueueName, peek: boolean): Source {
  const queue = device.queues[name];
  let place = 0;
  return {
    next: () => {
      if (!peek) return device.divert(name);
      const frame = queue.contents()[place]?.frame;
      if (frame) place++;
      return frame;
    },
    close: () => undefined,
  };
}

function nothingRead(device: TunnelDevice, queue: QueueName, nonblock: boolean, timeout = 0): NetworkError {
  if (device.removed) return new NetworkError('ENODEV', `${device.name} was removed`);
  if (nonblock) return new NetworkError('EAGAIN', `no packet waits in the ${queue} queue of ${device.name}`);
  return new NetworkError('ETIMEDOUT', `no packet came to the ${queue} queue of ${device.name} within ${timeout} s`);
}

/** Write packets as the device's one opener. @throws {NetworkError} of the first that is refused; those before it are in. */
export function writeFrames(device: TunnelDevice, {frames}: Pick<WriteDevice, 'frames'>): FramesWritten {
  const node = device.open({ready: () => false, take: () => undefined, gone: () => undefined});
  let octets = 0;
  try {
    for (const [index, hex] of frames.entries()) {
      const frame = fromHex(hex);
      if (!frame) throw new NetworkError('EUSAGE', `packet ${index + 1} is not hex: two digits an octet`);
      node.write(frame);
      octets += frame.length;
    }
  } finally {
    node.close();
  }
  return {packets: frames.length, octets};
}
