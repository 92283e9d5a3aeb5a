import {describe, expect, test} from 'vitest';
import {networkOf6} from '../../../src/packet/ipv6-address.ts';
import {Random} from '../../../src/random.ts';
import {Ipv6PrefixTable} from '../../../src/stack/routing/ipv6-prefix-table.ts';
import {ip6} from '../../packet/golden.ts';

interface Entry {
  readonly address: bigint;
  readonly length: number;
  value: number;
}

const LENGTHS = [0, 1, 3, 10, 32, 47, 48, 49, 63, 64, 65, 96, 127, 128];
const PLACES = [
  '::',
  '2001:db8::',
  '2001:db8:ffff:ffff::',
  'fe80::',
  'ff00::',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00',
].map(ip6);
const LAST = (1n << 128n) - 1n;

/** Few enough that most prefixes are met again. */
function draw(random: Random): {address: bigint; length: number} {
  const length = LENGTHS[random.next() % LENGTHS.length]!;
  const place = PLACES[random.next() % PLACES.length]!;
  const variation = BigInt(random.next() % 4) << BigInt([0, 31, 63, 64, 80][random.next() % 5]!);
  return {address: networkOf6(place ^ variation, length), length};
}

/** Every entry that covers an address, the longest prefix first: all of them are looked at. */
function covering(entries: readonly Entry[], address: bigint): number[] {
  return entries
    .filter((entry) => entry.address >> BigInt(128 - entry.length) === address >> BigInt(128 - entry.length))
    .sort((a, b) => b.length - a.length)
    .map(({value}) => value);
}

describe('a table of IPv6 prefixes', () => {
  test('that is empty knows nothing', () => {
    const table = new Ipv6PrefixTable<number>((value) => value);
    expect([table.lookup(0n), table.lookup(LAST), table.get(0n, 0), [...table.values()]]).toEqual([
      ...[undefined, undefined, undefined, []],
    ]);
  });

  test('tells ::/0 from ::/1 and ::/128', () => {
    const table = new Ipv6PrefixTable<string>((value) => value);
    for (const length of [0, 1, 128]) table.set(0n, length, `/${length}`);
    expect([0n, 1n, LAST >> 1n, LAST].map((address) => table.lookup(address))).toEqual(['/128', '/1', '/1', '/0']);
    expect([...table.covering(0n)]).toEqual(['/128', '/1', '/0']);
    table.delete(0n, 1);
    expect(table.lookup(1n)).toBe('/0');
    expect([...table.values()]).toEqual(['/128', '/0']);
  });

  test('agrees with a search of all prefixes through 100,000 operations', () => {
    const random = new Random(6);
    const table = new Ipv6PrefixTable<number>((value) => value);
    const entries = new Map<string, Entry>();
    let checked = 0;
    for (let step = 0; step < 100_000; step++) {
      const {address, length} = draw(random);
      const key = `${address}/${length}`;
      const known = entries.get(key);
      const what = random.next() % 5;
      if (what < 2 && entries.size < 150) {
        table.set(address, length, step);
        if (known) known.value = step;
        else entries.set(key, {address, length, value: step});
      } else if (what < 4) {
        table.delete(address, length);
        entries.delete(key);
      } else {
        const list = [...entries.values()];
        const border =
          [address, address - 1n, address + (1n << BigInt(128 - length)) - 1n, address + 1n][step & 3]! & LAST;
        const expected = covering(list, border);
        const found = [table.lookup(border), ...table.covering(border)];
        // Not expect() alone: it takes longer than all the rest.
        if (
          found.length !== expected.length + 1 ||
          found.some((value, index) => value !== expected[Math.max(index - 1, 0)])
        ) {
          expect(found).toEqual([expected[0], ...expected]);
        }
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(15_000);
    expect([...table.values()].sort()).toEqual([...entries.values()].map(({value}) => value).sort());
    for (const {address, length, value} of entries.values()) expect(table.get(address, length)).toBe(value);
  });
});
