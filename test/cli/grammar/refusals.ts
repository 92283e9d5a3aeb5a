import fc from 'fast-check';
import {expect} from 'vitest';
import {NetworkError} from '../../../src/errors.ts';

/** Expects `parse` to refuse `line`, in one line of text that contains `text`. */
export function expectRefusal(parse: (words: string[]) => unknown, line: string, text: string): void {
  let refusal: unknown;
  try {
    parse(words(line));
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(NetworkError);
  const {message, code: found} = refusal as NetworkError;
  expect({message, code: found}).toEqual({message: expect.stringContaining(text) as string, code: 'EUSAGE'});
  expect(message).not.toContain('\n');
}

/** The words of a command line without quoting. */
export function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}

/** Words of the grammars, likely operands, and anything at all. */
export function anyWords(known: readonly string[]): fc.Arbitrary<string[]> {
  const operand = fc.constantFrom(
    ...['tun0', 'tun/0', 'lo', 'default', '10.8.0.2', '10.8.0.0/16', '255.255.255.0', '255.0.255.0', '0.0.0.0'],
    ...[
      '0xffffff00',
      '1400',
      '-1',
      '24',
      'fd00::1',
      'fd00::/64',
      'fe80::1%tun0',
      '::',
      '',
      'constructor',
      '__proto__',
      'toString',
      'inet',
      'inet6',
    ],
  );
  return fc.array(fc.oneof(fc.constantFrom(...known), operand, fc.ipV4(), fc.ipV6(), fc.string()), {maxLength: 9});
}

/** Either a request comes out, or the refusal the grammars document. */
export function expectRequestOrRefusal(parse: (words: string[]) => unknown, given: string[]): void {
  let request: unknown;
  try {
    request = parse(given);
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'EUSAGE') return;
    throw error;
  }
  expect(request).toBeTypeOf('object');
}
