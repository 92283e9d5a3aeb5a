/** One lab, and command lines that are tried in it one after the other. */
import {setImmediate as turn} from 'node:timers/promises';
import {expect} from 'vitest';
import {findCommand} from '../../bin/commands.ts';
import {beforeDashes} from '../../src/cli/command-line.ts';
import {OUTPUTS, RUNNERS} from '../../src/cli/schema/outputs.ts';
import {shapeOf} from '../../src/cli/schema/shapes.ts';
import {PERSONALITIES, type Personality} from '../../src/names.ts';
import {CommandBench, type Outcome} from '../commands/command-context.ts';
import {configuration, contradictions, restarted} from './consistency.ts';
import {documentedStatuses, hasOwn} from './documented-statuses.ts';

/** Turns, each with the next event of the lab, after which a command that goes on is interrupted. */
const ENOUGH = 60;
/** Milliseconds of real time after which it counts as one that hangs: a module that it loads may take its time. */
const HANGS = 30_000;

const TRACE = /\n\s+at .+:\d+:\d+|node:internal|\[object |TypeError|RangeError|is not a function|Cannot read|EINTERNAL/;
const LEAK = /\bundefined\b|\bNaN\b/;

/** Statuses that are no failures, but what the answer comes to: nothing is said besides. */
const ANSWERS: Readonly<Record<string, number>> = {doctor: 1, ping: 2, traceroute: 1};

/** As net-tools has it, which asks a socket of IPv6 for an alias of IPv4, is refused, and says nothing. */
const SILENT = /^ifconfig .*\binet6 .*\badd /s;

export interface Fault {
  readonly complaint: string;
  readonly shown: string;
}

export class Trial {
  readonly #bench = new CommandBench();
  readonly #personality: Personality;

  private constructor(personality: Personality) {
    this.#personality = personality;
  }

  /** local with tun0 and eth0, far on the other end of its wire. */
  static async of(personality: Personality): Promise<Trial> {
    const trial = new Trial(personality);
    const bench = trial.#bench;
    for (const line of [
      'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
      'ifconfig tun0 inet6 2001:db8::2/64',
      'host add far',
      'wire add lan local:eth0 far:eth0',
      'ifconfig eth0 10.0.0.1/24 up',
      'ifconfig eth0 10.0.0.2/24 up --host far',
      `host set local personality ${personality}`,
      `host set far personality ${personality}`,
    ]) {
      await bench.output(line);
    }
    return trial;
  }

  /** Runs a line. @returns what does not hold of it that holds of every line */
  async try(words: readonly string[]): Promise<Fault | undefined> {
    const outcome = await this.#run(words);
    const complaint = this.#complaint(words, outcome);
    return complaint === undefined ? undefined : {complaint, shown: JSON.stringify({words, ...outcome})};
  }

  /** What has to hold in a lab at any time, and behind a restart. */
  async check(): Promise<void> {
    const {lab} = this.#bench;
    expect(await contradictions(lab)).toEqual([]);
    const [now, then] = [linesOf(await configuration(lab)), linesOf(await configuration(restarted(this.#bench.kept)))];
    const lost = now.filter((line) => !then.includes(line));
    const added = then.filter((line) => !now.includes(line));
    expect({lost, added}, JSON.stringify({lost, added})).toEqual({lost: [], added: []});
    expect(then).toEqual(now);
  }

  async #run(words: readonly string[]): Promise<Outcome> {
    const {clock} = this.#bench;
    const running = this.#bench.start(words, {input: '', env: {SHELL: '/bin/bash'}});
    const progress = {over: false};
    void running.ended.finally(() => (progress.over = true)).catch(() => undefined);
    const begin = Date.now();
    for (let events = 0; !progress.over; events++) {
      await turn();
      if (events === ENOUGH) running.interrupt();
      if (events > ENOUGH && Date.now() - begin > HANGS) return {...running.output, status: -1};
      clock.advance(clock.untilNext() ?? 0);
    }
    return running.ended;
  }

  #complaint(words: readonly string[], {status, stdout, stderr}: Outcome): string | undefined {
    const {id} = findCommand(words)!;
    if (status === -1) return 'it does not end';
    const typed = words.join(' ');
    if (TRACE.test(stderr) || (TRACE.test(stdout) && id !== 'man')) return 'a trace';
    if (LEAK.test(stderr) && !LEAK.test(typed)) return 'a value that is none';
    if (!RUNNERS.has(id) && beforeDashes(words).includes('--json') && !isJson(id, {status, stdout}))
      return `no JSON of ${id}`;
    const personalities = this.#speaking(words);
    if (!personalities.some((each) => documentedStatuses(id, each, words).has(status)))
      return `status ${status} of ${id}`;
    if (personalities.some((each) => hasOwn(id, each)))
      return status !== 0 && stdout + stderr === '' && !SILENT.test(typed) ? 'it fails without a word' : undefined;
    if (id === 'batch') return undefined;
    if (status === 0) return undefined;
    const silent = ANSWERS[id] === status || status === 130;
    if (silent && stderr === '') return undefined;
    if (!/^[\w-]+: [^\n]+\n$/.test(stderr))
      return id === 'ping' && stdout.startsWith('PING') ? undefined : 'not one line on standard error';
    return undefined;
  }

  /** Whose tool it may have been: what is asked for, else the host's, which other lines may have changed. */
  #speaking(words: readonly string[]): readonly Personality[] {
    const asked = PERSONALITIES.filter((personality) => words.includes(personality));
    return [...asked, this.#personality, ...[...this.#bench.engine.hosts()].map(({personality}) => personality)];
  }
}

/**
 * One value, or one a line. None only where nothing happened that would be a line, and where it was interrupted; and of
 * `ip`, which as iproute2's has nothing to say of a change.
 */
function isJson(id: string, {status, stdout}: Pick<Outcome, 'status' | 'stdout'>): boolean {
  if (stdout === '') return status === 130 || id === 'ip' || OUTPUTS[id]!.some((shape) => shapeOf(shape).lines);
  // `ip -p` writes one value on several lines.
  return parses(stdout) || stdout.trimEnd().split('\n').every(parses);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Each value with its path, so that a difference is one line. */
function linesOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => linesOf(inner, `${path}/${key}`));
}
