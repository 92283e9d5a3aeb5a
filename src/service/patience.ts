/** Waiting for what somebody else brings, for as long as one likes. */
import type {Bell} from './bell.ts';
import type {ServiceContext} from './service-context.ts';

/**
 * What `take` gives, which is asked again at each ring of `bell`.
 *
 * @param enough whether to wait no longer, whatever the time
 * @param moment of the clock, until which to wait; `undefined`: for ever
 * @returns `undefined` when nothing had come by then
 */
export async function waitedFor<Item>(
  {lab: {clock}, waiting}: ServiceContext,
  bell: Bell,
  take: () => Item | undefined,
  enough: () => boolean,
  moment: number | undefined,
): Promise<Item | undefined> {
  const patience = {over: false};
  const expire = (): void => {
    patience.over = true;
    bell.ring();
  };
  const timer = moment === undefined ? undefined : clock.after(Math.max(0, moment - clock.now()), expire);
  try {
    for (;;) {
      const item = take();
      if (item !== undefined || patience.over || enough()) return item;
      await waiting.for(bell.next());
    }
  } finally {
    timer?.cancel();
  }
}
