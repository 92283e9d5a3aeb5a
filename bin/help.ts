/** Help for all commands, one group or one command, drawn by oclif. */
import {join} from 'node:path';

/** @returns 0, or `status` where it was not help that was asked for */
export async function help(words: readonly string[], status = 0): Promise<number> {
  const {CommandHelp, Config, Help} = await import('@oclif/core');
  /** oclif would print the summary twice: at the top, and again over the description. */
  class PlainCommandHelp extends CommandHelp {
    protected override description(): string | undefined {
      return this.command.description;
    }
  }
  class PlainHelp extends Help {
    protected override CommandHelpClass = PlainCommandHelp;
  }
  const config = await Config.load({root: join(__dirname, '..')});
  const topic = words.filter((word) => !word.startsWith('-') && word !== 'help');
  try {
    await new PlainHelp(config, {all: true}).showHelp(topic);
  } catch (reason) {
    if (!(reason instanceof Error && 'oclif' in reason)) throw reason;
    process.stderr.write(`tunlab: there is no command ${JSON.stringify(topic.join(' '))}; see: tunlab --help\n`);
    return 2;
  }
  return status;
}
