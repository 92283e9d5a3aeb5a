/** Random command lines: lines that people type, with something changed; or word by word what the grammar offers. */
import {COMMAND_IDS, findCommand} from '../../bin/commands.ts';
import {CommandFlags} from '../../src/cli/complete/flags.ts';
import {OPERANDS} from '../../src/cli/complete/operands.ts';
import type {Personality} from '../../src/names.ts';
import {LINES} from '../cli/schema/lines.ts';
import {script} from '../cli/personality/stage.ts';
import {shellWords, transcriptsOf} from '../cli/personality/transcript.ts';
import type {Draw} from './draw.ts';
import {anyValue, garbled, noise, ofKind} from './words.ts';

/**
 * Commands that start processes, open sockets or write files: what they are given is not for chance to say. (`on`, `shell` and
 * `daemon start` do so by way of the caller, who here only takes note of it.)
 */
export const NOT_BY_CHANCE: ReadonlySet<string> = new Set([
  'daemon:run',
  'daemon:stop',
  'openvpn-dev',
  'run',
  'tunctl:attach',
  'uplink:add',
  'vpn:up',
  'walkthrough:check',
  'walkthrough:record',
  'walkthrough:run',
  'walkthrough:step',
  'with',
]);

/** How many times as often as any other command. */
const WEIGHT: Readonly<Record<string, number>> = {
  arp: 6,
  ifconfig: 12,
  ip: 12,
  ndp: 4,
  netstat: 5,
  ping: 10,
  route: 10,
  tunctl: 3,
  man: 0.2,
  completion: 0.2,
};

export class Lines {
  readonly #draw: Draw;
  readonly #typed: readonly (readonly string[])[];
  readonly #weighted: readonly string[];
  readonly #flags: ReadonlyMap<string, CommandFlags>;

  private constructor(draw: Draw, typed: readonly (readonly string[])[], flags: ReadonlyMap<string, CommandFlags>) {
    this.#draw = draw;
    this.#typed = typed;
    this.#flags = flags;
    this.#weighted = [...flags.keys()].flatMap((id) => new Array<string>(Math.round((WEIGHT[id] ?? 1) * 5)).fill(id));
  }

  static async of(draw: Draw, personality: Personality): Promise<Lines> {
    const flags = new Map<string, CommandFlags>();
    const typed: (readonly string[])[] = LINES.map(({words}) => words);
    for (const id of COMMAND_IDS.filter((each) => !NOT_BY_CHANCE.has(each))) {
      const Command = await findCommand(id.split(':'))!.load();
      flags.set(id, new CommandFlags(Command));
      const {examples} = Command as unknown as {examples: string[]};
      for (const example of examples) {
        const words = example.replaceAll('<%= config.bin %> ', '').split(' ');
        if (!/[<|$"'`(]/.test(words.join(' '))) typed.push(words);
      }
    }
    for (const name of personality === 'haiku' ? [] : transcriptsOf(personality)) {
      typed.push(...script(personality, name).flatMap((row) => ('cmd' in row ? [shellWords(row.cmd)] : [])));
    }
    return new Lines(
      draw,
      typed.filter((words) => flags.has(findCommand(words)?.id ?? '')),
      flags,
    );
  }

  next(): readonly string[] {
    const draw = this.#draw;
    const words = draw.chance(60) ? [...draw.of(this.#typed)] : this.#spoken();
    const changes = draw.of([0, 1, 1, 2, 4]);
    for (let change = 0; change < changes; change++) this.#change(words);
    if (draw.chance(8)) words.push('--json');
    if (draw.chance(4)) words.push('--personality', draw.of(['haiku', 'linux', 'bsd', 'plan9']));
    if (draw.chance(4)) words.push('--host', draw.of(['far', 'local', 'nowhere']));
    return words;
  }

  /** Word by word what may come next. */
  #spoken(): string[] {
    const draw = this.#draw;
    const id = draw.of(this.#weighted);
    const flags = this.#flags.get(id)!;
    const operands: string[] = [];
    const words: string[] = id.split(':');
    const length = draw.below(7);
    for (let count = 0; count < length; count++) {
      const offered = OPERANDS[id]?.(operands) ?? [];
      if (draw.chance(30)) words.push(...this.#flag(flags));
      else {
        const word = offered.length > 0 && draw.chance(80) ? ofKind(draw.of(offered), draw) : anyValue(draw);
        operands.push(word);
        words.push(word);
      }
    }
    return words;
  }

  #flag(flags: CommandFlags): string[] {
    const draw = this.#draw;
    if (draw.chance(30)) return [`-${draw.of(Array.from('abcdefhilmnopqrstuvwxADFIMORSTW46'))}`, anyValue(draw)];
    const {word} = draw.of(flags.candidates().filter(({word: name}) => name !== '--help'));
    const values = flags.valueOf(word);
    if (values === undefined) return [word];
    return [word, values.length > 0 ? ofKind(draw.of(values), draw) : anyValue(draw)];
  }

  /** The first word stays: what is not a command is not for a command to refuse. */
  #change(words: string[]): void {
    const draw = this.#draw;
    const first = findCommand(words)!.id.split(':').length;
    const place = first + draw.below(words.length - first + 1);
    switch (draw.below(6)) {
      case 0:
        words.splice(place, 1);
        break;
      case 1:
        words.splice(place, 0, anyValue(draw));
        break;
      case 2:
        if (place < words.length) words[place] = anyValue(draw);
        break;
      case 3:
        words.splice(place, 0, noise(draw));
        break;
      case 4:
        if (place < words.length) words[place] = garbled(words[place]!, draw);
        break;
      default:
        words.splice(place, 0, ...words.slice(draw.below(words.length - first) + first).slice(0, 2));
    }
  }
}
