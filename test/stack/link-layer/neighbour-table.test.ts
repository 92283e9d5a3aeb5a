import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../../src/errors.ts';
import {HAIKU} from '../../../src/stack/behaviour.ts';
import {NeighbourTable} from '../../../src/stack/link-layer/neighbour-table.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {ip} from '../host-under-test.ts';

const ADDRESS = ip('10.0.0.2');
const OTHER = ip('10.0.0.3');
const MAC = 0x0200_0000_0002;
const NEW_MAC = 0x0200_0000_0099;
const MINUTE = 60_000;

function tableUnderTest() {
  const clock = new VirtualClock(5000);
  const requests: number[] = [];
  const sent: {number: number; mac: number}[] = [];
  const unreachable: number[] = [];
  const displaced: number[] = [];
  const forgotten: number[] = [];
  const table = new NeighbourTable<number>(clock, HAIKU.arp, {
    request: () => requests.push(clock.now() - 5000),
    send: ([number], mac) => sent.push({number: number!, mac}),
    unreachable: ([number]) => unreachable.push(number!),
    dropped: ([number], reason) => (reason === 'neighbour-forgotten' ? forgotten : displaced).push(number!),
  });
  const wait = (number: number, address = ADDRESS) => table.wait(address, Uint8Array.of(number));
  return {
    clock,
    table,
    requests,
    sent,
    unreachable,
    displaced,
    forgotten,
    wait,
    state: () => table.get(ADDRESS)?.state,
  };
}

describe('a neighbour that nobody knows', () => {
  test('is asked for five times, a second apart, and has failed a second after the last', () => {
    const {clock, requests, state, wait, unreachable} = tableUnderTest();
    expect(wait(1)).toBe('waiting');
    clock.advance(4999);
    expect({requests, state: state(), unreachable}).toEqual({
      requests: [0, 1000, 2000, 3000, 4000],
      state: 'incomplete',
      unreachable: [],
    });
    clock.advance(1);
    expect({requests: requests.length, state: state(), unreachable}).toEqual({
      requests: 5,
      state: 'failed',
      unreachable: [1],
    });
  });

  test('is asked for at that rate, however many packets wait for it', () => {
    const {clock, requests, wait} = tableUnderTest();
    for (let packet = 0; packet < 100; packet++) {
      wait(packet);
      clock.advance(10);
    }
    expect(requests).toEqual([0, 1000]);
  });

  test('is not asked for again for 20 seconds after it has failed', () => {
    const {clock, table, requests, wait, unreachable} = tableUnderTest();
    wait(1);
    clock.advance(5000 + 19_999);
    expect(wait(2)).toBe('failed');
    expect({requests: requests.length, unreachable}).toEqual({requests: 5, unreachable: [1]});
    clock.advance(1);
    expect(table.get(ADDRESS)).toBeUndefined();
    expect(wait(3)).toBe('waiting');
    expect(requests).toHaveLength(6);
  });

  test('that has failed is known as soon as it says something', () => {
    const {clock, table, wait, state} = tableUnderTest();
    wait(1);
    clock.advance(5000);
    table.heard(ADDRESS, MAC, false);
    expect({state: state(), mac: table.lookup(ADDRESS)}).toEqual({state: 'reachable', mac: MAC});
    clock.advance(20_000);
    expect(table.lookup(ADDRESS)).toBe(MAC);
  });
});

describe('packets that wait', () => {
  test('are sent in order when the station is heard, and it is asked for no more', () => {
    const {clock, table, sent, requests, wait} = tableUnderTest();
    for (const number of [1, 2, 3]) wait(number);
    clock.advance(1500);
    table.heard(ADDRESS, MAC, false);
    expect(sent).toEqual([1, 2, 3].map((number) => ({number, mac: MAC})));
    clock.advance(10_000);
    expect(requests).toEqual([0, 1000]);
    table.heard(ADDRESS, MAC, false);
    expect(sent).toHaveLength(3);
  });

  test('are copies: the buffer is the caller’s again', () => {
    const {table, sent} = tableUnderTest();
    const buffer = Uint8Array.of(7);
    table.wait(ADDRESS, buffer);
    buffer[0] = 8;
    table.heard(ADDRESS, MAC, false);
    expect(sent).toEqual([{number: 7, mac: MAC}]);
  });

  test('are three of the longest packets at most: the oldest makes room, and somebody is told', () => {
    const {table, sent, displaced} = tableUnderTest();
    const long = (number: number) => new Uint8Array(65_535).fill(number);
    for (const number of [0, 1, 2, 3]) table.wait(ADDRESS, long(number));
    expect(displaced).toEqual([0]);
    table.heard(ADDRESS, MAC, false);
    expect(sent.map(({number}) => number)).toEqual([1, 2, 3]);
  });

  test('are as many as a longest datagram has fragments over the smallest MTU', () => {
    const {displaced, wait} = tableUnderTest();
    for (let number = 0; number < 1365; number++) wait(number & 255);
    expect(displaced).toEqual([]);
  });

  test('have a queue for each neighbour', () => {
    const {table, sent, displaced, wait} = tableUnderTest();
    for (let number = 0; number < 32; number++) wait(number, number % 2 ? ADDRESS : OTHER);
    expect(displaced).toEqual([]);
    table.heard(OTHER, MAC, false);
    expect(sent.map(({number}) => number % 2)).toEqual(Array.from({length: 16}, () => 0));
  });

  test('are sent when somebody types the station', () => {
    const {table, sent, wait} = tableUnderTest();
    wait(1);
    table.setPermanent(ADDRESS, MAC, false);
    expect(sent).toEqual([{number: 1, mac: MAC}]);
  });

  test.each<[string, (table: NeighbourTable<number>) => void]>([
    ['the neighbour is deleted', (table) => table.delete(ADDRESS)],
    ['all are forgotten', (table) => table.flush()],
  ])('are accounted for when %s', (_what, forget) => {
    const {clock, table, forgotten, unreachable, sent, wait} = tableUnderTest();
    for (const number of [1, 2, 3]) wait(number);
    forget(table);
    expect({forgotten, unreachable, sent}).toEqual({forgotten: [1, 2, 3], unreachable: [], sent: []});
    expect(clock.untilNext()).toBeUndefined();
  });
});

describe('what is heard', () => {
  test('makes an entry only where it is to be learnt', () => {
    const {table} = tableUnderTest();
    table.heard(ADDRESS, MAC, false);
    expect([...table]).toEqual([]);
    table.heard(ADDRESS, MAC, true);
    expect(table.lookup(ADDRESS)).toBe(MAC);
  });

  test('replaces what was known, and holds for 30 minutes from the last time', () => {
    const {clock, table} = tableUnderTest();
    table.heard(ADDRESS, MAC, true);
    clock.advance(20 * MINUTE);
    table.heard(ADDRESS, NEW_MAC, false);
    clock.advance(30 * MINUTE - 1);
    expect(table.lookup(ADDRESS)).toBe(NEW_MAC);
    clock.advance(1);
    expect([...table]).toEqual([]);
  });

  test('changes nothing that was typed, which does not expire either', () => {
    const {clock, table, state} = tableUnderTest();
    table.setPermanent(ADDRESS, MAC, false);
    table.heard(ADDRESS, NEW_MAC, true);
    clock.advance(365 * 24 * 60 * MINUTE);
    table.flush();
    expect({mac: table.lookup(ADDRESS), state: state(), timers: clock.untilNext()}).toEqual({
      mac: MAC,
      state: 'permanent',
      timers: undefined,
    });
    table.delete(ADDRESS);
    expect([...table]).toEqual([]);
  });
});

describe('a full table', () => {
  test('of 1024 gives up an entry that was learnt', () => {
    const {clock, table} = tableUnderTest();
    table.setPermanent(ADDRESS, MAC, false);
    for (let at = 0; at < 5000; at++) table.heard(ip('10.1.0.0') + at, MAC, true);
    expect([...table]).toHaveLength(1024);
    expect(table.lookup(ADDRESS)).toBe(MAC);
    expect(table.lookup(ip('10.1.0.0') + 4999)).toBe(MAC);
    clock.advance(30 * MINUTE);
    expect([...table]).toHaveLength(1);
  });

  test('of typed entries takes no other, and nothing that arrives or leaves fails by it', () => {
    const {table, wait} = tableUnderTest();
    for (let at = 0; at < 1024; at++) table.setPermanent(ip('10.1.0.0') + at, MAC, false);
    expect(() => table.setPermanent(ADDRESS, MAC, false)).toThrow(NetworkError);
    expect(wait(1)).toBe('failed');
    table.heard(ADDRESS, MAC, true);
    expect(table.get(ADDRESS)).toBeUndefined();
    table.setPermanent(ip('10.1.0.0'), NEW_MAC, false);
    expect(table.lookup(ip('10.1.0.0'))).toBe(NEW_MAC);
  });
});

test('whatever happens, every packet is sent once, given up once, or still waits', () => {
  type Step = [kind: 'wait' | 'heard' | 'permanent' | 'delete' | 'flush' | 'pass', which: number];
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom('wait', 'wait', 'wait', 'heard', 'permanent', 'delete', 'flush', 'pass'),
    fc.nat({max: 5}),
  );
  fc.assert(
    fc.property(fc.array(step, {maxLength: 200, size: 'max'}), (steps) => {
      const {clock, table, sent, unreachable, displaced, forgotten, wait} = tableUnderTest();
      let waiting = 0;
      for (const [kind, which] of steps) {
        const address = ADDRESS + (which % 3);
        if (kind === 'wait' && table.lookup(address) === undefined && wait(waiting & 0xff, address) === 'waiting')
          waiting++;
        if (kind === 'heard') table.heard(address, MAC, which > 2);
        if (kind === 'permanent') table.setPermanent(address, MAC, false);
        if (kind === 'delete') table.delete(address);
        if (kind === 'flush') table.flush();
        if (kind === 'pass') clock.advance(which * 1300);
      }
      clock.advance(5000);
      expect(sent.length + unreachable.length + displaced.length + forgotten.length).toBe(waiting);
    }),
  );
});
