/** Help for all commands, one group or one command, drawn by oclif. */
import {join} from 'node:path';

/** @returns 0, or `status` where it was not help that was asked for */
export async function help(words: readonly string[], status = 0): Promise<number> {
  const {Config, Help} = await import('@oclif/core');
  const config = await Config.load({root: join(__dirname, '..')});
  const topic = words.filter((word) => !word.startsWith('-') && word !== 'help');
  await new Help(config, {all: true}).showHelp(topic);
  return status;
}
