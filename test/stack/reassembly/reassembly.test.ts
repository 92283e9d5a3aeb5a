import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {DONT_FRAGMENT, MORE_FRAGMENTS, emitIpv4, parseIpv4, type Ipv4Packet} from '../../../src/packet/ipv4.ts';
import {Fragmenter} from '../../../src/stack/ipv4/fragment.ts';
import {IPV4_FRAGMENTS} from '../../../src/stack/reassembly/ipv4-fragments.ts';
import {Reassembly, type ReassemblyLimits, type ReassemblyResult} from '../../../src/stack/reassembly/reassembly.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {Random} from '../../../src/random.ts';
import {ipv4Defaults, ipv4Packet} from '../../packet/arbitraries.ts';
import {hex} from '../../packet/golden.ts';

const LONG = process.env['TUNLAB_LONG'] === '1';
const HALF_A_MINUTE = 30_000;
const MIB = 1024 * 1024;

/** A fragment in short: what it holds of the data, in octets. `salt` other than 0 makes the data differ. */
interface Shape {
  readonly at: number;
  readonly length: number;
  readonly last?: boolean;
  readonly salt?: number;
}

function dataOf({at, length, salt = 0}: Shape): Uint8Array {
  return new Uint8Array(length).map((_, index) => ((at + index) * 7 + ((at + index) >>> 8)) ^ salt);
}

function fragment(shape: Shape, fields: Partial<Ipv4Packet> = {}): Uint8Array {
  const flagsAndOffset = (shape.at >>> 3) | (shape.last ? 0 : MORE_FRAGMENTS);
  const rest = {protocol: 17, source: 0x0a000001, destination: 0x0a000002, ...fields};
  return emitIpv4({...ipv4Defaults, ...rest, flagsAndOffset, payload: dataOf(shape)});
}

function begun(limits?: Partial<ReassemblyLimits>) {
  const clock = new VirtualClock();
  const expired: (Uint8Array | undefined)[] = [];
  const reassembly = new Reassembly(clock, IPV4_FRAGMENTS, limits, (first) => expired.push(first));
  return {clock, expired, reassembly};
}

/** `complete`, `waiting`, or why it was dropped. */
function wordFor(result: ReassemblyResult): string {
  return result.kind === 'dropped' ? result.reason : result.kind;
}

function wordsFor(shapes: readonly Shape[], reassembly = begun().reassembly): string[] {
  return shapes.map((shape) => wordFor(reassembly.add(fragment(shape))));
}

function fragmentsOf(packet: Uint8Array, mtu: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  new Fragmenter().split(packet, mtu, (piece) => void pieces.push(new Uint8Array(piece)));
  return pieces;
}

function total(counters: ReadonlyMap<string, number>): number {
  return [...counters.values()].reduce((sum, count) => sum + count, 0);
}

function expectBalanced(reassembly: Reassembly): void {
  if (isBalanced(reassembly)) return;
  const {created, completed, expired, waiting, discarded} = reassembly;
  expect(created).toBe(completed + expired + waiting + total(discarded));
  expect(reassembly.octets).toBe(0);
}

function isBalanced({created, completed, expired, waiting, discarded, octets}: Reassembly): boolean {
  return created === completed + expired + waiting + total(discarded) && (waiting > 0 || octets === 0);
}

describe('a datagram', () => {
  const [A, B, C] = [
    {at: 0, length: 16},
    {at: 16, length: 24},
    {at: 40, length: 5, last: true},
  ] as const;

  test.each([
    ['in order', [A, B, C]],
    ['backwards', [C, B, A]],
    ['in the middle first', [B, A, C]],
    ['and from both ends', [A, C, B]],
  ])('is complete when all its fragments came %s', (_what, shapes) => {
    const {clock, reassembly} = begun();
    const results = shapes.map((shape) => reassembly.add(fragment(shape)));
    expect(results.slice(0, 2)).toEqual([{kind: 'waiting'}, {kind: 'waiting'}]);
    expect(results[2]).toEqual({kind: 'complete', packet: fragment({at: 0, length: 45, last: true})});
    expect(reassembly).toMatchObject({fragments: 3, created: 1, completed: 1, waiting: 0, octets: 0});
    expect(clock.untilNext()).toBeUndefined();
  });

  test('has the header of its first fragment', () => {
    const {reassembly} = begun();
    const flags = DONT_FRAGMENT | 0x8000;
    const own = {tos: 0x10, ttl: 9, options: hex('0707040000000000')};
    const first = emitIpv4({...parseIpv4(fragment(A, own)), flagsAndOffset: MORE_FRAGMENTS | flags});
    reassembly.add(fragment(C, {tos: 0xff, ttl: 200, options: hex('94040000')}));
    reassembly.add(fragment(B, {ttl: 1}));
    const packet = emitIpv4({
      ...parseIpv4(fragment({at: 0, length: 45, last: true}, own)),
      flagsAndOffset: flags,
    });
    expect(reassembly.add(first)).toEqual({kind: 'complete', packet});
  });

  test.each([
    ['source', {source: 1}],
    ['destination', {destination: 1}],
    ['protocol', {protocol: 1}],
    ['identification', {identification: 2}],
  ])('is another one with another %s', (_field, other) => {
    const {reassembly} = begun();
    expect(wordFor(reassembly.add(fragment(A)))).toBe('waiting');
    expect(wordFor(reassembly.add(fragment({at: 16, length: 8, last: true}, other)))).toBe('waiting');
    expect(reassembly.waiting).toBe(2);
    expect(wordFor(reassembly.add(fragment({at: 16, length: 8, last: true})))).toBe('complete');
    expect(reassembly.waiting).toBe(1);
  });

  test('is copied, even out of a Buffer whose memory is used again', () => {
    const {reassembly} = begun();
    const frame = Buffer.from(fragment(A));
    reassembly.add(frame);
    frame.fill(0xee);
    const result = reassembly.add(fragment({at: 16, length: 29, last: true}));
    expect(result).toEqual({kind: 'complete', packet: fragment({at: 0, length: 45, last: true})});
  });

  test('is handed out in memory that nothing later writes to', () => {
    const {reassembly} = begun();
    const shapes = [A, {at: 16, length: 8, last: true}];
    const results = [1, 2].flatMap((identification) =>
      shapes.map((shape) => reassembly.add(fragment({...shape, salt: identification}, {identification}))),
    );
    expect(results[1]).toEqual({
      kind: 'complete',
      packet: fragment({at: 0, length: 24, last: true, salt: 1}, {identification: 1}),
    });
  });

  test('takes no more memory than its last fragment shows to be needed', () => {
    const {reassembly} = begun();
    const results = fragmentsOf(fragment({at: 0, length: 4400, last: true}), 1500).map((piece) =>
      reassembly.add(piece),
    );
    const result = results.at(-1);
    expect(result?.kind === 'complete' && result.packet.buffer.byteLength).toBe(4460);
  });

  test('of the greatest length there is, is put together; one octet more is not', () => {
    const {reassembly} = begun();
    const whole = fragment({at: 0, length: 65_515, last: true});
    const results = fragmentsOf(whole, 68)
      .reverse()
      .map((piece) => reassembly.add(piece));
    expect(results.at(-1)).toEqual({kind: 'complete', packet: whole});
    expect(wordsFor([{at: 65_512, length: 4, last: true}, A])).toEqual(['too-long', 'given-up']);
  });

  test.each([
    ['when the first fragment shows it', true],
    ['when the last fragment shows it', false],
  ])('is too long with the options of its header as well, %s', (_when, lastFirst) => {
    const {reassembly} = begun();
    const pieces = [fragment(A, {options: hex('94040000')}), fragment({at: 65_512, length: 3, last: true})];
    if (lastFirst) pieces.reverse();
    expect(pieces.map((piece) => wordFor(reassembly.add(piece)))).toEqual(['waiting', 'too-long']);
  });
});

describe('a fragment', () => {
  const FIRST = {at: 0, length: 32};

  test.each<[string, Shape[], string]>([
    ['that came already', [FIRST, FIRST], 'duplicate'],
    [
      'that came already and is the last',
      [
        {at: 32, length: 5, last: true},
        {at: 32, length: 5, last: true},
      ],
      'duplicate',
    ],
    [
      'between two that came already',
      [FIRST, {at: 40, length: 8}, {at: 32, length: 8}, {at: 32, length: 8}],
      'duplicate',
    ],
    ['with other octets at the same place', [FIRST, {...FIRST, salt: 1}], 'overlap'],
    ['that begins inside another', [FIRST, {at: 24, length: 16}], 'overlap'],
    [
      'that ends inside another',
      [
        {at: 16, length: 32},
        {at: 8, length: 16},
      ],
      'overlap',
    ],
    ['that lies inside another', [FIRST, {at: 8, length: 8}], 'overlap'],
    ['that is the front of another', [FIRST, {at: 0, length: 8}], 'overlap'],
    ['that is the end of another', [FIRST, {at: 24, length: 8}], 'overlap'],
    ['that covers another', [{at: 8, length: 8}, FIRST], 'overlap'],
    ['that is two others in one', [{at: 0, length: 16}, {at: 16, length: 16}, FIRST], 'overlap'],
    ['that came already, but as the last', [FIRST, {...FIRST, last: true}], 'overlap'],
    [
      'that came as the last, but with more to follow',
      [
        {at: 8, length: 8, last: true},
        {at: 8, length: 8},
      ],
      'length-conflict',
    ],
    [
      'that is a second end, before',
      [
        {at: 32, length: 5, last: true},
        {at: 8, length: 5, last: true},
      ],
      'length-conflict',
    ],
    [
      'that is a second end, behind',
      [
        {at: 8, length: 5, last: true},
        {at: 32, length: 5, last: true},
      ],
      'length-conflict',
    ],
    [
      'behind the end',
      [
        {at: 8, length: 5, last: true},
        {at: 16, length: 8},
      ],
      'length-conflict',
    ],
    [
      'that ends before what came',
      [
        {at: 32, length: 8},
        {at: 8, length: 8, last: true},
      ],
      'length-conflict',
    ],
    [
      'that ends inside what came',
      [
        {at: 8, length: 24},
        {at: 8, length: 20, last: true},
      ],
      'length-conflict',
    ],
  ])('%s is dropped', (_what, shapes, reason) => {
    const {clock, expired, reassembly} = begun();
    expect(wordsFor(shapes, reassembly).at(-1)).toBe(reason);
    expect(reassembly.refused).toEqual(new Map([[reason, 1]]));
    // A duplicate harms nothing; all else ends the datagram at once, and it is not begun anew by its other pieces.
    const harmless = reason === 'duplicate';
    expect(reassembly.waiting).toBe(harmless ? 1 : 0);
    expect(reassembly.discarded).toEqual(new Map(harmless ? [] : [[reason, 1]]));
    expect(wordsFor([{at: 64, length: 8}], reassembly)).toEqual([
      harmless && !shapes[1]!.last ? 'waiting' : harmless ? 'length-conflict' : 'given-up',
    ]);
    expectBalanced(reassembly);
    clock.runUntilIdle();
    expect(expired).toHaveLength(reassembly.expired);
    expect(wordsFor([FIRST], reassembly)).toEqual(['waiting']);
  });

  test('of zeros is no duplicate where it is longer than what came', () => {
    const {reassembly} = begun();
    const zeros = (length: number): Uint8Array =>
      emitIpv4({...parseIpv4(fragment({at: 0, length})), payload: new Uint8Array(length)});
    expect([zeros(16), zeros(24)].map((piece) => wordFor(reassembly.add(piece)))).toEqual(['waiting', 'overlap']);
  });

  test.each<[string, Shape, string]>([
    ['with more to follow and no multiple of 8', {at: 8, length: 12}, 'bad-length'],
    ['without data, in the middle', {at: 8, length: 0}, 'zero-length'],
    ['without data, at the end', {at: 40, length: 0, last: true}, 'zero-length'],
  ])('%s is dropped, and does no harm to others', (_what, shape, reason) => {
    const {reassembly} = begun();
    expect(wordsFor([shape, FIRST, shape, {at: 32, length: 8, last: true}], reassembly)).toEqual([
      reason,
      'waiting',
      reason,
      'complete',
    ]);
    expect(reassembly.refused).toEqual(new Map([[reason, 2]]));
    expect(reassembly).toMatchObject({fragments: 4, created: 1, completed: 1});
  });
});

describe('the time-out', () => {
  test('hands the first fragment out as it came', () => {
    const {clock, expired, reassembly} = begun();
    const first = fragment({at: 0, length: 3000}, {options: hex('94040000'), ttl: 7});
    reassembly.add(fragment({at: 4000, length: 8}));
    reassembly.add(first);
    reassembly.add(fragment({at: 3000, length: 8}));
    clock.advance(HALF_A_MINUTE);
    expect(expired).toEqual([first]);
    expect(reassembly).toMatchObject({created: 1, expired: 1, waiting: 0, octets: 0});
  });

  test('is told of without it where it never came', () => {
    const {clock, expired, reassembly} = begun();
    reassembly.add(fragment({at: 8, length: 8}));
    clock.runUntilIdle();
    expect(expired).toEqual([undefined]);
    expect(clock.now()).toBe(HALF_A_MINUTE);
  });

  test('is counted from the earliest fragment, whatever comes later', () => {
    const {clock, expired, reassembly} = begun();
    reassembly.add(fragment({at: 8, length: 8}));
    clock.advance(HALF_A_MINUTE - 1);
    expect(
      wordsFor(
        [
          {at: 8, length: 8},
          {at: 16, length: 8},
        ],
        reassembly,
      ),
    ).toEqual(['duplicate', 'waiting']);
    expect(expired).toEqual([]);
    clock.advance(1);
    expect(expired).toHaveLength(1);
    expect(wordsFor([{at: 0, length: 8}], reassembly)).toEqual(['waiting']);
  });

  test('of what was given up is told to nobody', () => {
    const {clock, expired, reassembly} = begun();
    wordsFor(
      [
        {at: 0, length: 16},
        {at: 8, length: 16},
      ],
      reassembly,
    );
    clock.advance(HALF_A_MINUTE - 1);
    expect(wordsFor([{at: 16, length: 16}], reassembly)).toEqual(['given-up']);
    clock.advance(1);
    expect(expired).toEqual([]);
    expect(reassembly.expired).toBe(0);
    expect(wordsFor([{at: 16, length: 16}], reassembly)).toEqual(['waiting']);
    expectBalanced(reassembly);
  });

  test('can be chosen', () => {
    const {clock, expired, reassembly} = begun({lifetime: 500});
    reassembly.add(fragment({at: 0, length: 8}));
    clock.advance(500);
    expect(expired).toHaveLength(1);
  });

  test('may begin the same datagram again', () => {
    const clock = new VirtualClock();
    const reassembly: Reassembly = new Reassembly(clock, IPV4_FRAGMENTS, {}, (first) => void reassembly.add(first!));
    reassembly.add(fragment({at: 0, length: 8}));
    clock.advance(HALF_A_MINUTE);
    expect(reassembly).toMatchObject({created: 2, expired: 1, waiting: 1});
  });

  test('has no one to tell after everything was cleared', () => {
    const {clock, expired, reassembly} = begun();
    wordsFor(
      [
        {at: 0, length: 8},
        {at: 0, length: 16},
      ],
      reassembly,
    );
    reassembly.add(fragment({at: 0, length: 8}, {identification: 2}));
    reassembly.clear();
    expect(clock.untilNext()).toBeUndefined();
    expect(expired).toEqual([]);
    expect(reassembly).toMatchObject({fragments: 0, created: 0, waiting: 0, octets: 0});
    expectBalanced(reassembly);
  });
});

describe('the bounds', () => {
  test('on datagrams let the oldest go', () => {
    const {clock, expired, reassembly} = begun({datagrams: 2});
    for (const identification of [1, 2, 3]) reassembly.add(fragment({at: 0, length: 8}, {identification}));
    expect(reassembly).toMatchObject({created: 3, waiting: 2});
    expect(reassembly.discarded).toEqual(new Map([['too-many-datagrams', 1]]));
    const ends = [2, 3].map((identification) => fragment({at: 8, length: 1, last: true}, {identification}));
    expect(ends.map((end) => wordFor(reassembly.add(end)))).toEqual(['complete', 'complete']);
    expect(clock.untilNext()).toBeUndefined();
    expect(expired).toEqual([]);
    expectBalanced(reassembly);
  });

  test('count what was given up once', () => {
    const {reassembly} = begun({datagrams: 1});
    wordsFor(
      [
        {at: 0, length: 16},
        {at: 8, length: 16},
      ],
      reassembly,
    );
    reassembly.add(fragment({at: 0, length: 8}, {identification: 2}));
    expect(reassembly.discarded).toEqual(new Map([['overlap', 1]]));
    expectBalanced(reassembly);
  });

  test('on memory let the oldest go that have any', () => {
    const {reassembly} = begun({octets: 100_000});
    wordsFor(
      [
        {at: 0, length: 16},
        {at: 8, length: 16},
      ],
      reassembly,
    );
    for (const identification of [2, 3]) reassembly.add(fragment({at: 60_000, length: 8}, {identification}));
    expect(reassembly.discarded).toEqual(
      new Map([
        ['overlap', 1],
        ['memory', 1],
      ]),
    );
    expect(wordsFor([{at: 0, length: 16}], reassembly)).toEqual(['given-up']);
    const rest = fragment({at: 0, length: 60_000}, {identification: 3});
    expect(wordFor(reassembly.add(rest))).toBe('waiting');
    expect(reassembly.octets).toBeLessThanOrEqual(100_000);
    expectBalanced(reassembly);
  });

  test('on memory let others go for the oldest that grows', () => {
    const {reassembly} = begun({octets: 80_000});
    reassembly.add(fragment({at: 0, length: 8}));
    reassembly.add(fragment({at: 60_000, length: 8}, {identification: 2}));
    expect(
      wordsFor(
        [
          {at: 60_000, length: 8},
          {at: 0, length: 8},
        ],
        reassembly,
      ),
    ).toEqual(['waiting', 'duplicate']);
    expect(reassembly.discarded).toEqual(new Map([['memory', 1]]));
    expect(reassembly.waiting).toBe(1);
    expectBalanced(reassembly);
  });

  test('on memory drop a datagram that has no room alone, and no other for its sake', () => {
    const {reassembly} = begun({octets: 20_000});
    reassembly.add(fragment({at: 0, length: 8}, {identification: 2}));
    expect(
      wordsFor(
        [
          {at: 0, length: 8},
          {at: 40_000, length: 8},
          {at: 8, length: 8},
        ],
        reassembly,
      ),
    ).toEqual(['waiting', 'memory', 'given-up']);
    expect(reassembly.waiting).toBe(1);
    expectBalanced(reassembly);
  });

  test('hold under a flood of single fragments, and leave no timer behind', () => {
    const {clock, reassembly} = begun();
    for (let identification = 0; identification < 0x1_0000; identification++) {
      reassembly.add(fragment({at: (identification * 8) & 0xfff8 & 0x7fff, length: 8}, {identification}));
      if (reassembly.octets > 4 * MIB || reassembly.waiting > 256) expect.unreachable('out of bounds');
    }
    expectBalanced(reassembly);
    expect(reassembly.waiting).toBeGreaterThan(64);
    clock.advance(HALF_A_MINUTE);
    expect(reassembly).toMatchObject({waiting: 0, octets: 0});
    expect(clock.untilNext()).toBeUndefined();
  });

  test('take eight thousand fragments in the worst order in no time', () => {
    const {reassembly} = begun();
    const whole = fragment({at: 0, length: 65_515, last: true});
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < 65_515; at += 8) {
      const length = Math.min(8, 65_515 - at);
      pieces.push(fragment({at, length, last: at + 8 >= 65_515}));
    }
    const order = [...pieces.filter((_, index) => index % 2 === 1), ...pieces.filter((_, index) => index % 2 === 0)];
    order.reverse();
    const results = order.flatMap((piece) => [reassembly.add(piece), reassembly.add(piece)]);
    expect(results.filter(({kind}) => kind === 'complete')).toEqual([{kind: 'complete', packet: whole}]);
  });
});

describe('what was cut', () => {
  const mtu = fc.oneof(fc.constantFrom(68, 576, 1500), fc.integer({min: 68, max: 66_000}));
  const size = fc.oneof(
    {weight: 6, arbitrary: fc.nat({max: 4000})},
    {weight: 1, arbitrary: fc.nat({max: 65_515})},
    {weight: 1, arbitrary: fc.constantFrom(1, 8, 65_475, 65_515)},
  );

  test('is whole again in any order, with duplicates, and cut again on the way', () => {
    const way = fc.record({fields: ipv4Packet, size, first: mtu, second: mtu, order: fc.infiniteStream(fc.nat())});
    fc.assert(
      fc.property(way, ({fields, size: length, first, second, order}) => {
        const room = 65_515 - fields.options.length;
        const payload = dataOf({at: 0, length: Math.min(Math.max(length, 1), room)});
        const packet = emitIpv4({...fields, flagsAndOffset: fields.flagsAndOffset & 0xc000, payload});
        const next = (below: number): number => order.next().value! % below;
        const pieces = fragmentsOf(packet, first)
          .flatMap((piece) => (next(2) ? fragmentsOf(piece, second) : [piece]))
          .map((piece) => ({piece, key: next(1 << 20)}))
          .sort((one, other) => one.key - other.key)
          .map(({piece}) => piece);
        const {clock, reassembly} = begun();
        const given: Uint8Array[] = [];
        for (const [index, piece] of pieces.entries()) {
          given.push(piece);
          // Not before the last of them, as a copy that comes after the whole would begin another datagram.
          if (index > 0 && next(4) === 0) given.splice(given.length - 1, 0, pieces[next(index)]!);
        }
        const results = given.map((piece) => reassembly.add(piece));
        const result = results.pop();
        // Not toEqual(): it takes longer over 65,535 octets than all the rest.
        expect(result?.kind === 'complete' && Buffer.from(result.packet).equals(packet)).toBe(true);
        expect(results.filter(({kind}) => kind === 'complete')).toEqual([]);
        expect(results.filter(({kind}) => kind === 'waiting')).toHaveLength(pieces.length - 1);
        expect(total(reassembly.refused)).toBe(given.length - pieces.length);
        expect(reassembly).toMatchObject({fragments: given.length, created: 1, completed: 1, octets: 0});
        expect(clock.untilNext()).toBeUndefined();
      }),
      {numRuns: LONG ? 5000 : 400},
    );
  });
});

/** What one datagram does, slowly: an owner for each octet, and a list of what came. */
class Reference {
  #owners: (number | undefined)[] = [];
  #pieces: Shape[] = [];
  #end: number | undefined;
  #over = false;

  add(shape: Shape): string {
    const {at, length, last = false} = shape;
    const end = at + length;
    if (length === 0) return 'zero-length';
    if (!last && length % 8 > 0) return 'bad-length';
    if (this.#over) return 'given-up';
    if (end > 65_515) return this.#giveUp('too-long');
    const ends = [this.#end, last ? end : undefined].filter((one) => one !== undefined);
    const highest = Math.max(end, ...this.#pieces.map((piece) => piece.at + piece.length));
    const beyond = ends.some((one) => one < highest) || (!last && end === this.#end);
    if (new Set(ends).size > 1 || beyond) return this.#giveUp('length-conflict');
    if (this.#owners.slice(at, end).some((owner) => owner !== undefined)) {
      const same = this.#pieces.some(
        (piece) =>
          piece.at === at &&
          piece.length === length &&
          (piece.last ?? false) === last &&
          Buffer.compare(dataOf(piece), dataOf(shape)) === 0,
      );
      return same ? 'duplicate' : this.#giveUp('overlap');
    }
    const owner = this.#pieces.push(shape) - 1;
    while (this.#owners.length < end) this.#owners.push(undefined);
    this.#owners.fill(owner, at, end);
    if (last) this.#end = end;
    return this.#end !== undefined && !this.#owners.includes(undefined) ? 'complete' : 'waiting';
  }

  data(): Uint8Array {
    return Uint8Array.from(this.#owners, (owner, at) => {
      const piece = this.#pieces[owner!]!;
      return dataOf(piece)[at - piece.at]!;
    });
  }

  #giveUp(reason: string): string {
    this.#over = true;
    return reason;
  }
}

describe('the reference', () => {
  /** Mostly a datagram cut at random and shuffled, with some pieces left out, repeated, moved, resized or altered. */
  const history: fc.Arbitrary<Shape[]> = fc
    .record({
      units: fc.array(fc.integer({min: 1, max: 6}), {minLength: 1, maxLength: 12}),
      tail: fc.integer({min: 1, max: 8}),
      base: fc.oneof({weight: 200, arbitrary: fc.constant(0)}, {weight: 1, arbitrary: fc.constant(65_440)}),
      faults: fc.array(fc.record({which: fc.nat(), kind: fc.nat({max: 11}), amount: fc.nat()}), {maxLength: 4}),
      seed: fc.nat(),
    })
    .map(({units, tail, base, faults, seed}) => {
      const random = new Random(seed);
      let at = base;
      const shapes: Shape[] = units.map((count, index) => {
        const last = index === units.length - 1;
        const shape = {at, length: count * 8 - (last ? 8 - tail : 0), last};
        at += count * 8;
        return shape;
      });
      const order = shapes.map((shape) => ({shape, key: random.next()}));
      for (const {which, kind, amount} of faults) {
        const {shape, key} = order[which % order.length]!;
        order.push({shape: altered(shape, kind, amount), key: key + (amount % 3) - 1});
        if (kind === 0 && order.length > 2) order.splice(which % order.length, 1);
      }
      // 65,528 is the last offset that a header can say.
      const sayable = order.filter(({shape}) => shape.at <= 65_528);
      return sayable.sort((one, other) => one.key - other.key).map(({shape}) => shape);
    });

  function altered(shape: Shape, kind: number, amount: number): Shape {
    switch (kind) {
      case 1:
        return {...shape, at: (amount % 80) * 8};
      case 2:
        return {...shape, length: (amount % 10) * 8};
      case 3:
        return {...shape, length: amount % 80};
      case 4:
        return {...shape, salt: 1 + (amount % 255)};
      case 5:
        return {...shape, last: !shape.last};
      case 6:
        return {at: Math.max(shape.at - 8, 0), length: 16};
      case 7:
        return {at: shape.at + 8, length: 8};
      default:
        return shape;
    }
  }

  test('and the real one say the same about every fragment, and give the same data', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(history, (shapes) => {
        const {clock, expired, reassembly} = begun();
        let reference = new Reference();
        const said: string[] = [];
        const words: string[] = [];
        for (const shape of shapes) {
          const result = reassembly.add(fragment(shape));
          said.push(wordFor(result));
          words.push(reference.add(shape));
          if (result.kind !== 'complete') continue;
          const whole = emitIpv4({...parseIpv4(fragment(shape)), flagsAndOffset: 0, payload: reference.data()});
          if (!Buffer.from(result.packet).equals(whole)) said.push('another packet');
          reference = new Reference();
        }
        // Each expect() only where it would fail: a hundred thousand of each take longer than all the rest.
        if (said.join() !== words.join()) expect(said).toEqual(words);
        for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);
        expectCounted(reassembly, words);
        expectBalanced(reassembly);
        clock.runUntilIdle();
        expectCounted(reassembly, words);
        expectBalanced(reassembly);
        if (reassembly.expired !== expired.length || reassembly.waiting > 0) {
          expect(reassembly).toMatchObject({waiting: 0, expired: expired.length});
        }
      }),
      {numRuns: 100_000},
    );
    // Each outcome was there often enough to mean something.
    for (const word of [
      'complete',
      'waiting',
      'duplicate',
      'overlap',
      'length-conflict',
      'given-up',
      'zero-length',
      'bad-length',
      'too-long',
    ]) {
      expect(seen.get(word), word).toBeGreaterThan(100);
    }
  });

  /** Every fragment is counted, and those that were refused by their reasons. */
  function expectCounted({fragments, completed, refused}: Reassembly, words: readonly string[]): void {
    const counted = new Map([...refused, ['complete', completed]]);
    for (const [word, count] of counted) {
      if (count !== words.filter((other) => other === word).length)
        expect.unreachable(`${word} is counted as ${count}`);
    }
    if (fragments !== words.length) expect(fragments).toBe(words.length);
  }
});
