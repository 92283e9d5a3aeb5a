/** What may be typed behind `arp`, on Linux and the BSDs alike. */
import {readAddress} from './address.ts';
import {quoted, readMac, usage} from './values.ts';
import {Words} from './words.ts';

export type ArpRequest =
  /** All, or those of one address. */
  | {kind: 'list'; which: {dst?: string; dev?: string}}
  | {kind: 'set'; neighbour: {dst: string; lladdr: string; proxy: boolean; temporary: boolean; dev?: string}}
  | {kind: 'delete'; which: {dst: string; dev?: string}}
  | {kind: 'flush'; which: {dev?: string}};

const FORMS = '-a, ADDRESS, -s ADDRESS MAC [temp] [pub], -d ADDRESS, or -d -a (-F), each with -i IF';

/** What stands behind a neighbour that is added, in any spelling. */
const MARKS: ReadonlyMap<string, string> = new Map([
  ['temp', 'temp'],
  ['temporary', 'temp'],
  ['pub', 'pub'],
  ['publish', 'pub'],
]);

/** @throws {NetworkError} EUSAGE */
export function parseArp(words: readonly string[]): ArpRequest {
  const read = readWords(words);
  const {letters, operands, marks, dev} = read;
  const on = dev === undefined ? {} : {dev};
  const [dst, lladdr, further] = operands;
  if (letters.has('s')) {
    if (letters.has('d') || letters.has('a')) throw usage('"-s" adds one neighbour: leave out "-a" and "-d"');
    if (dst === undefined || lladdr === undefined)
      throw usage('"-s" needs an address and a hardware address behind it');
    if (further !== undefined) throw tooMuch(further);
    const how = {proxy: marks.has('pub'), temporary: marks.has('temp')};
    return {kind: 'set', neighbour: {dst: readAddress(dst, 'inet'), lladdr: readMac(lladdr), ...how, ...on}};
  }
  const [mark] = marks;
  if (mark !== undefined) throw usage(`${quoted(mark)} says how to add a neighbour: it goes with -s`);
  if (lladdr !== undefined) throw tooMuch(lladdr);
  if (letters.has('a') && dst !== undefined) throw usage(`"-a" means all: leave it out, or leave out ${quoted(dst)}`);
  if (!letters.has('d'))
    return {kind: 'list', which: {...(dst !== undefined && {dst: readAddress(dst, 'inet')}), ...on}};
  if (letters.has('a')) return {kind: 'flush', which: on};
  if (dst === undefined) throw usage('"-d" needs the address of a neighbour behind it, or "-a" for all');
  return {kind: 'delete', which: {dst: readAddress(dst, 'inet'), ...on}};
}

interface ArpWords {
  readonly letters: ReadonlySet<string>;
  readonly operands: readonly string[];
  readonly marks: ReadonlySet<string>;
  readonly dev: string | undefined;
}

function readWords(words: readonly string[]): ArpWords {
  const letters = new Set<string>();
  const operands: string[] = [];
  const marks = new Set<string>();
  const reading = new Words(words);
  let dev: string | undefined;
  const setDev = (name: string): void => {
    if (dev !== undefined) throw usage('the interface is given twice: give it once');
    dev = name;
  };
  for (let word = reading.next(); word !== undefined; word = reading.next()) {
    if (word === '-F') {
      for (const letter of 'da') letters.add(letter);
    } else if (word.startsWith('-')) {
      const [, given = '', needsName = ''] = /^-([adns]*)(i?)/.exec(word) ?? [];
      const rest = word.slice(1 + given.length + needsName.length);
      if (given + needsName === '' || (rest !== '' && needsName === '')) throw unknown(word);
      for (const letter of given) letters.add(letter);
      if (needsName !== '') setDev(rest || reading.operand(word, 'an interface'));
    } else if (word === 'dev' || word === 'ifscope') setDev(reading.operand(word, 'an interface'));
    else if (MARKS.has(word)) marks.add(MARKS.get(word)!);
    else operands.push(word);
  }
  return {letters, operands, marks, dev};
}

function unknown(word: string): Error {
  return usage(`${quoted(word)} is not for arp: ${FORMS}`);
}

function tooMuch(word: string): Error {
  return usage(`${quoted(word)} is one word too many: ${FORMS}`);
}
