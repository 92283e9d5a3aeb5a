/** Flags of commands that start a lab. */
import * as Flags from '@oclif/core/flags';
import {wholeNumber} from './flags.ts';

export const LAB_FLAGS = {
  virtual: Flags.boolean({description: 'time passes only when somebody waits for it'}),
  seed: wholeNumber({max: 0xffff_ffff, description: 'what all chance in the lab is drawn from (1)'}),
};

/** The same for the daemon. */
export function daemonOptions({virtual, seed}: {virtual: boolean; seed: number | undefined}): string[] {
  return [...(virtual ? ['--virtual'] : []), ...(seed === undefined ? [] : ['--seed', String(seed)])];
}
