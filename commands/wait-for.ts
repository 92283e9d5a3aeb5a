import {type ErrorCode, NetworkError} from '../src/errors.ts';
import {ExitStatus} from '../src/cli/context.ts';
import {CONDITIONS, parseCondition, readPatience} from '../src/cli/grammar/wait-for.ts';
import {Flags, LabCommand} from '../src/cli/lab-command.ts';

/** 128 + SIGINT. */
const INTERRUPTED = 130;

export default class WaitFor extends LabCommand {
  static override readonly summary = 'wait until something in the lab is so, in place of a sleep';
  static override readonly description = `What can be waited for:
${Object.values(CONDITIONS)
  .map((form) => `  ${form}`)
  .join('\n')}
What is so already is not waited for. An interface that is not there may still come. Time is the lab's:
under the virtual clock, waiting lets it pass. The exit status is 124 when it was not so in time.`;
  static override readonly usage = ['wait-for CONDITION… [--timeout TIME]'];
  static override readonly examples = [
    '<%= config.bin %> wait-for link tun0 up',
    '<%= config.bin %> wait-for address tun0 10.10.10.10 --timeout 5',
    '<%= config.bin %> wait-for route 10.10.10.8 dev tun0 --timeout 500ms',
    `<%= config.bin %> wait-for queue tun0 application '>= 3' --timeout 10`,
    '<%= config.bin %> wait-for queue tun0 interface =0',
    '<%= config.bin %> wait-for node tun0 open',
    '<%= config.bin %> wait-for neighbour 10.1.0.1 reachable --host client',
    '<%= config.bin %> wait-for interface tun7 gone',
    '<%= config.bin %> wait-for idle',
  ];
  static override readonly strict = false;
  static override readonly flags = {
    timeout: Flags.string({
      char: 'W',
      helpValue: 'TIME',
      description: 'seconds, or a number with its unit (for ever)',
    }),
  };

  /** As timeout(1) has it. */
  static override readonly statuses: Partial<Record<ErrorCode, number>> = {ETIMEDOUT: 124};

  async run(): Promise<void> {
    const parsed = await this.parse(WaitFor);
    const condition = parseCondition(this.operandsOf(parsed));
    const {timeout: text} = parsed.flags;
    const timeout = text === undefined ? undefined : readPatience(text);
    const signal = this.io.interrupted();
    const request = {host: this.host, condition, ...(timeout !== undefined && {timeout})};
    try {
      for await (const met of this.lab.waitFor(request, signal)) await this.show(met, () => '');
    } catch (reason) {
      throw timedOut(reason, this.operandsOf(parsed));
    }
    if (signal.aborted) throw new ExitStatus(INTERRUPTED);
  }
}

/** With what was waited for in front. */
function timedOut(reason: unknown, words: readonly string[]): unknown {
  if (!(reason instanceof NetworkError) || reason.code !== 'ETIMEDOUT') return reason;
  return new NetworkError(reason.code, `${words.join(' ')}: ${reason.message}`, reason.detail, {cause: reason});
}
