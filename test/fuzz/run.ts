/** 100,000 random command lines, a third under each personality. */
import {expect, test} from 'vitest';
import type {Personality} from '../../src/names.ts';
import {Draw, seedOfRun} from './draw.ts';
import {Lines} from './lines.ts';
import {Trial} from './trial.ts';

const LINES = 33_334;
/** Lines in one lab, and between two looks at its state. */
const LIFE = 250;
const CHECKED = 50;

export function randomLines(personality: Personality): void {
  test(`${LINES} random command lines under ${personality}`, {timeout: 600_000}, async () => {
    const seed = seedOfRun();
    console.log(`TUNLAB_SEED=${seed}`);
    const lines = await Lines.of(new Draw(seed), personality);
    let trial = await Trial.of(personality);
    let history: string[] = [];
    // One of each kind.
    const faults = new Map<string, string>();
    for (let count = 0; count < LINES; count++) {
      if (count % LIFE === 0) {
        trial = await Trial.of(personality);
        history = [];
      }
      const words = lines.next();
      history.push(JSON.stringify(words.map((word) => word.slice(0, 60))));
      const fault = await trial.try(words);
      if (fault) faults.set(fault.complaint, `line ${count}: ${fault.shown}`);
      if (count % CHECKED !== CHECKED - 1) continue;
      try {
        await trial.check();
      } catch (reason) {
        expect.fail(
          `seed ${seed}, line ${count}: ${String(reason)}\nbefore it:\n${history.slice(-CHECKED).join('\n')}`,
        );
      }
    }
    expect(
      [...faults].map((each) => each.join(': ')),
      `seed ${seed}`,
    ).toEqual([]);
  });
}
