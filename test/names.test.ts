import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Personality, canonicalName, modeOfName, nodePath, personalName} from '../src/names.ts';

const EUSAGE = expect.objectContaining({name: 'NetworkError', code: 'EUSAGE'}) as Error;

/** What somebody may call an interface of one of the known kinds. */
const canonical = fc
  .tuple(fc.constantFrom('tun', 'tap', 'eth', 'br'), fc.nat({max: 99_999}))
  .map(([kind, unit]) => `${kind}${unit}`);
/** Any name that an interface can have. */
const anyName = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/)
  .filter((name) => !/^\d+$/.test(name))
  .map((name) => canonicalName(name));

describe('an interface name', () => {
  test.each([
    ['tun0', 'tun0'],
    ['tun/0', 'tun0'],
    ['/dev/tun/0', 'tun0'],
    ['tun/17', 'tun17'],
    ['tap1', 'tap1'],
    ['tap/1', 'tap1'],
    ['/dev/tap/1', 'tap1'],
    ['lo', 'lo0'],
    ['lo0', 'lo0'],
    ['loop', 'lo0'],
    ['eth0', 'eth0'],
    ['em0', 'eth0'],
    ['em3', 'eth3'],
    ['/dev/net/ipro1000/0', 'eth0'],
    ['br0', 'br0'],
    ['bridge12', 'br12'],
    ['bridge', 'bridge'],
    ['vpn.office-1_a', 'vpn.office-1_a'],
    ['a23456789012345', 'a23456789012345'],
  ])('%s is %s', (spelling, name) => {
    expect(canonicalName(spelling)).toBe(name);
  });

  test.each<[string, Record<Personality, string>]>([
    ['tun0', {haiku: 'tun/0', linux: 'tun0', bsd: 'tun0'}],
    ['tap12', {haiku: 'tap/12', linux: 'tap12', bsd: 'tap12'}],
    ['lo0', {haiku: 'loop', linux: 'lo', bsd: 'lo0'}],
    ['eth1', {haiku: '/dev/net/ipro1000/1', linux: 'eth1', bsd: 'em1'}],
    ['br2', {haiku: 'br2', linux: 'br2', bsd: 'bridge2'}],
    ['tunnel', {haiku: 'tunnel', linux: 'tunnel', bsd: 'tunnel'}],
  ])('%s is printed as each personality calls it', (name, printed) => {
    for (const [personality, text] of Object.entries(printed)) {
      expect(personalName(personality as Personality, name)).toBe(text);
    }
  });

  test('whatever a personality prints is accepted and means the same', () => {
    const personality = fc.constantFrom<Personality>('haiku', 'linux', 'bsd');
    fc.assert(
      fc.property(fc.oneof(canonical, fc.constant('lo0'), anyName), personality, (name, speaker) => {
        expect(canonicalName(personalName(speaker, name))).toBe(name);
      }),
    );
  });

  test('a canonical name is its own spelling', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(canonicalName(name)).toBe(name);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['16 characters', 'a234567890123456'],
    ['16 characters once it is spelled out', 'tun/1234567890123'],
    ['a unit without a number', 'tun/'],
    ['a unit that is no number', 'tun/x'],
    ['another directory', '/dev/tun/../0'],
    ['another device', '/dev/null'],
    ['a slash', 'a/b'],
    ['spaces', 'tun 0'],
    ['a line break', 'tun0\n'],
    ['a dot in front', '.tun'],
    ['two dots', '..'],
    ['a hyphen in front, as flags have it', '-a'],
    ['a colon, as aliases had it', 'tun0:1'],
    ['letters of other alphabets', 'тун0'],
    ['a zero octet', 'tun\u00000'],
    ['nothing but digits, which is a unit and no name', '0'],
  ])('%s is refused', (_what, name) => {
    expect(() => canonicalName(name)).toThrow(EUSAGE);
  });

  test('anything typed is a name or wrong usage, said in one short line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({unit: 'binary', maxLength: 500})), (typed) => {
        try {
          expect(canonicalName(typed)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/);
        } catch (reason) {
          expect(reason).toEqual(EUSAGE);
        }
      }),
    );
  });
});

describe('a device node', () => {
  test.each([
    ['tun', 'tun0', 'tun/0'],
    ['tun', 'vpn', 'tun/vpn'],
    ['tun', 'tunnel', 'tun/tunnel'],
    ['tap', 'tap3', 'tap/3'],
    ['nic', 'eth0', 'net/ipro1000/0'],
  ] as const)('of a %s called %s is at %s', (mode, name, path) => {
    expect(nodePath(mode, name)).toBe(path);
  });

  test('of one interface is never that of another', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        expect(nodePath('tun', one) === nodePath('tun', other)).toBe(one === other);
      }),
    );
    expect(() => nodePath('tun', canonicalName('0'))).toThrow(EUSAGE);
  });
});

test.each([
  ['tun0', 'tun'],
  ['tun12', 'tun'],
  ['tap0', 'tap'],
  ['tun', undefined],
  ['tunnel0', undefined],
  ['xtun0', undefined],
])('what %s is by its name alone: %s', (name, expected) => {
  expect(modeOfName(name)).toBe(expected);
});
