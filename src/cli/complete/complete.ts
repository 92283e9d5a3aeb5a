/** What may come next on a command line, for the shells to offer. */
import {PERSONALITIES} from '../../names.ts';
import type {CommandTable, FoundCommand} from '../context.ts';
import {CommandFlags} from './flags.ts';
import type {Candidate, NameSource} from './names.ts';
import {namesOf} from './names.ts';
import {OPERANDS} from './operands.ts';
import type {NameKind, Place} from './places.ts';

/** Whose names are offered, as the words before say it. */
export type SourceOf = (chosen: {lab?: string; host?: string}) => NameSource;

/** Behind them begins a command line. */
const RUNNERS: ReadonlySet<string> = new Set(['on', 'run', 'with']);
const ASKS_SHELL: ReadonlySet<string> = new Set([':files', ':commands']);
const SHARED_FLAGS: readonly Candidate[] = ['--lab', '--host', '--personality', '--json', '--help', '--version'].map(
  (word) => ({word}),
);

/**
 * @param words the command line up to the cursor: the program, and last the word that is being typed, which may be empty
 * @returns what begins with the last word; a word with `:` in front asks the shell for names that it knows
 */
export async function complete(
  words: readonly string[],
  table: CommandTable,
  sourceOf: SourceOf,
): Promise<readonly Candidate[]> {
  const [program = '', ...rest] = words;
  const line = program === 'tunlab' ? rest : words;
  if (rest.length === 0) return [];
  const found = await new Completion(table, sourceOf).of(line);
  const current = line.at(-1) ?? '';
  const seen = new Set<string>();
  return found.filter(
    ({word}) => (word.startsWith(current) || ASKS_SHELL.has(word)) && !seen.has(word) && seen.add(word),
  );
}

class Completion {
  readonly #table: CommandTable;
  readonly #sourceOf: SourceOf;
  readonly #chosen: {lab?: string; host?: string} = {};

  /** Behind `with` the lab does not run yet. */
  #nameless = false;

  constructor(table: CommandTable, sourceOf: SourceOf) {
    this.#table = table;
    this.#sourceOf = sourceOf;
  }

  async of(line: readonly string[]): Promise<readonly Candidate[]> {
    const current = line.at(-1) ?? '';
    const typed = line.slice(0, -1);
    const asked = typed.at(-1);
    if (asked === '--lab' || asked === '--host') return this.#names([asked === '--lab' ? '<lab>' : '<host>']);
    if (asked === '--personality') return this.#names(PERSONALITIES);
    const before = this.#withoutShared(typed);
    const help = before[0] === 'help' || before[0] === 'man' ? before.slice(1) : undefined;
    const found = help ? undefined : this.#table.find(before);
    if (found === undefined) return this.#commands(help ?? before, current);
    return RUNNERS.has(found.id) ? this.#behindRunner(found, current) : this.#words(found, current);
  }

  /** Takes `--lab X`, `--host X`, `--personality X` and `--json` out, wherever they stand before a `--`, and remembers them. */
  #withoutShared(words: readonly string[]): string[] {
    const kept: string[] = [];
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!;
      const [, name, value] = /^--(lab|host|personality)(?:=(.*))?$/s.exec(word) ?? [];
      if (word === '--') return [...kept, ...words.slice(index)];
      if (name === 'lab' || name === 'host') this.#chosen[name] = value ?? words[++index] ?? '';
      else if (name !== undefined) index += value === undefined ? 1 : 0;
      else if (word !== '--json') kept.push(word);
    }
    return kept;
  }

  /** First words; behind a topic its second words. */
  async #commands(before: readonly string[], current: string): Promise<readonly Candidate[]> {
    const {ids, topics} = this.#table;
    if (before.length === 0) {
      if (current.startsWith('-')) return SHARED_FLAGS;
      const first = [...new Set(ids.map((id) => id.split(':')[0]!))];
      const about = (word: string) => topics[word] ?? this.#summary(word);
      return this.#told(first, about);
    }
    const [topic = ''] = before;
    return before.length === 1 ? this.#subcommands(topic) : [];
  }

  #subcommands(topic: string): Promise<readonly Candidate[]> {
    const second = this.#table.ids.filter((id) => id.startsWith(`${topic}:`)).map((id) => id.slice(topic.length + 1));
    return this.#told(second, (word) => this.#summary(`${topic}:${word}`));
  }

  async #told(words: readonly string[], about: (word: string) => string | Promise<string | undefined>) {
    const told = words.map(async (word) => ({word, about: await about(word)}));
    return (await Promise.all(told)).flatMap(({word, about: text}) =>
      text === undefined ? [] : [{word, about: text}],
    );
  }

  /** `undefined` for one that nobody types. */
  async #summary(id: string): Promise<string | undefined> {
    const Command = (await this.#table.find(id.split(':'))!.load()) as unknown as {summary?: string; hidden?: boolean};
    return Command.hidden === true ? undefined : (Command.summary ?? '');
  }

  /** `on HOST COMMAND…`, `with [FLAG…] -- COMMAND…`, `run PROGRAM…`: behind them begins a command line. */
  async #behindRunner(found: FoundCommand, current: string): Promise<readonly Candidate[]> {
    const {id, argv} = found;
    if (id === 'on' && argv.length === 0) return this.#names(['<host>']);
    if (id === 'on') this.#chosen.host = argv[0]!;
    const dashes = argv.indexOf('--');
    this.#nameless = id === 'with' && dashes >= 0;
    if (id === 'with' && dashes < 0) {
      const flags = await this.#words(found, current);
      return current.startsWith('-') ? [...flags, {word: '--'}] : flags;
    }
    const command = argv.slice(id === 'on' ? 1 : dashes + 1);
    if (id === 'run' && command.length === 0) return [{word: ':commands'}];
    if (command.length === 0) return [...(await this.#commands([], current)), {word: ':commands'}];
    const inner = command[0] === 'tunlab' ? command.slice(1) : command;
    const known = command[0] === 'tunlab' || this.#table.find(inner) !== undefined;
    return known ? this.of([...inner, current]) : [{word: ':files'}];
  }

  async #words(found: FoundCommand, current: string): Promise<readonly Candidate[]> {
    const flags = new CommandFlags(await found.load());
    const {argv} = found;
    const value = flags.valueOf(argv.at(-1));
    if (value !== undefined) return this.#names(value);
    const [, name] = /^(--[\w-]+)=/.exec(current) ?? [];
    const values = flags.valueOf(name);
    if (values !== undefined) return this.#names(values, `${name!}=`);
    const place = OPERANDS[found.id]?.(flags.operandsOf(argv)) ?? [];
    // What begins with a dash is for who has typed one.
    const dashed = current.startsWith('-');
    const operands = await this.#names(
      place.filter((word) => (dashed ? word !== ':files' : !word.startsWith('-') || word === '-')),
    );
    const subcommands = argv.length === 0 && !dashed ? await this.#subcommands(found.id) : [];
    return [...subcommands, ...operands, ...(dashed ? flags.candidates() : [])];
  }

  async #names(place: Place, prefix = ''): Promise<readonly Candidate[]> {
    const source = this.#sourceOf(this.#chosen);
    const offered = place
      .filter((word) => !(this.#nameless && word.startsWith('<')))
      .map(async (word) => (/^[<:]/.test(word) ? namesOf(word as NameKind, source) : [{word}]));
    return (await Promise.all(offered)).flat().map((candidate) => ({...candidate, word: prefix + candidate.word}));
  }
}
