/** The options of a tool in every order of three, each line with something behind them. */
import type {Draw} from './draw.ts';
import type {ToolOptions} from './option-words.ts';

/** How many options of a line. */
export const LENGTH = 3;

export function ordersOf({options}: ToolOptions): number {
  return options.length ** LENGTH;
}

/** The line of that number, 0…ordersOf−1: what stands behind the options is drawn. */
export function lineOf({id, options, behind}: ToolOptions, number: number, draw: Draw): readonly string[] {
  const words: string[] = id.split(':');
  for (let rest = number, place = 0; place < LENGTH; place++, rest = Math.floor(rest / options.length)) {
    words.push(...options[rest % options.length]!);
  }
  return [...words, ...draw.of(behind)];
}
