/** Waiting until something is so: looked at again whenever something has happened. */
import type {ConditionMet, WaitFor} from '../api/schema/wait.ts';
import {NetworkError} from '../errors.ts';
import {Bell} from './bell.ts';
import {checkCondition, conditionState} from './condition.ts';
import type {ServiceContext} from './service-context.ts';

/** @throws {NetworkError} EUSAGE, EOPNOTSUPP: it can not be waited for. ENOENT: there is no such host. ETIMEDOUT */
export async function* waitFor(
  context: ServiceContext,
  {host, condition, timeout}: WaitFor,
  signal?: AbortSignal,
): AsyncGenerator<ConditionMet> {
  const {lab, waiting, happenings} = context;
  const {clock} = lab;
  const labHost = lab.host(host);
  checkCondition(labHost, clock, condition);
  const bell = new Bell();
  const patience = {over: timeout === 0, running: false};
  const end = (): void => {
    patience.over = true;
    settle();
    bell.ring();
  };
  const settle = (): void => {
    if (patience.running) happenings.patience--;
    patience.running = false;
  };
  const began = clock.now();
  const timer = timeout === undefined || patience.over ? undefined : clock.after(timeout * 1000, end);
  if (timer) {
    patience.running = true;
    happenings.patience++;
  }
  const deaf = happenings.listen(bell.ring);
  signal?.addEventListener('abort', bell.ring);
  try {
    while (!signal?.aborted) {
      const {met, state} = conditionState(lab, lab.host(host), condition, happenings.patience);
      if (met) {
        yield {event: 'met', state, waited: clock.now() - began};
        return;
      }
      if (patience.over) throw new NetworkError('ETIMEDOUT', `waited ${timeout ?? 0} s in vain: ${state}`, {state});
      await waiting.for(bell.next());
    }
  } finally {
    timer?.cancel();
    settle();
    deaf();
    signal?.removeEventListener('abort', bell.ring);
  }
}
