/** What chance does follows from seeds alone, so that the same commands print the same text. */
import {describe, expect, test} from 'vitest';
import {CommandBench} from './command-context.ts';

const RUNS = 100;
const LINES = 100;

/** The first hundred lines of a ping over a wire that loses three of ten frames. */
async function lossyPing(seed: number): Promise<string> {
  const bench = new CommandBench();
  for (const line of [
    'host add client server',
    'wire add lan client:eth0 server:eth0',
    `wire set lan loss 30% delay 3ms jitter 2ms seed ${seed}`,
    'ifconfig eth0 10.0.0.1/24 up --host client',
    'ifconfig eth0 10.0.0.2/24 up --host server',
  ]) {
    await bench.output(line);
  }
  const {status, stdout, stderr} = await bench.run('ping -c 240 10.0.0.2 --host client');
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return stdout.split('\n').slice(0, LINES).join('\n');
}

describe('a ping over a wire that loses 30 % of the frames', () => {
  test(`prints the same ${LINES} lines in each of ${RUNS} labs with the same seed`, async () => {
    const first = await lossyPing(7);
    const replies = [...first.matchAll(/icmp_seq=(\d+)/g)].map(([, sequence]) => Number(sequence));
    expect(first.split('\n')).toHaveLength(LINES);
    // Some were lost, at no regular distance.
    expect(replies.length).toBeGreaterThan(LINES - 5);
    expect(new Set(replies.map((sequence, index) => sequence - (replies[index - 1] ?? 0))).size).toBeGreaterThan(3);
    for (let run = 1; run < RUNS; run++) {
      const again = await lossyPing(7);
      if (again !== first) expect(again, `run ${run}`).toBe(first);
    }
  });

  test('prints others with another seed', async () => {
    expect(await lossyPing(8)).not.toBe(await lossyPing(7));
  });
});
