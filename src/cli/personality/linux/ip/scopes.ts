/** How far something is known, by rtnetlink's numbers, which names stand for. */
import {unsigned} from './words.ts';

const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'global'],
  [200, 'site'],
  [253, 'link'],
  [254, 'host'],
  [255, 'nowhere'],
]);

export const SCOPE = {global: 0, link: 253, host: 254} as const;

export function readScope(word: string): number | undefined {
  const named = [...NAMES].find(([, name]) => name === word)?.[0];
  return named ?? unsigned(word, 256);
}

export function scopeText(scope: number, numeric = false): string {
  return (numeric ? undefined : NAMES.get(scope)) ?? String(scope);
}
