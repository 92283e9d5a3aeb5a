/** Command lines that are tried: random ones, and the options of every tool in every order of three. */
import {expect, test} from 'vitest';
import type {Personality} from '../../src/names.ts';
import {Draw, seedOfRun} from './draw.ts';
import {Lines} from './lines.ts';
import {optionsOf} from './option-words.ts';
import {lineOf, ordersOf} from './options.ts';
import {Trial} from './trial.ts';

/** All of them, in minutes: TUNLAB_LONG=1. */
const LONG = process.env['TUNLAB_LONG'] === '1';
/** Of random lines under one personality: of all three, 100,000. */
const LINES = LONG ? 33_334 : 2500;
/** Orders of a tool's options, where there are so many. */
const MOST_ORDERS = LONG ? Infinity : 60;
/** Lines in one lab, and between two looks at its state. */
const LIFE = 250;
const CHECKED = 50;
const PATIENCE = LONG ? 7_200_000 : 600_000;

export function commandLines(personality: Personality): void {
  const seed = seedOfRun(LONG);

  test(`${LINES} random command lines under ${personality}`, {timeout: PATIENCE}, async () => {
    console.log(`TUNLAB_SEED=${seed}`);
    const lines = await Lines.of(new Draw(seed), personality);
    await tryAll(
      personality,
      seed,
      (function* () {
        for (let count = 0; count < LINES; count++) yield lines.next();
      })(),
    );
  });

  test(`the options of every tool in any order under ${personality}`, {timeout: PATIENCE}, async () => {
    const draw = new Draw(seed);
    const tools = await optionsOf(personality);
    await tryAll(
      personality,
      seed,
      (function* () {
        for (const tool of tools) {
          const orders = ordersOf(tool);
          for (let count = 0; count < Math.min(orders, MOST_ORDERS); count++) {
            yield lineOf(tool, orders <= MOST_ORDERS ? count : draw.below(orders), draw);
          }
        }
      })(),
    );
  });
}

async function tryAll(personality: Personality, seed: number, lines: Iterable<readonly string[]>): Promise<void> {
  let trial = await Trial.of(personality);
  let history: string[] = [];
  // One of each kind.
  const faults = new Map<string, string>();
  const check = async () => {
    await trial.check().catch((reason: unknown) => {
      expect.fail(`seed ${seed}: ${String(reason)}\nbefore it:\n${history.slice(-CHECKED).join('\n')}`);
    });
  };
  let count = 0;
  for (const words of lines) {
    history.push(JSON.stringify(words.map((word) => word.slice(0, 60))));
    const fault = await trial.try(words);
    if (fault) faults.set(fault.complaint, `line ${count}: ${fault.shown}`);
    count++;
    if (count % CHECKED === 0) await check();
    if (count % LIFE !== 0) continue;
    trial = await Trial.of(personality);
    history = [];
  }
  await check();
  console.log(`${count} command lines under ${personality}`);
  expect(
    [...faults].map((each) => each.join(': ')),
    `seed ${seed}`,
  ).toEqual([]);
}
