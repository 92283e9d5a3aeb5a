/** What iputils' ping says of its words, before it sends anything. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PING_USAGE, PING_VERSION} from '../../../src/cli/personality/linux/ping-usage.ts';
import {readPingWords} from '../../../src/cli/personality/linux/ping-words.ts';

const A = '10.9.0.10';

function refusal(line: readonly string[]): [text: string, status: number] | undefined {
  const read = readPingWords(line);
  return 'status' in read ? [read.text, read.status] : undefined;
}

describe('refused', () => {
  test.each<[string, string[], string, number]>([
    ['a mark that is no number', ['-m', 'abc', A], "ping: invalid argument: 'abc'\n", 1],
    ['a mark below 0', ['-m', '-1', A], "ping: invalid argument: '-1': out of range: 0 <= value <= 4294967295\n", 1],
    [
      'a type of service of nine bits',
      ['-Q', '0x100', A],
      'ping: the decimal value of TOS bits must be in range 0-255: 256\n',
      2,
    ],
    ['a type of service by name', ['-Q', 'lowdelay', A], 'ping: bad TOS value: lowdelay\n', 2],
    ['a flow label of 21 bits', ['-F', '1048576', A], 'ping: flow value is greater than 20 bits: 1048576\n', 2],
    ['a flow label that is none', ['-F', '12z', A], 'ping: bad value for flowinfo: 12z\n', 2],
    ['no interval', ['-i', '', A], 'ping: bad timing interval: \n', 2],
    ['an interval beyond a whole number', ['-i', '3000000', A], 'ping: bad timing interval: 3000000\n', 2],
    ['a source that is no address', ['-I', '1::zz', A], 'ping: invalid source address: 1::zz\n', 2],
    [
      'both versions, before what follows',
      ['-4', '-6', '-c', 'abc'],
      'ping: only one -4 or -6 option may be specified\n',
      2,
    ],
    ['a route and times', ['-R', '-T', 'bogus', A], 'ping: only one of -T or -R may be used\n', 2],
    ['a pattern, behind all else', ['-p', 'zz', '-c', 'abc'], "ping: invalid argument: 'abc'\n", 1],
    ['the first of two wrong words', ['-c', 'abc', '-x', A], "ping: invalid argument: 'abc'\n", 1],
    ['a preload of none', ['-l', '0', A], "ping: invalid argument: '0': out of range: 1 <= value <= 65536\n", 1],
    ['ten hosts on the way', [...Array<string>(10).fill(A), A], PING_USAGE, 2],
    ['five hosts that shall say the time', ['-T', 'tsprespec', ...Array<string>(5).fill(A), A], PING_USAGE, 2],
    ['a host on the way where a route is recorded', ['-R', A, A], PING_USAGE, 2],
    ['a host on the way of IPv6', ['-6', 'fd00::1', 'fd00::2'], PING_USAGE, 2],
    ['no destination', ['-c', '1'], 'ping: usage error: Destination address required\n', 1],
  ])('%s', (_what, words, text, status) => {
    expect(refusal(words)).toEqual([text, status]);
  });
});

describe('taken', () => {
  test.each<[string, string[], object]>([
    ['nothing at all as bits', ['-Q', '', '-F', '0x', A], {tos: 0, flowLabel: 0}],
    ['a type of service below 0', ['-Q', '-1', A], {tos: 255}],
    [
      'a time with something behind it',
      ['-i', '1x', A],
      {interval: 1, warnings: expect.stringContaining('garbage: x\n') as string},
    ],
    ['an exponent', ['-i', '2e-1', A], {interval: 0.2}],
    ['a flood', ['-f', A], {flood: true, interval: 0}],
    ['a flood with an interval', ['-f', '-i', '0.1', A], {flood: true, interval: 0.1}],
    ['an address and an interface', ['-I', '10.9.0.1', '-I', 'tun0', A], {source: '10.9.0.1', device: 'tun0'}],
    ['an address of a link', ['-I', 'fe80::1%tun0', 'fe80::2'], {source6: 'fe80::1', device: 'tun0'}],
    ['letters in one word', ['-naqc3', A], {numeric: true, audible: true, quiet: true, count: 3}],
    ['words behind --', ['-c1', '--', '-x'], {destination: '-x'}],
    [
      'hosts that shall say the time',
      ['-T', 'tsprespec', '10.0.0.1', '10.0.0.2', A],
      {hops: ['10.0.0.1', '10.0.0.2'], target: A},
    ],
    ['nobody in particular', ['::'], {target: '::1'}],
    ['a mark, which nothing here routes by', ['-m', '5', A], {target: A}],
  ])('%s', (_what, words, meaning) => {
    expect(readPingWords(words)).toMatchObject(meaning);
  });

  test('help and version at their place', () => {
    expect(refusal(['-c1', '-V', '-x'])).toEqual([PING_VERSION, 0]);
    expect(refusal(['-c1', '-h', '-x'])).toEqual([PING_USAGE, 2]);
  });
});

test('any words are a request, or refused with text and a status that is documented', () => {
  const letters = Array.from('46abBcCdDefFhiIlLmMnNOpqQrRsStTUvVwWxz-', (letter) => `-${letter}`);
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '1',
      '-1',
      '0x10',
      '1e9',
      'ff',
      'do',
      'tsonly',
      'tsprespec',
      'help',
      A,
      'fd00::1',
      'lo',
      '%',
      '::%',
    ),
    fc.string({maxLength: 8}),
  );
  const word = fc.oneof(
    fc.constantFrom(...letters),
    value,
    fc.tuple(fc.constantFrom(...letters), value).map((two) => two.join('')),
  );
  fc.assert(
    fc.property(fc.array(word, {maxLength: 8}), (words) => {
      const read = readPingWords(words);
      if (!('status' in read)) {
        expect(read.destination).toBeTypeOf('string');
        expect(Number.isFinite(read.interval) && read.wait > 0 && read.preload >= 1).toBe(true);
        return;
      }
      expect([0, 1, 2]).toContain(read.status);
      expect(read.text).toMatch(/\S[^]*\n$/);
      expect(read.told === true).toBe(read.status === 0);
    }),
    {numRuns: 2000},
  );
});
