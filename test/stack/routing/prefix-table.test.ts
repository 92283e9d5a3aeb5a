import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatAddress, networkOf, parseAddress} from '../../../src/packet/address.ts';
import {Random} from '../../../src/random.ts';
import {PrefixTable} from '../../../src/stack/routing/prefix-table.ts';
import {type Range, bordersOf, drawRange, range} from './prefixes.ts';

const itself = <Value>(value: Value) => value;
const at = (text: string) => parseAddress(text)!;

describe('a prefix table', () => {
  test('that is empty knows nothing', () => {
    const table = new PrefixTable(itself<string>);
    expect([table.lookup(0), table.lookup(0xffff_ffff), table.get(0, 0), table.size]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });

  test('finds the most specific prefix that covers an address', () => {
    const table = new PrefixTable(itself<string>);
    for (const [prefix, length] of NESTED) table.set(at(prefix), length, `/${length}`);
    for (const [address, expected] of [
      ['10.1.2.3', '/32'],
      ['10.1.2.2', '/31'],
      ['10.1.2.4', '/25'],
      ['10.1.2.128', '/24'],
      ['10.1.3.0', '/17'],
      ['10.1.128.0', '/16'],
      ['10.2.0.0', '/8'],
      ['11.0.0.0', '/0'],
    ] as const) {
      expect(table.lookup(at(address)), address).toBe(expected);
    }
  });

  test.each([
    ['as they nest', (length: number) => length],
    ['the other way round', (length: number) => -length],
    ['in no order', (length: number) => (length * 7) % 33],
  ])('deleting prefixes %s lets what they covered show again', (_what, order) => {
    const table = new PrefixTable(itself<string>);
    for (const [prefix, length] of NESTED) table.set(at(prefix), length, `/${length}`);
    const left = [...NESTED];
    for (const [prefix, length] of NESTED.toSorted((a, b) => order(a[1]) - order(b[1]))) {
      table.delete(at(prefix), length);
      left.splice(
        left.findIndex((other) => other[1] === length),
        1,
      );
      expect(table.lookup(at('10.1.2.3'))).toBe(left.length > 0 ? `/${left.at(-1)![1]}` : undefined);
    }
    expect(table.size).toBe(0);
  });

  test('the default covers both ends, and 0.0.0.0/0 is not 0.0.0.0/1 nor 0.0.0.0/32', () => {
    const table = new PrefixTable(itself<string>);
    table.set(0, 0, 'default');
    table.set(0, 1, 'lower half');
    table.set(0, 32, 'nobody');
    expect([0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map((address) => table.lookup(address))).toEqual([
      'nobody',
      'lower half',
      'lower half',
      'default',
      'default',
    ]);
    table.delete(0, 1);
    expect([0, 1].map((address) => table.lookup(address))).toEqual(['nobody', 'default']);
  });

  test('setting a prefix again replaces its value only', () => {
    const table = new PrefixTable(itself<string>);
    table.set(at('10.0.0.0'), 24, 'old');
    table.set(at('10.0.0.0'), 24, 'new');
    expect([table.lookup(at('10.0.0.9')), table.size]).toEqual(['new', 1]);
    table.delete(at('10.0.0.0'), 24);
    expect([table.lookup(at('10.0.0.9')), table.size]).toEqual([undefined, 0]);
  });

  test('deleting what is not there changes nothing', () => {
    const table = new PrefixTable(itself<string>);
    table.set(at('10.0.0.0'), 24, 'kept');
    table.delete(at('10.0.0.0'), 25);
    table.delete(at('10.0.1.0'), 24);
    expect([table.lookup(at('10.0.0.1')), table.size]).toEqual(['kept', 1]);
  });

  test('lists the most specific first, those of one length by age', () => {
    const table = new PrefixTable(itself<string>);
    for (const [prefix, length] of [
      ['10.0.0.0', 8],
      ['11.0.0.0', 16],
      ['9.0.0.0', 8],
      ['0.0.0.0', 0],
    ] as const) {
      table.set(at(prefix), length, `${prefix}/${length}`);
    }
    expect([...table.values()]).toEqual(['11.0.0.0/16', '10.0.0.0/8', '9.0.0.0/8', '0.0.0.0/0']);
  });

  test.each([
    ['64 values', 64],
    ['a value each', 70_000],
  ])('of many prefixes answers as before, with %s', (_what, kinds) => {
    const prefixes = 70_000;
    const table = new PrefixTable(itself<number>, 1000);
    const address = (index: number) => Math.imul(index, 0x9e37_7900) >>> 0;
    const length = (index: number) => 24 + (index % 3 === 0 ? 8 : 0);
    table.set(0, 0, -1);
    for (let index = 0; index < prefixes; index++) table.set(address(index), length(index), index % kinds);
    const wrong = (from: number) => {
      let count = 0;
      for (let index = 0; index < prefixes; index++) {
        if (table.lookup(address(index)) !== (index < from ? -1 : index % kinds)) count++;
      }
      return count;
    };
    expect([wrong(0), table.size]).toEqual([0, prefixes + 1]);
    for (let index = 0; index < prefixes - 100; index++) table.delete(address(index), length(index));
    expect([wrong(prefixes - 100), table.size]).toEqual([0, 101]);
  });

  test('numbers values again that were forgotten', () => {
    const table = new PrefixTable(itself<string>);
    table.set(at('10.0.0.0'), 8, 'a');
    table.set(at('11.0.0.0'), 8, 'a');
    table.delete(at('10.0.0.0'), 8);
    table.set(at('12.0.0.0'), 8, 'b');
    table.delete(at('11.0.0.0'), 8);
    table.set(at('13.0.0.0'), 8, 'c');
    expect(['10.0.0.1', '11.0.0.1', '12.0.0.1', '13.0.0.1'].map((address) => table.lookup(at(address)))).toEqual([
      undefined,
      undefined,
      'b',
      'c',
    ]);
  });

  test('of a few prefixes is small', () => {
    const before = process.memoryUsage().arrayBuffers;
    const tables = Array.from({length: 200}, () => new PrefixTable(itself<string>));
    for (const table of tables) for (const [prefix, length] of NESTED) table.set(at(prefix), length, prefix);
    expect(tables.map((table) => table.lookup(at('10.1.2.3')))).toEqual(tables.map(() => '10.1.2.3'));
    expect((process.memoryUsage().arrayBuffers - before) / tables.length).toBeLessThan(4 << 10);
  });

  test('uses the memory of deleted prefixes again', () => {
    const table = new PrefixTable(itself<number>);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 100_000; round++) {
      const address = Math.imul(round, 0x9e37_79b1) >>> 0;
      table.set(address, 32, round);
      expect(table.lookup(address)).toBe(round);
      table.delete(address, 32);
    }
    expect(table.size).toBe(0);
    // Three blocks of a kilobyte each time: 300 MB if they were lost.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
  });
});

const NESTED = [
  ['0.0.0.0', 0],
  ['10.0.0.0', 8],
  ['10.1.0.0', 16],
  ['10.1.0.0', 17],
  ['10.1.2.0', 24],
  ['10.1.2.0', 25],
  ['10.1.2.2', 31],
  ['10.1.2.3', 32],
] as const;

/** A table next to what is in it, where every length from 32 down is tried in turn. */
class Pair {
  readonly table: PrefixTable<number>;
  readonly #ranges: Range[] = [];
  /** By length, then by address as a signed number, which a map finds faster: the value, and the place among the ranges. */
  readonly #known = Array.from({length: 33}, () => new Map<number, {value: number; place: number}>());

  /** @param many prefixes from which on the table has an array of all first 24 bits */
  constructor(many?: number) {
    this.table = new PrefixTable(itself<number>, many);
  }

  get size(): number {
    return this.#ranges.length;
  }

  /** One of the prefixes in the table. */
  pick(draw: number): Range | undefined {
    return this.#ranges[draw % (this.size || 1)];
  }

  set(entry: Range, value: number): void {
    const {address, length} = entry;
    this.table.set(address, length, value);
    const known = this.#known[length]!.get(address | 0);
    if (known) known.value = value;
    else this.#known[length]!.set(address | 0, {value, place: this.#ranges.push(entry) - 1});
  }

  delete({address, length}: Range): void {
    this.table.delete(address, length);
    const known = this.#known[length]!.get(address | 0);
    if (!known) return;
    this.#known[length]!.delete(address | 0);
    const last = this.#ranges.pop()!;
    if (known.place === this.size) return;
    this.#ranges[known.place] = last;
    this.#known[last.length]!.get(last.address | 0)!.place = known.place;
  }

  check(destination: number): void {
    const found = this.table.lookup(destination);
    const best = this.#best(destination);
    // Not expect() alone: it takes longer than all the rest.
    if (found !== best) expect(found, `what leads to ${formatAddress(destination)}`).toBe(best);
  }

  checkAll(): void {
    expect(this.table.size).toBe(this.size);
    expect([...this.table.values()].length).toBe(this.size);
    for (const entry of this.#ranges) {
      expect(this.table.get(entry.address, entry.length)).toBe(
        this.#known[entry.length]!.get(entry.address | 0)!.value,
      );
      for (const border of bordersOf(entry)) this.check(border);
    }
  }

  #best(destination: number): number | undefined {
    for (let length = 32; length >= 0; length--) {
      const known = this.#known[length]!.get(networkOf(destination, length) | 0);
      if (known) return known.value;
    }
    return undefined;
  }
}

describe('against a search of every length in turn', () => {
  test('few changes, so that a fault is told with the fewest', () => {
    const changes = fc.array(fc.record({entry: range, deleted: fc.boolean()}), {maxLength: 60, size: 'max'});
    fc.assert(
      fc.property(changes, (list) => {
        const pair = new Pair();
        for (const [value, {entry, deleted}] of list.entries()) {
          if (deleted) pair.delete(entry);
          else pair.set(entry, value);
          for (const border of bordersOf(entry)) pair.check(border);
        }
        pair.checkAll();
      }),
      {numRuns: 200},
    );
  });

  test.each([
    ['a trie', undefined],
    ['a trie and an array that comes and goes', 1000],
  ])('500,000 changes, half of them deletions, and 2.5 million look-ups: %s', (_what, many) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed);
        const pair = new Pair(many);
        for (let change = 0; change < 250_000; change++) {
          const entry = drawRange(random);
          // Grows for a while, shrinks for a while: full and nearly empty tables both occur.
          const deleting = random.next() % 8 < (change % 2000 < 1000 ? 2 : 6);
          const changed = deleting ? (pair.pick(random.next()) ?? entry) : entry;
          if (deleting) pair.delete(changed);
          else pair.set(changed, change);
          for (const border of bordersOf(changed)) pair.check(border);
          pair.check(random.next());
          if (change % 10_000 === 0) pair.checkAll();
        }
        pair.checkAll();
        for (let entry = pair.pick(0); entry; entry = pair.pick(0)) pair.delete(entry);
        for (let draw = 0; draw < 1000; draw++) expect(pair.table.lookup(random.next())).toBeUndefined();
        expect(pair.table.size).toBe(0);
      }),
      {numRuns: 2},
    );
  });
});
