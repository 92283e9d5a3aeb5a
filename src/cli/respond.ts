/** The simplest application there is: it opens a device node and answers echo requests. */
import {openNode} from '../api/node-client.ts';
import type {DeviceState} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import {describePacket} from '../packet/describe.ts';
import {answerTo} from './echo.ts';
import {frameHeader} from './render/packet.ts';

export interface RespondOptions {
  readonly count?: number | undefined;
  readonly ttl?: number | undefined;
  /** Told of each request that was answered. */
  readonly told?: ((line: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/** @returns how many requests were answered. @throws {NetworkError} ENXIO, EBUSY: the node can not be opened. */
export async function respond(
  device: DeviceState,
  {count = Infinity, ttl, told, signal}: RespondOptions,
): Promise<number> {
  const {ifname, node: path} = device;
  const header = frameHeader(device);
  if (path === null) {
    throw new NetworkError('ENXIO', `${ifname} has no device node yet; bring it up: ifconfig ${ifname} up`);
  }
  const node = await openNode(path);
  const stop = () => void node.close();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let answered = 0;
  try {
    for await (const batch of node) {
      for (const frame of batch) {
        const reply = answerTo(frame, header, ttl);
        if (!reply) continue;
        if (node.write(reply) === 'full') await node.drained();
        answered++;
        told?.(`answered ${describePacket(frame, header)}`);
        // Leaving the loop destroys the connection, and what is still on its way with it.
        if (answered === count) {
          await node.drained();
          return answered;
        }
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await node.close();
  }
  return answered;
}
