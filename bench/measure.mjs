// What the measurements have in common: how often, how much memory, and how a line is printed.
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const ROOT = new URL('..', import.meta.url).pathname;
export const TUNLAB = join(ROOT, 'bin', 'tunlab');

/**
 * Runs `work` with the environment of a lab of its own, whose daemon is stopped afterwards.
 *
 * @param base where its state is kept; in memory, a change costs no wait for the disk
 */
export async function inDirectory(work, base = tmpdir()) {
  const directory = mkdtempSync(join(base, 'tl-bench-'));
  const env = {...process.env, XDG_RUNTIME_DIR: directory, XDG_STATE_HOME: directory};
  // Node 20 reads the certificates at every start where this is set, which flatters every other program.
  delete env.NODE_EXTRA_CA_CERTS;
  try {
    return await work(env);
  } finally {
    spawnSync(TUNLAB, ['daemon', 'stop'], {env});
    rmSync(directory, {recursive: true, force: true});
  }
}

/** A directory in memory, where the system has one. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function tunlab(env, ...words) {
  return execFileSync(TUNLAB, words, {env, encoding: 'utf8', maxBuffer: 1 << 30});
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Milliseconds that `work` takes, and what it returns. */
export async function timed(work) {
  const start = performance.now();
  const result = await work();
  return {took: performance.now() - start, result};
}

/** Nanoseconds a step of each of `works`, which are run in turn, so that a busy machine is unfair to none: medians. */
export function inTurn(works, {rounds, steps}) {
  const took = works.map(() => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const start = process.hrtime.bigint();
      work(steps);
      const nanoseconds = Number(process.hrtime.bigint() - start) / steps;
      if (round >= 0) took[index].push(nanoseconds);
    }
  }
  return took.map(median);
}

/** Octets that are in use: objects, and the arrays beside them. */
export function memory() {
  globalThis.gc();
  globalThis.gc();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The same numbers in every run. */
export function randomNumbers(seed = 1) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

export function title(text) {
  console.log(`\n${text}`);
}

export function line(name, ...columns) {
  console.log(`  ${name.padEnd(44)}${columns.map((text) => text.padStart(16)).join('')}`);
}

export const count = (number) => Math.round(number).toLocaleString('en').replaceAll(',', ' ');
