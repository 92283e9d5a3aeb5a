import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ExitStatus} from '../src/cli/context.ts';
import {usage} from '../src/cli/grammar/values.ts';
import {Args, LabCommand} from '../src/cli/lab-command.ts';
import {commandPage, overviewPage} from '../src/cli/man/command-page.ts';
import type {Page} from '../src/cli/man/page.ts';
import {renderPlain} from '../src/cli/man/plain.ts';
import {renderRoff} from '../src/cli/man/roff.ts';

export default class Man extends LabCommand {
  static override readonly summary = 'show the manual page of a command, or of the whole';
  static override readonly description = 'Through man where there is one, else as plain text.';
  static override readonly usage = ['man [COMMAND]'];
  static override readonly examples = ['<%= config.bin %> man', '<%= config.bin %> man tunctl read'];
  static override readonly strict = false;
  static override readonly args = {command: Args.string({description: 'its words'})};

  async run(): Promise<void> {
    const page = await this.#page(this.operandsOf(await this.parse(Man)));
    const roff = renderRoff(page);
    if (this.json || !this.#hasMan()) {
      await this.show({name: page.name, section: page.section, roff}, () => renderPlain(page));
      return;
    }
    const status = await this.programs.run(['man', '-l', '-'], this.io.env, roff);
    if (status !== 0) throw new ExitStatus(status);
  }

  async #page(words: readonly string[]): Promise<Page> {
    const {commands, version} = this.context;
    if (words.length === 0) return overviewPage(commands, version);
    // `tunlab man udp` where there is no such command, but a group of them.
    const page = await commandPage(words.join(':'), commands, version);
    if (page !== undefined) return page;
    const group = commands.ids.filter((id) => id.split(':')[0] === words[0]).map((id) => id.replace(':', ' '));
    const hint = group.length > 0 ? `there are: ${group.join(', ')}` : 'see: tunlab --help';
    throw usage(`there is no manual page of ${JSON.stringify(words.join(' ').slice(0, 64))}; ${hint}`);
  }

  #hasMan(): boolean {
    return (this.io.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, 'man')));
  }
}
