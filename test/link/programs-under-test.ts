/** Programs of uplinks that are none: they keep what they are sent, and say what a test has them say. */
import type {UplinkEnd, UplinkPrograms} from '../../src/link/uplink.ts';
import type {UplinkSettings} from '../../src/link/uplink-settings.ts';

export interface FakeProgram {
  readonly settings: UplinkSettings;
  readonly end: UplinkEnd;
  readonly sent: Uint8Array[];
  stopped: boolean;
  full: boolean;
}

/** @param answers whether they are ready by themselves, as soon as the present turn is over */
export function fakePrograms({answers = true} = {}): UplinkPrograms & {readonly started: FakeProgram[]} {
  const started: FakeProgram[] = [];
  return {
    started,
    choose: (via) => (via === 'auto' ? 'qemu' : via),
    start(settings, end) {
      const program: FakeProgram = {settings, end, sent: [], stopped: false, full: false};
      started.push(program);
      if (answers) queueMicrotask(() => end.ready());
      return {
        pid: 4711,
        send(frame) {
          if (program.full) return 'full';
          program.sent.push(frame.slice());
          return 'queued';
        },
        stop: () => (program.stopped = true),
      };
    },
  };
}
