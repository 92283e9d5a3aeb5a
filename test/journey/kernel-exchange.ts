/** What the tests with the kernel are made of: something typed on one side that the other side answers. */
import {expect, test} from 'vitest';
import {hasProgram, type Outcome} from './sandbox.ts';

/** What is typed, its exit status, what it prints. */
export type Exchange = readonly [command: string, status: number, output: RegExp];

export async function check(program: Promise<Outcome>, status: number, output: RegExp): Promise<void> {
  const {status: ended, stdout, stderr} = await program;
  expect(stdout + stderr).toMatch(output);
  expect(ended).toBe(status);
}

/** A test that needs a program: without it, it is skipped, and says so. */
export function testWith(program: string, title: string, run: () => Promise<void>): void {
  if (hasProgram(program)) test(title, run);
  else skip(title, `no program ${program}`);
}

export function skip(title: string, reason: string): void {
  console.log(`skipped: ${title} (${reason})`);
  test.skip(`${title} (${reason})`);
}
