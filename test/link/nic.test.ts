import {expect, test} from 'vitest';
import {Nic} from '../../src/link/nic.ts';
import {numbered, segmentUnderTest} from './segment-under-test.ts';

test('a frame goes to the wire the card is plugged into', () => {
  const {a, heard} = segmentUnderTest();
  expect(a.transmit(numbered(7))).toBe('queued');
  expect(heard.map(({by, number}) => [by, number])).toEqual([['b', 7]]);
});

test('without a wire a frame is dropped and counted', () => {
  const nic = new Nic('eth0');
  nic.setUp(true);
  expect(nic.transmit(numbered(1))).toBe('dropped');
  expect(nic.refused).toEqual({down: 0, 'no-carrier': 1, 'bad-length': 0});
});

test('on a wire that is cut a frame is dropped and counted by both', () => {
  const {a, wire, counters} = segmentUnderTest();
  wire.cut();
  expect(a.transmit(numbered(1))).toBe('dropped');
  expect(a.refused['no-carrier']).toBe(1);
  expect(counters()).toMatchObject({sent: 1, cut: 1});
});

test('a card that is down neither sends nor hears', () => {
  const {a, b, heard} = segmentUnderTest();
  a.setUp(false);
  expect(a.transmit(numbered(1))).toBe('dropped');
  expect(a.refused.down).toBe(1);
  b.transmit(numbered(2));
  expect(heard).toEqual([]);
});

test.each([13, 9019])('a frame of %i octets is none', (length) => {
  const {a, heard} = segmentUnderTest();
  expect(a.transmit(new Uint8Array(length))).toBe('dropped');
  expect(a.refused['bad-length']).toBe(1);
  expect(heard).toEqual([]);
});

test('frames of 14 and of 9018 octets go', () => {
  const {a} = segmentUnderTest();
  a.transmit(numbered(1, 18));
  expect(a.transmit(numbered(1, 9018))).toBe('queued');
});

test('the link follows the plug and the wire, and each change is told once', () => {
  const {a, wire} = segmentUnderTest();
  const changes: boolean[] = [];
  a.linkWatchers.add((up) => changes.push(up));
  expect(a.linkUp).toBe(true);
  wire.cut();
  wire.cut();
  expect(a.linkUp).toBe(false);
  wire.join();
  wire.join();
  a.unplug();
  a.unplug();
  expect(a.linkUp).toBe(false);
  expect(a.segment).toBeUndefined();
  wire.cut();
  a.plug(wire);
  expect(a.segment).toBe('lan');
  wire.join();
  expect(changes).toEqual([false, true, false, true]);
});

test('a plugged card refuses a second plug', () => {
  const {a, wire} = segmentUnderTest();
  expect(() => a.plug(wire)).toThrow(
    expect.objectContaining({code: 'EBUSY', message: 'a is plugged into lan already; unplug it first'}),
  );
  expect(wire.stations).toHaveLength(2);
});
