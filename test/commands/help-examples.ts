/** The examples in the help of every command, and what each of them takes to be run. */
import {COMMAND_IDS, findCommand} from '../../bin/commands.ts';

export const EXAMPLES = (
  await Promise.all(
    COMMAND_IDS.map(async (id) => {
      const Command = (await findCommand(id.split(':'))!.load()) as unknown as {examples: string[]; summary?: string};
      return {
        id,
        summary: Command.summary,
        lines: Command.examples.map((line) => line.replaceAll('<%= config.bin %>', 'tunlab')),
      };
    }),
  )
).sort((one, other) => one.id.localeCompare(other.id));

const LINES = [...new Set(EXAMPLES.flatMap(({lines}) => lines))];

/** Those that need a shell, files, a daemon or other processes: the built program runs them. */
const FOR_A_SHELL =
  /[<>|$"']|^tunlab (?:daemon|clock|on|run|vpn up|vpn down|vpn show|with|shell|walkthrough|tunctl respond|tunctl attach|openvpn-dev|udp listen|udp echo|wire capture|batch|apply)\b/;

/**
 * Those that need somebody of another project at the other end, or that wait only as long as a busy machine may take;
 * what is behind them, tests of their own try.
 */
const FOR_OTHERS: readonly RegExp[] = [
  /^openvpn /,
  /^openconnect /,
  /^tunlab run openvpn /,
  /^tunlab dhcp eth0 (?!--background)/,
  /^tunlab uplink (?!list)/,
  /^tunlab wire capture lan --timeout/,
];

export const FOR_A_PROCESS = LINES.filter((line) => FOR_A_SHELL.test(line) && !isForOthers(line));
export const FOR_A_BENCH = LINES.filter((line) => !FOR_A_SHELL.test(line) && !isForOthers(line));
export const LEFT_OUT = LINES.filter(isForOthers);

function isForOthers(line: string): boolean {
  return FOR_OTHERS.some((pattern) => pattern.test(line));
}
