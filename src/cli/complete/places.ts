/** What may stand in one place of a command line, and how the words before it decide that. */

/** Names that only a running lab, or the machine, can tell. */
export type NameKind =
  | '<interface>'
  | '<device>'
  | '<bridge>'
  | '<host>'
  | '<wire>'
  | '<end>'
  | '<lab>'
  | '<address>'
  | '<destination>'
  | '<udp-port>'
  | '<sysctl>'
  /** For the shell to complete: names of files, or of programs. */
  | ':files'
  | ':commands';

/** Words as they are typed, and kinds of names; empty where only the user knows what comes (a number, a new name). */
export type Place = readonly (NameKind | (string & {}))[];

/** What may come behind these operands. */
export type NextOperand = (before: readonly string[]) => Place;

/** One place after the other, then nothing. */
export function inOrder(...places: readonly Place[]): NextOperand {
  return ({length}) => places[length] ?? [];
}

/** `places`, then any number of `further`. */
export function listed(places: readonly Place[], further: Place): NextOperand {
  return (before) => without(before, places[before.length] ?? further);
}

/**
 * `places`, then words in any order, each once: behind each what it needs (`null`: nothing), beside them `others`, that
 * need no word in front.
 */
export function worded(
  places: readonly Place[],
  words: Readonly<Record<string, Place | null>>,
  others: Place = [],
): NextOperand {
  return (before) => {
    const place = places[before.length];
    if (place !== undefined) return place;
    const last = before.at(-1) ?? '';
    const operand = before.length > places.length && Object.hasOwn(words, last) ? words[last] : null;
    return operand ?? without(before, [...Object.keys(words), ...others]);
  };
}

/** What of `place` was not typed before. */
export function without(before: readonly string[], place: Place): Place {
  return place.filter((word) => !before.includes(word));
}
