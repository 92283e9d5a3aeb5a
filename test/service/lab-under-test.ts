import {Lab, type LabOptions} from '../../src/lab/lab.ts';
import {localLab} from '../../src/service/local-lab.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

/** The frame of the report: a ping from 10.10.10.10 to itself with a link header in front. */
export const FRAME_98 =
  '0000000000000000000000000800450000549c720000fe01f80e0a0a0a0a0a0a0a0a0800097c57020000603ad8466efd0500' +
  '08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637';

/** A lab under a virtual clock, what it has kept, and a way to collect what it streams. */
export function labUnderTest(options: Partial<LabOptions> = {}) {
  const clock = new VirtualClock(1_686_024_960_000);
  const lab = new Lab({clock, seed: 1, ...options});
  const kept = new Map<string, unknown>(options.entries);
  const api = localLab({
    lab,
    entries: options.entries ?? [],
    hello: () => {
      throw new Error('nobody asks');
    },
    commit: (changes) => {
      for (const [key, record] of changes) {
        if (record === undefined) kept.delete(key);
        else kept.set(key, structuredClone(record));
      }
    },
  });
  return {api, clock, kept, lab, collect};
}

/** All items of a stream, also as they come. */
export async function collect<Item>(stream: AsyncIterable<Item>, items: Item[] = []): Promise<Item[]> {
  for await (const item of stream) items.push(item);
  return items;
}

/** What it has come to by the time that whatever needs no clock is done. */
export async function settled<Value>(promise: Promise<Value>): Promise<Value | 'waiting'> {
  let state: Value | 'waiting' = 'waiting';
  void promise.then(
    (value) => (state = value),
    () => undefined,
  );
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return state;
}
