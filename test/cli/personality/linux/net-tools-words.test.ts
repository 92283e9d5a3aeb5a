/** Words as net-tools reads them: options in any order, and hardware addresses of any length. */
import {describe, expect, test} from 'vitest';
import {getopt} from '../../../../src/cli/personality/linux/getopt.ts';
import {inEther} from '../../../../src/cli/personality/linux/in-ether.ts';

const GRAMMAR = {letters: 'A:nv', long: {protocol: 'A', numeric: 'n', verbose: 'v', version: 'v', value: 'n'}};

describe('options', () => {
  test.each([
    ['stand anywhere', 'x -n y -v', ['n', 'v'], ['x', 'y']],
    ['end at two dashes', '-n -- -v', ['n'], ['-v']],
    [
      'have a value in the same word or the next',
      '-Ainet -nA inet6 --protocol=x --prot y',
      ['A inet', 'n', 'A inet6', 'A x', 'A y'],
      [],
    ],
    ['may be cut short', '--num --verb', ['n', 'v'], []],
    ['that may be two with one meaning are that', '--ver', ['v'], []],
    ['are told one by one', '-xnz', ["invalid option -- 'x'", 'n', "invalid option -- 'z'"], []],
    ['may lack a value', '-A', ["option requires an argument -- 'A'"], []],
    ['of a whole word may lack one too', '--protocol', ["option '--protocol' requires an argument"], []],
    ['may have one too many', '--numeric=1', ["option '--numeric' doesn't allow an argument"], []],
    ['may be none', '--bogus', ["unrecognized option '--bogus'"], []],
    ['may be several', '--v', ["option '--v' is ambiguous; possibilities: '--verbose' '--version' '--value'"], []],
  ])('%s', (_what, line, options, operands) => {
    const read = getopt(line.split(' '), GRAMMAR);
    const told = read.given.map((each) => ('fault' in each ? each.fault : `${each.option} ${each.value}`.trim()));
    expect([told, read.operands]).toEqual([options, operands]);
  });
});

test.each([
  ['02:11:22:33:44:55', '02:11:22:33:44:55'],
  ['02:11:22:33:44', '02:11:22:33:44:00'],
  ['02:11:22:33:44:55:66', '02:11:22:33:44:55'],
  ['2:1', '02:01:00:00:00:00'],
  ['022:11:22:33:44:55', '02:02:11:22:33:44'],
  ['021122334455', '02:11:22:33:44:55'],
  ['02:11:22:33:44:55x', '02:11:22:33:44:55'],
  ['', '00:00:00:00:00:00'],
  [':', undefined],
  ['02.11.22.33.44.55', undefined],
  ['zz', undefined],
])('the hardware address %j is %s', (word, address) => {
  expect(inEther(word)).toBe(address);
});
