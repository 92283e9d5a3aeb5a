/** Options as FreeBSD's `getopt` reads them: they end at the first word that is none. */

export interface Options {
  /** Letter and value, in the order they were typed. */
  readonly given: readonly (readonly [letter: string, value: string])[];
  readonly operands: readonly string[];
  /** What `getopt` complains of, without the name of the tool: an option that is none, or that lacks its value. */
  readonly fault?: string;
}

/** @param taken the letters, with a colon behind those that have a value; two, where it is the rest of their word or none */
export function getopt(words: readonly string[], taken: string): Options {
  const given: [string, string][] = [];
  const left = [...words];
  for (let word = left[0]; word !== undefined && /^-./s.test(word); word = left[0]) {
    left.shift();
    if (word === '--') break;
    for (let rest = word.slice(1); rest !== '';) {
      const letter = rest[0]!;
      rest = rest.slice(1);
      const place = letter === ':' ? -1 : taken.indexOf(letter);
      if (place < 0) return {given, operands: left, fault: `illegal option -- ${letter}`};
      if (taken[place + 1] !== ':') {
        given.push([letter, '']);
        continue;
      }
      const optional = taken[place + 2] === ':';
      const value = rest === '' && !optional ? left.shift() : rest;
      if (value === undefined) return {given, operands: left, fault: `option requires an argument -- ${letter}`};
      given.push([letter, value]);
      rest = '';
    }
  }
  return {given, operands: left};
}
