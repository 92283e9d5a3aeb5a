import {readFile} from 'node:fs/promises';
import {labPaths} from '../../src/api/paths.ts';
import {LabCommand} from '../../src/cli/lab-command.ts';

export default class DaemonLogs extends LabCommand {
  static override readonly summary = 'print what the daemon has to say about itself';
  static override readonly description = 'It says nothing while all is well.';
  static override readonly examples = ['<%= config.bin %> daemon logs'];

  async run(): Promise<void> {
    await this.parse(DaemonLogs);
    const {log} = labPaths(this.labName, this.io.env);
    const text = await readFile(log, 'utf8').catch((reason: unknown) => {
      if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw reason;
    });
    await this.show({log, text}, () => text);
  }
}
