/** Flags whose values are numbers, with one clear line for what is none. */
import * as Flags from '@oclif/core/flags';
import {usage} from './grammar/values.ts';

interface NumberOptions {
  readonly char?: 'c' | 'f' | 'g' | 'G' | 'i' | 'l' | 'm' | 'p' | 'q' | 's' | 't' | 'T' | 'w' | 'W' | 'z';
  readonly charAliases?: 'm'[];
  readonly description: string;
  readonly min?: number;
  readonly max?: number;
}

/** A whole number, decimal or 0x…. */
export function wholeNumber({min = 0, max = Number.MAX_SAFE_INTEGER, ...options}: NumberOptions) {
  return Flags.custom<number>({
    ...options,
    helpValue: 'N',
    parse: (text, _context, flag) => {
      const number = /^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : NaN;
      if (!(number >= min && number <= max)) {
        throw usage(`--${flag.name} takes a whole number from ${min} to ${max}, not "${text.slice(0, 40)}"`);
      }
      return Promise.resolve(number);
    },
  })();
}

/** Seconds, with a fraction if need be. */
export function seconds({min = 0, max = 86_400, ...options}: NumberOptions) {
  return Flags.custom<number>({
    ...options,
    helpValue: 'SECONDS',
    parse: (text, _context, flag) => {
      const number = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
      if (!(number >= min && number <= max)) {
        throw usage(`--${flag.name} takes seconds from ${min} to ${max}, not "${text.slice(0, 40)}"`);
      }
      return Promise.resolve(number);
    },
  })();
}

/** The groups a UDP port joins, and where. */
export const JOIN_FLAGS = {
  join: Flags.string({
    helpValue: 'GROUP',
    multiple: true,
    multipleNonGreedy: true,
    description: 'join this multicast group; may be given several times',
  }),
  interface: Flags.string({helpValue: 'NAME', description: 'join on this interface (the one that leads to the group)'}),
};
