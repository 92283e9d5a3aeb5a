import {labPaths} from '../src/api/paths.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {LabCommand} from '../src/cli/lab-command.ts';
import {renderFindings} from '../src/cli/render/findings.ts';
import {examine} from '../src/doctor/examine.ts';
import {thisMachine} from '../src/doctor/machine.ts';
import {NetworkError} from '../src/errors.ts';
import type {Personality} from '../src/names.ts';

export default class Doctor extends LabCommand {
  static override readonly summary =
    'say what of the machine and the set-up is in order, and what to do about the rest';
  static override readonly description = `One line each. "note": something that not everybody needs is not there. "wrong": something
that every tool needs; the exit status is 1 then. Nothing is changed or started.`;
  static override readonly examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  async run(): Promise<void> {
    await this.parse(Doctor);
    const {io, programs, labName, host, context} = this;
    const findings = await examine(thisMachine(io.env), {
      lab: context.connect(labName),
      paths: labPaths(labName, io.env),
      host,
      version: context.version,
      personality: this.#ownPersonality(),
      tools: programs.tools,
      supervisor: programs.supervisor,
      colour: io.colour,
      columns: io.columns,
    });
    const inOrder = !findings.some(({state}) => state === 'wrong');
    await this.show({in_order: inOrder, findings}, async () => renderFindings(findings, await this.paint()));
    if (!inOrder) throw new ExitStatus(1);
  }

  /** Of a directory that is not safe another line tells. */
  #ownPersonality(): Personality | undefined {
    try {
      return this.context.personality(this.labName, this.host);
    } catch (reason) {
      if (reason instanceof NetworkError) return undefined;
      throw reason;
    }
  }
}
