/** What may be typed behind `tunctl` as the tool of that name has always taken it: options only. */
import {canonicalName} from '../../names.ts';
import {quoted, usage} from './values.ts';
import {Words} from './words.ts';

export type TunctlRequest =
  | {
      kind: 'create';
      /** Without it, the lowest free number. */
      ifname?: string;
      user?: string;
      group?: string;
      /** Print the name alone. */
      brief: boolean;
      mode: 'tun' | 'tap';
    }
  | {kind: 'delete'; ifname: string};

/** Options with a word behind them, and what that word is. */
const OPERANDS: ReadonlyMap<string, string> = new Map([
  ['u', 'a user'],
  ['g', 'a group'],
  ['t', 'the name of an interface'],
  ['d', 'the name of an interface'],
  ['f', 'a clone device'],
]);

/** `tunctl [-b] [-u USER] [-g GROUP] [-t NAME] [-n|-p] [-f FILE]`, `tunctl -d NAME`. @throws {NetworkError} EUSAGE. */
export function parseClassicTunctl(words: readonly string[]): TunctlRequest {
  const options = readOptions(words);
  const file = options.get('f');
  if (file !== undefined && !/^\/dev\/(?:net\/)?tun$/.test(file)) {
    throw usage(`${quoted(file)} is not a clone device here: leave out "-f", or write -f /dev/net/tun`);
  }
  if (options.has('n') && options.has('p'))
    throw usage('-n (tun) and -p (tap) contradict each other: give one of them');

  const doomed = options.get('d');
  if (doomed !== undefined) {
    const wrong = ['b', 'u', 'g', 't'].find((letter) => options.has(letter));
    if (wrong !== undefined) throw usage(`-d deletes: leave out "-${wrong}"`);
    return {kind: 'delete', ifname: canonicalName(doomed)};
  }
  const name = options.get('t');
  const ifname = name === undefined ? undefined : canonicalName(name);
  const user = options.get('u');
  const group = options.get('g');
  return {
    kind: 'create',
    ...(ifname !== undefined && {ifname}),
    ...(user !== undefined && {user}),
    ...(group !== undefined && {group}),
    brief: options.has('b'),
    mode: modeOf(ifname, options),
  };
}

/** The name decides; without one, the option; without that, tun. */
function modeOf(ifname: string | undefined, options: ReadonlyMap<string, string>): 'tun' | 'tap' {
  const asked = options.has('p') ? 'tap' : options.has('n') ? 'tun' : undefined;
  const named = (['tun', 'tap'] as const).find((mode) => ifname?.startsWith(mode));
  if (asked !== undefined && named !== undefined && asked !== named) {
    throw usage(`${quoted(ifname ?? '')} is the name of a ${named}: leave out ${asked === 'tap' ? '"-p"' : '"-n"'}`);
  }
  return asked ?? named ?? 'tun';
}

/** Letters given, with their operands; `-b -t tun0`, `-bttun0` and `-bt tun0` are the same. */
function readOptions(words: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const reading = new Words(words);
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    if (!word.startsWith('-')) {
      throw usage(`${quoted(word)} is not an option of tunctl, and not one of its commands; see: tunctl --help`);
    }
    if (!/^-[a-z]/.test(word)) throw usage(`${quoted(word)} is not an option of tunctl: -b -u -g -t -n -p -f, or -d`);
    for (let place = 1; place < word.length; place++) {
      const letter = word.charAt(place);
      const what = OPERANDS.get(letter);
      if (what === undefined) {
        if (!'bnp'.includes(letter))
          throw usage(`"-${letter}" is not an option of tunctl: -b -u -g -t -n -p -f, or -d`);
        options.set(letter, '');
        continue;
      }
      if (options.has(letter)) throw usage(`"-${letter}" is given twice: give it once`);
      options.set(letter, word.slice(place + 1) || reading.operand(`-${letter}`, what));
      break;
    }
  }
  return options;
}
