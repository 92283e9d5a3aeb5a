/** The machine's own time, here with the machine's timers in the test's hand. */
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {RealClock} from '../../src/time/real-clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test('calls once, when the time has come', () => {
  const [clock, call] = [new RealClock(), vi.fn()];
  clock.after(1000, call);
  vi.advanceTimersByTime(999);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test('does not call what was cancelled', () => {
  const [clock, call] = [new RealClock(), vi.fn()];
  clock.after(1000, call).cancel();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(call).not.toHaveBeenCalled();
});

test('a stopped clock has nothing left to wait for, and takes nothing more', () => {
  const [clock, call] = [new RealClock(), vi.fn()];
  clock.after(1000, call);
  clock.after(30 * 60_000, call);
  clock.stop();
  expect(vi.getTimerCount()).toBe(0);
  clock.after(1, call).cancel();
  clock.after(1, call);
  expect(vi.getTimerCount()).toBe(0);
});
