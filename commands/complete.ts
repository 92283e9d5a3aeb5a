import {readdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {labPaths} from '../src/api/paths.ts';
import {complete} from '../src/cli/complete/complete.ts';
import type {NameSource} from '../src/cli/complete/names.ts';
import {LabCommand} from '../src/cli/lab-command.ts';

/** Milliseconds that a daemon may take to tell names: whoever has pressed a key waits. */
const PATIENCE = 1000;

export default class Complete extends LabCommand {
  static override readonly summary = 'list what may come next on a command line';
  static override readonly description = `For the scripts that "completion" prints. The last word is the one that is being typed. One candidate a line,
behind a tab what it is; ":files" and ":commands" ask the shell for names of its own.`;
  static override readonly usage = ['complete -- PROGRAM [WORD…]'];
  static override readonly examples = ['<%= config.bin %> complete -- tunlab ifconfig lo0 m'];
  static override readonly hidden = true;
  static override readonly strict = false;

  async run(): Promise<void> {
    const candidates = await complete(this.words, this.context.commands, (chosen) => this.#names(chosen));
    await this.show(candidates, (shown) =>
      shown.map(({word, about}) => (about ? `${word}\t${about}\n` : `${word}\n`)).join(''),
    );
  }

  #names({lab = this.labName, host = this.host}: {lab?: string; host?: string}): NameSource {
    return {
      lab: this.context.connect(lab, AbortSignal.timeout(PATIENCE)),
      host,
      labs: () => readdir(dirname(labPaths(lab, this.io.env).runtime)).catch(() => []),
    };
  }
}
