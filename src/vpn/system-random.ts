import {randomBytes} from 'node:crypto';
import type {RandomSource} from './random-source.ts';

/** What this machine's kernel draws. */
export const SYSTEM_RANDOM: RandomSource = (length) => new Uint8Array(randomBytes(length));
