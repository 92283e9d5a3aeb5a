/** Settings and held queues of a tun or tap. */
import type {TopologyInterface} from '../api/schema/topology.ts';
import type {Path} from './form.ts';
import {type Planning, changedOf} from './planning.ts';
import {without} from './without.ts';

type Device = NonNullable<TopologyInterface['device']>;

/** @param now `undefined`: the device was just made, with these settings */
export function planDevice(
  planning: Planning,
  {host, ifname}: {readonly host: string; readonly ifname: string},
  now: Device | undefined,
  wanted: Device,
  at: Path,
): void {
  const device = {host, ifname};
  const settings = without(wanted, 'held', 'node');
  const say = (what: string, before: unknown, after: unknown) =>
    planning.say('~', `${host} ${ifname} ${what} ${String(before)} → ${String(after)}`);
  if (now) {
    const changed = changedOf(settings, now);
    if (Object.keys(changed).length > 0) planning.do('changeDevice', {...device, ...changed}, at);
    for (const [name, value] of Object.entries(changed)) say(name, now[name as keyof Device], value);
  }
  const before = now?.held ?? [];
  const held = planning.listOf(wanted.held, before);
  for (const queue of held) if (!before.includes(queue)) planning.do('holdQueue', {...device, queue}, at);
  for (const queue of before) if (!held.includes(queue)) planning.do('releaseQueue', {...device, queue}, at);
  if (now && held.toSorted().join() !== before.toSorted().join()) {
    say('held', before.join(' ') || 'none', held.join(' ') || 'none');
  }
}
