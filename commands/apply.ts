import {Args, Flags, LabCommand} from '../src/cli/lab-command.ts';
import {renderDifferences} from '../src/cli/render/difference.ts';
import {readTextFile} from '../src/cli/text-file.ts';
import {applyTopology} from '../src/cli/topology/apply-topology.ts';
import {readTopology} from '../src/cli/topology/read-topology.ts';

export default class Apply extends LabCommand {
  static override readonly summary = 'make a lab what a file says it is: all of it or nothing';
  static override readonly description = `The file is YAML or JSON, as dump writes it; everything may be left out. Hosts, wires and
interfaces that are not named stay, and so does each setting. A list that is written (addresses, routes, …) is all of it.
Prints what it changes; a second time, that is nothing.`;
  static override readonly examples = [
    '<%= config.bin %> apply topology.yaml',
    '<%= config.bin %> apply --dry-run topology.yaml',
    '<%= config.bin %> apply --prune topology.yaml',
    '<%= config.bin %> dump --lab one | <%= config.bin %> apply --lab two -',
  ];
  static override readonly args = {
    file: Args.string({required: true, description: 'the file; - is standard input'}),
  };
  static override readonly flags = {
    'dry-run': Flags.boolean({
      char: 'n',
      description: 'print what would be changed, and that it could be; change nothing',
    }),
    prune: Flags.boolean({description: 'remove what is not named; lists that are not written are empty'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Apply);
    const file = await readTopology(await readTextFile(args.file, this.io));
    const dryRun = flags['dry-run'];
    const {differences} = await applyTopology(this.lab, file, {prune: flags.prune, dryRun});
    await this.show({applied: !dryRun, differences}, () => renderDifferences(differences, this.io.colour));
  }
}
