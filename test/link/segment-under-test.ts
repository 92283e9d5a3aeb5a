import {Nic} from '../../src/link/nic.ts';
import type {WireChange} from '../../src/link/wire-settings.ts';
import {Wire} from '../../src/link/wire.ts';
import {Random} from '../../src/random.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

/** What a station has heard, a copy, and when. */
export interface Heard {
  readonly at: number;
  readonly by: string;
  /** The number that `numbered` wrote into the frame. */
  readonly number: number;
  readonly frame: Uint8Array;
}

/** Stations `a`, `b`, … on one wire, all up; `hear` sees the frame itself before it is noted down. */
export function segmentUnderTest({stations = ['a', 'b'], change = {}, seed = 1, hear = ignore}: Partial<Options> = {}) {
  const clock = new VirtualClock(1000);
  const wire = new Wire('lan', clock, new Random(seed));
  wire.configure(change);
  const heard: Heard[] = [];
  const nics = stations.map((label) => {
    const nic = new Nic('eth0', label);
    nic.attach({
      receive: (frame) => {
        heard.push({at: clock.now(), by: label, number: numberOf(frame), frame: frame.slice()});
        hear(label, frame);
      },
      lost: ignore,
    });
    nic.setUp(true);
    nic.plug(wire);
    return nic;
  });
  return {
    clock,
    wire,
    heard,
    nics,
    /** The first two, which every segment has. */
    a: nics[0]!,
    b: nics[1]!,
    /** The numbers that arrived, in order. */
    numbers: () => heard.map(({number}) => number),
    counters: (label = 'a') => {
      const state = wire.directions().find(({from}) => from === label)!;
      return {...state.counters, inFlight: state.inFlight};
    },
  };
}

interface Options {
  readonly stations: readonly string[];
  readonly change: WireChange;
  readonly seed: number;
  readonly hear: (label: string, frame: Uint8Array) => void;
}

/** A frame that says which one it is. */
export function numbered(number: number, length = 60): Uint8Array {
  const frame = new Uint8Array(length);
  new DataView(frame.buffer).setUint32(14, number);
  return frame;
}

function numberOf(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset).getUint32(14);
}

function ignore(): void {
  // Nobody asked.
}
