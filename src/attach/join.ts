import type {NodeConnection} from '../api/node-client.ts';
import type {FarEnd} from './far-end.ts';

/**
 * Carries packets between a device node and a far end, each whole, until one of them is closed; then both are. Neither
 * side reads more than the other takes: what a program does not read waits in the application queue.
 *
 * @throws {NetworkError} as either end fails
 */
export async function join(node: NodeConnection, far: FarEnd): Promise<void> {
  /** What came in one piece with a packet for which the node had no room. */
  const held: Uint8Array[] = [];
  const unload = async (): Promise<void> => {
    while (held.length > 0) {
      await node.drained();
      while (held.length > 0 && node.write(held[0]!) !== 'full') held.shift();
    }
    far.resume();
  };
  far.start((frame) => {
    if (held.length === 0 && node.write(frame) !== 'full') return;
    held.push(frame.slice());
    if (held.length > 1) return;
    far.pause();
    void unload();
  });
  const outward = async (): Promise<void> => {
    for await (const batch of node) {
      for (const frame of batch) if (far.send(frame) === 'full') await far.drained();
    }
  };
  try {
    await Promise.race([outward(), far.closed]);
  } finally {
    far.close();
    await node.close();
  }
}
