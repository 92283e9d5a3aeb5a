import {hasProgram} from './sandbox.ts';

/** What a test of `tunlab run` needs, and skips without, saying so. */
export function needs(...programs: readonly string[]): {skip: boolean} {
  const missing = ['cc', ...programs].filter((name) => !hasProgram(name));
  if (missing.length > 0) console.log(`skipped: there is no ${missing.join(', ')} on this machine`);
  return {skip: process.platform !== 'linux' || missing.length > 0};
}
