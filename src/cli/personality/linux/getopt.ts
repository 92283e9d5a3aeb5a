/** Options as GNU's `getopt_long` reads them: anywhere among the words, until a `--`. */

/** An option with its value, or what is complained of, without the name of the tool. */
export type Given = {readonly option: string; readonly value: string} | {readonly fault: string};

export interface Options {
  /** In the order they were typed. */
  readonly given: readonly Given[];
  readonly operands: readonly string[];
}

interface Grammar {
  /** The letters, with a colon behind those that have a value. */
  readonly letters: string;
  /** Whole words, and the letters that they stand for. */
  readonly long: Readonly<Record<string, string>>;
}

export function getopt(words: readonly string[], {letters, long}: Grammar): Options {
  const given: Given[] = [];
  const operands: string[] = [];
  const left = [...words];
  const takesValue = (letter: string): boolean => letters[letters.indexOf(letter) + 1] === ':';
  const readLong = (word: string): Given => {
    const [, name = '', equals, typed] = /^([^=]*)(=(.*))?$/s.exec(word) ?? [];
    const found = matching(long, name);
    if (found.length === 0) return {fault: `unrecognized option '--${name}'`};
    if (found.length > 1) {
      const possible = found.map((each) => `'--${each}'`).join(' ');
      return {fault: `option '--${word}' is ambiguous; possibilities: ${possible}`};
    }
    const option = long[found[0]!]!;
    if (!takesValue(option)) {
      return equals === undefined ? {option, value: ''} : {fault: `option '--${found[0]!}' doesn't allow an argument`};
    }
    const value = typed ?? left.shift();
    return value === undefined ? {fault: `option '--${found[0]!}' requires an argument`} : {option, value};
  };
  const readLetters = (word: string): void => {
    for (let rest = word; rest !== '';) {
      const letter = rest[0]!;
      rest = rest.slice(1);
      if (letter === ':' || !letters.includes(letter)) given.push({fault: `invalid option -- '${letter}'`});
      else if (!takesValue(letter)) given.push({option: letter, value: ''});
      else {
        const value = rest === '' ? left.shift() : rest;
        given.push(
          value === undefined ? {fault: `option requires an argument -- '${letter}'`} : {option: letter, value},
        );
        rest = '';
      }
    }
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') return {given, operands: [...operands, ...left]};
    if (word.startsWith('--')) given.push(readLong(word.slice(2)));
    else if (/^-./s.test(word)) readLetters(word.slice(1));
    else operands.push(word);
  }
  return {given, operands};
}

/** The words that `name` is, or may be the beginning of; two that mean the same are one. */
function matching(long: Readonly<Record<string, string>>, name: string): readonly string[] {
  if (Object.hasOwn(long, name)) return [name];
  const begun = Object.keys(long).filter((each) => each.startsWith(name));
  const meanings = new Set(begun.map((each) => long[each]));
  return meanings.size === 1 ? begun.slice(0, 1) : begun;
}
