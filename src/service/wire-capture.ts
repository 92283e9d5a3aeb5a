/** Hearing what a wire carries, as a stream of the API's events. */
import type {CaptureEvent, CaptureWire} from '../api/schema/wire.ts';
import {NetworkError} from '../errors.ts';
import {matchesFrame} from '../link/wire-match.ts';
import {toHex} from '../packet/hex.ts';
import {PacketQueue} from '../queue/packet-queue.ts';
import {Bell} from './bell.ts';
import {endOf, frameMatch} from './frame-match.ts';
import {waitedFor} from './patience.ts';
import type {ServiceContext} from './service-context.ts';

/** What may wait for a slow reader. */
const ROOM = {packets: 4096, octets: 4 << 20} as const;

interface Note {
  readonly at: number;
  readonly from: string;
  /** How many before it found no room. */
  readonly lost: number;
}

/** @throws {NetworkError} ENOENT: there is no such wire, nobody of that name is plugged into it, or it was removed. ETIMEDOUT */
export async function* captureWire(
  context: ServiceContext,
  {wire: name, count = Infinity, timeout, ...asked}: CaptureWire,
  signal?: AbortSignal,
): AsyncGenerator<CaptureEvent> {
  const {clock, wires} = context.lab;
  const match = frameMatch(asked);
  const wire = wires.named(name);
  wire.checkSender(match.from);
  const heard = new PacketQueue<Note>(ROOM);
  const bell = new Bell();
  const state = {lost: 0, removed: false};
  const deaf = wire.listen({
    hear: (frame, from) => {
      if (!matchesFrame(match, frame, from)) return;
      if (heard.offer(frame, {at: clock.now(), from, lost: state.lost})) state.lost = 0;
      else state.lost++;
      bell.ring();
    },
    removed: () => {
      state.removed = true;
      bell.ring();
    },
  });
  const aborted = (): boolean => signal?.aborted === true;
  const over = (): boolean => state.removed || aborted();
  signal?.addEventListener('abort', bell.ring);
  try {
    yield {event: 'capturing', wire: name};
    for (let captured = 0; captured < count; captured++) {
      const moment = timeout === undefined ? undefined : clock.now() + timeout * 1000;
      const next = await waitedFor(context, bell, () => (aborted() ? undefined : heard.take()), over, moment);
      if (next) yield frameEvent(next.frame, next.note);
      else if (state.removed) throw new NetworkError('ENOENT', `the wire ${name} was removed`);
      else return;
    }
  } finally {
    deaf();
    signal?.removeEventListener('abort', bell.ring);
  }
}

function frameEvent(frame: Uint8Array, {at, from, lost}: Note): CaptureEvent {
  return {event: 'frame', at, from: endOf(from), octets: frame.length, hex: toHex(frame), ...(lost > 0 && {lost})};
}
