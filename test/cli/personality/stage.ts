/** Transcripts in which things happen between two commands without being one. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {CommandBench} from '../../commands/command-context.ts';
import type {Row} from './transcript.ts';
import {runTunApplication} from './tun-application.ts';

/**
 * `open IF`, `close IF`: an application that reads nothing. `run IF [N]`: one that answers,
 * and whose ICMP errors quote N octets behind the header. `tunlab …`: a command of this
 * project that the other system does not have. `wait N`: N seconds pass.
 */
export interface Direction {
  readonly do: string;
}

/** All lines behind the first, which says where the transcript is from. */
export function script(system: string, name: string): readonly (Row | Direction)[] {
  const path = join(import.meta.dirname, '..', '..', 'fixtures', system, `${name}.jsonl`);
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row | Direction);
}

/** Who has which device open. */
export class Stage {
  readonly #bench: CommandBench;
  readonly #opened = new Map<string, {close(): void}>();

  constructor(bench: CommandBench) {
    this.#bench = bench;
  }

  async enter(direction: string): Promise<void> {
    const [verb, ...words] = direction.split(' ');
    const [ifname = ''] = words;
    if (verb === 'tunlab') await this.#bench.run(words, {env: {TUNLAB_PERSONALITY: 'haiku'}});
    else if (verb === 'run') runTunApplication(this.#bench, ifname, Number(words[1] ?? 8));
    else if (verb === 'open') this.#opened.set(ifname, this.#open(ifname));
    else if (verb === 'wait') this.#bench.clock.advance(Number(ifname) * 1000);
    else if (verb === 'close') this.#opened.get(ifname)!.close();
    else throw new Error(`there is no direction ${direction}`);
  }

  #open(ifname: string): {close(): void} {
    const device = this.#bench.engine.host('local').device(ifname);
    return device.open({ready: () => false, take: () => undefined});
  }
}
