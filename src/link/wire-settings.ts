/** What a wire does to the frames it carries. The same settings hold for each direction. */
import {NetworkError} from '../errors.ts';
import type {QueueLimits} from '../queue/packet-queue.ts';

export interface WireSettings {
  /** Milliseconds from a frame's last bit being sent until it arrives. */
  readonly delay: number;
  /** Milliseconds: `delay` differs by up to this much, either way, evenly. Frames do not overtake one another by it. */
  readonly jitter: number;
  /** Per cent of the frames that do not arrive. */
  readonly loss: number;
  /** Per cent that arrive twice, the second right behind the first. */
  readonly duplicate: number;
  /** Per cent that are overtaken by the next frame, where that arrives within REORDER_WAIT; else they are that much late. */
  readonly reorder: number;
  /** Per cent that arrive with one bit flipped. */
  readonly corrupt: number;
  /** Bits a second, counting the octets of the frame alone; `null`: a frame takes no time to send. */
  readonly rate: number | null;
  /** Frames that may wait until `rate` lets them go, not counting the one being sent. */
  readonly queue: QueueLimits;
  /** Decides which frames are lost, duplicated and so on; each sender's own sequence follows from it. */
  readonly seed: number;
}

export type WireChange = {readonly [Key in keyof WireSettings]?: WireSettings[Key] | undefined};

/** Milliseconds after its own time at which a frame that nothing has overtaken arrives all the same. */
export const REORDER_WAIT = 10;

export const DEFAULT_WIRE_SETTINGS: Omit<WireSettings, 'seed'> = {
  delay: 0,
  jitter: 0,
  loss: 0,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rate: null,
  queue: {packets: 1000, octets: null},
};

interface Range {
  readonly maximum: number;
  readonly minimum?: number;
  readonly what: string;
  readonly whole?: true;
}

const PER_CENT: Range = {maximum: 100, what: 'a percentage'};
const MILLISECONDS: Range = {maximum: 3_600_000, what: 'milliseconds'};

const RANGES: Readonly<Record<Exclude<keyof WireSettings, 'queue'>, Range>> = {
  delay: MILLISECONDS,
  jitter: MILLISECONDS,
  loss: PER_CENT,
  duplicate: PER_CENT,
  reorder: PER_CENT,
  corrupt: PER_CENT,
  rate: {minimum: 1, maximum: 1e12, what: 'bits a second'},
  seed: {maximum: 0xffff_ffff, what: 'a whole number', whole: true},
};
/** Well below what a direction holds in all, so that a delay does not take the room. */
const QUEUE_PACKETS: Range = {maximum: 8192, what: 'a whole number', whole: true};
const QUEUE_OCTETS: Range = {maximum: 1 << 24, what: 'a whole number', whole: true};

/** `settings` with a change made. @throws {NetworkError} EINVAL: the first value that is out of its range */
export function changedSettings(wire: string, settings: WireSettings, change: WireChange): WireSettings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const changed: WireSettings = {...settings, ...Object.fromEntries(given)};
  for (const [key, range] of Object.entries(RANGES)) {
    const value = changed[key as keyof typeof RANGES];
    if (!(key === 'rate' && value === null)) check(wire, key, value, range);
  }
  const {packets, octets} = changed.queue;
  check(wire, 'queue', packets, QUEUE_PACKETS);
  if (octets !== null) check(wire, 'queue in octets', octets, QUEUE_OCTETS);
  return {...changed, queue: {packets, octets}};
}

function check(wire: string, key: string, value: number | null, {minimum = 0, maximum, what, whole}: Range): void {
  const right =
    typeof value === 'number' && value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  if (right) return;
  throw new NetworkError(
    'EINVAL',
    `${key} of wire ${wire} is ${what} from ${minimum} to ${maximum}, not ${value ?? 'null'}`,
    {
      wire,
      setting: key,
      value,
    },
  );
}

/** Whether a frame arrives in the call that sends it, as it is. */
export function isIdeal({delay, jitter, loss, duplicate, reorder, corrupt, rate}: WireSettings): boolean {
  return rate === null && delay + jitter + loss + duplicate + reorder + corrupt === 0;
}
