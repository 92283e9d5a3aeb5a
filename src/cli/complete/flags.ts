/** The flags of a command as they are typed. */
import type {CommandClass} from '../invoke.ts';
import type {Candidate} from './names.ts';
import {FLAG_VALUES} from './operands.ts';
import type {Place} from './places.ts';

interface FlagData {
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly description?: string;
  readonly hidden?: boolean;
  readonly options?: readonly string[];
}

export class CommandFlags {
  readonly #flags: Readonly<Record<string, FlagData>>;

  constructor(Command: CommandClass) {
    const {flags, baseFlags} = Command as unknown as Record<string, Record<string, FlagData> | undefined>;
    this.#flags = {...flags, ...baseFlags};
  }

  candidates(): Candidate[] {
    return Object.entries(this.#flags)
      .filter(([, {hidden}]) => hidden !== true)
      .map(([name, {description}]) => ({word: `--${name}`, ...(description !== undefined && {about: description})}))
      .concat({word: '--help', about: 'show what may be typed'});
  }

  /** What may stand behind `word`, where that is a flag that needs a value; `undefined` where it is not. */
  valueOf(word: string | undefined): Place | undefined {
    if (word?.startsWith('-') !== true) return undefined;
    const [name, flag] =
      Object.entries(this.#flags).find(([key, {char}]) => word === `--${key}` || word === `-${char ?? ''}`) ?? [];
    if (name === undefined || flag?.type !== 'option') return undefined;
    return flag.options ?? FLAG_VALUES[name] ?? [];
  }

  /** The words that are neither flags nor values of flags. */
  operandsOf(words: readonly string[]): string[] {
    return words.filter(
      (word, place) => this.valueOf(words[place - 1]) === undefined && !(word.startsWith('--') || this.#isLetter(word)),
    );
  }

  #isLetter(word: string): boolean {
    return Object.values(this.#flags).some(({char}) => char !== undefined && word === `-${char}`);
  }
}
