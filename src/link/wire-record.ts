/** What a wire looks like in the journal. Who is plugged into it, hosts know; chance and counters begin again. */
import {Random} from '../random.ts';
import type {Clock} from '../time/clock.ts';
import {Wire} from './wire.ts';
import type {DropRule} from './wire-match.ts';
import type {WireSettings} from './wire-settings.ts';

export interface WireRecord {
  readonly name: string;
  readonly joined: boolean;
  readonly settings: WireSettings;
  readonly rules: readonly DropRule[];
}

export function wireRecord({name, joined, settings, rules}: Wire): WireRecord {
  return {name, joined, settings, rules: rules.list()};
}

/** @throws {NetworkError} EINVAL: the record holds a value that no wire has */
export function restoreWire({name, joined, settings, rules}: WireRecord, clock: Clock): Wire {
  const wire = new Wire(name, clock, new Random(settings.seed));
  wire.configure(settings);
  for (const rule of rules) wire.rules.add(rule);
  if (!joined) wire.cut();
  return wire;
}
