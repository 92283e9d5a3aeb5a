/** Flags of commands that start a lab. */
import * as Flags from '@oclif/core/flags';
import type {Personality} from '../names.ts';
import {wholeNumber} from './flags.ts';

export const LAB_FLAGS = {
  virtual: Flags.boolean({description: 'time passes only when somebody waits for it'}),
  seed: wholeNumber({max: 0xffff_ffff, description: 'what all chance in the lab is drawn from (1)'}),
};

interface Start {
  readonly virtual: boolean;
  readonly seed: number | undefined;
}

/** The same for the daemon. @param personality what the first host of a new lab starts with */
export function daemonOptions({virtual, seed}: Start, personality: Personality | undefined): string[] {
  return [
    ...(virtual ? ['--virtual'] : []),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(personality === undefined ? [] : ['--personality', personality]),
  ];
}
