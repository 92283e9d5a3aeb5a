import {Flags, LabCommand} from '../src/cli/lab-command.ts';
import {writeTopology} from '../src/cli/topology/write-topology.ts';

export default class Dump extends LabCommand {
  static override readonly summary = 'print all that is configured in a lab, as a file for apply';
  static override readonly description = `YAML; under --json the same as JSON, which apply takes as well. The same lab gives the same
file, whatever order it was made in. What happens in a lab is not in it: packets, counters, what was learnt.`;
  static override readonly examples = [
    '<%= config.bin %> dump',
    '<%= config.bin %> dump > topology.yaml',
    '<%= config.bin %> dump --schema',
  ];
  static override readonly flags = {
    schema: Flags.boolean({description: 'print the JSON schema of such files, for editors'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Dump);
    if (flags.schema) {
      const {schemaDocument} = await import('../src/cli/schema/documents.ts');
      await this.show(schemaDocument('topology'), (schema) => JSON.stringify(schema, null, 2));
      return;
    }
    const {topology} = await this.lab.showTopology({});
    await this.show(topology, writeTopology);
  }
}
