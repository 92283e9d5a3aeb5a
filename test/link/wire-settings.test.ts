import {describe, expect, test} from 'vitest';
import type {WireChange, WireSettings} from '../../src/link/wire-settings.ts';
import {restoreWire, wireRecord} from '../../src/link/wire-record.ts';
import {Nic} from '../../src/link/nic.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {numbered, segmentUnderTest} from './segment-under-test.ts';

describe('settings', () => {
  test('start as an ideal wire', () => {
    const {settings} = segmentUnderTest().wire;
    const none = {delay: 0, jitter: 0, loss: 0, duplicate: 0, reorder: 0, corrupt: 0, rate: null};
    expect(settings).toEqual({...none, queue: {packets: 1000, octets: null}, seed: settings.seed});
    expect(Number.isInteger(settings.seed)).toBe(true);
  });

  test('change one by one; what is undefined stays', () => {
    const {wire} = segmentUnderTest({change: {delay: 5}});
    wire.configure({loss: 1, delay: undefined});
    expect(wire.settings).toMatchObject({delay: 5, loss: 1});
  });

  test.each<[WireChange, string]>([
    [{delay: -1}, 'delay of wire lan is milliseconds from 0 to 3600000, not -1'],
    [{jitter: Number.NaN}, 'jitter of wire lan is milliseconds from 0 to 3600000, not NaN'],
    [{loss: 100.5}, 'loss of wire lan is a percentage from 0 to 100, not 100.5'],
    [{duplicate: Infinity}, 'duplicate of wire lan is a percentage from 0 to 100, not Infinity'],
    [{reorder: 101}, 'reorder of wire lan is a percentage from 0 to 100, not 101'],
    [{corrupt: -5}, 'corrupt of wire lan is a percentage from 0 to 100, not -5'],
    [{rate: 0}, 'rate of wire lan is bits a second from 1 to 1000000000000, not 0'],
    [{seed: 1.5}, 'seed of wire lan is a whole number from 0 to 4294967295, not 1.5'],
    [{queue: {packets: 8193, octets: null}}, 'queue of wire lan is a whole number from 0 to 8192, not 8193'],
    [{queue: {packets: 1, octets: -1}}, 'queue in octets of wire lan is a whole number from 0 to 16777216, not -1'],
  ])('%j is refused, and nothing changes', (change, message) => {
    const {wire} = segmentUnderTest();
    const before = wire.settings;
    expect(() => wire.configure({delay: 9, ...change})).toThrow(expect.objectContaining({code: 'EINVAL', message}));
    expect(wire.settings).toEqual(before);
  });

  test('the same seed begins chance again', () => {
    const {a, wire, heard, numbers} = segmentUnderTest({change: {loss: 30, seed: 42}});
    const losses = () => {
      heard.length = 0;
      for (let number = 0; number < 100; number++) a.transmit(numbered(number));
      return numbers();
    };
    const first = losses();
    expect(losses()).not.toEqual(first);
    wire.configure({seed: 42});
    expect(losses()).toEqual(first);
  });
});

describe('a wire in the journal', () => {
  test('comes back as it was, with the same chance', () => {
    const settings: Omit<WireSettings, 'seed'> = {
      delay: 1.5,
      jitter: 1,
      loss: 30,
      duplicate: 2,
      reorder: 3,
      corrupt: 4,
      rate: 1e7,
      queue: {packets: 10, octets: 20_000},
    };
    const {a, wire, clock, numbers} = segmentUnderTest({change: settings});
    wire.rules.add({nth: 3, match: {etherType: 0}});
    const record = structuredClone(wireRecord(wire));
    expect(record).toEqual({
      name: 'lan',
      joined: true,
      settings: {...settings, seed: wire.settings.seed},
      rules: [{nth: 3, match: {etherType: 0}, seen: 0}],
    });
    const laterClock = new VirtualClock(5000);
    const later = restoreWire(record, laterClock);
    expect(wireRecord(later)).toEqual(record);

    const [from, to] = [new Nic('eth0', 'a'), new Nic('eth0', 'b')];
    const arrived: number[] = [];
    to.attach({receive: (frame) => arrived.push(new DataView(frame.buffer).getUint32(14)), lost: () => undefined});
    for (const nic of [from, to]) {
      nic.setUp(true);
      nic.plug(later);
    }
    for (let number = 0; number < 9; number++) {
      a.transmit(numbered(number));
      from.transmit(numbered(number));
    }
    clock.runUntilIdle();
    laterClock.runUntilIdle();
    expect(arrived).toEqual(numbers());
  });

  test('stays cut', () => {
    const {wire} = segmentUnderTest();
    wire.cut();
    expect(restoreWire(wireRecord(wire), new VirtualClock()).joined).toBe(false);
  });

  test('with a value that no wire has is refused', () => {
    const {wire} = segmentUnderTest();
    const record = {...wireRecord(wire), settings: {...wire.settings, loss: 101}};
    expect(() => restoreWire(record, new VirtualClock())).toThrow(expect.objectContaining({code: 'EINVAL'}));
  });
});
