/** Single words turned into values; everything here throws EUSAGE with what would be right. */
import {NetworkError} from '../../errors.ts';
import {parseMac} from '../../packet/ethernet.ts';

export function usage(message: string): NetworkError {
  return new NetworkError('EUSAGE', message);
}

/** A word as messages show it: on one line, and not longer than a line. */
export function quoted(word: string): string {
  return JSON.stringify(word.length > 64 ? `${word.slice(0, 64)}…` : word);
}

/** A hardware address, as it was written. */
export function readMac(word: string): string {
  if (parseMac(word) !== undefined) return word;
  throw usage(`${quoted(word)} is not a hardware address such as 02:00:00:00:00:07`);
}

/** Refuses what may be said once only. */
export function twice(what: string): NetworkError {
  return usage(`${what} is given twice: give it once`);
}

/** A whole number, decimal or 0x…; whether it is allowed there is the lab's business. */
export function readNumber(word: string, keyword: string): number {
  const value = /^(?:-?(?:0|[1-9]\d*)|0x[\da-f]+)$/i.test(word) ? Number(word) : NaN;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw usage(`${quoted(word)} is not a number, and ${quoted(keyword)} needs one`);
}

/** `application` or `interface`. */
export function readQueueName(word: string): 'application' | 'interface' {
  if (word === 'application' || word === 'interface') return word;
  throw usage(
    `${quoted(word)} is not a queue: application (what programs read) or interface (what the stack receives)`,
  );
}

/** A number behind which one of `units` stands, times what the unit is worth; `undefined` for anything else. */
export function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([a-z%]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (number === '' || factor === undefined) return undefined;
  // Without the noise of binary fractions: 9us are 0.009 ms.
  return Number((Number(number) * factor).toPrecision(15));
}
