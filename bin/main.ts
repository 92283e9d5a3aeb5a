/** `tunlab`: finds the command, gives it its context, exits with its status. */
import {join} from 'node:path';
import {connectLab} from '../src/api/client.ts';
import {labPaths} from '../src/api/paths.ts';
import {publishedPersonality} from '../src/api/published-personality.ts';
import {beforeDashes, chosen, commandFirst, splitWords, toolOf} from '../src/cli/command-line.ts';
import type {CommandContext, FoundCommand} from '../src/cli/context.ts';
import {invoke} from '../src/cli/invoke.ts';
import {reachLab} from '../src/cli/launch.ts';
import {NetworkError} from '../src/errors.ts';
import {COMMAND_IDS, COMMAND_TABLE, findCommand} from './commands.ts';
import {processIo} from './process-io.ts';
import {VERSION} from './version.ts';

/** Tools that tell of themselves in Linux's words on its hosts; of the commands tells `tunlab help TOOL`. */
const LINUX_TOOLS: ReadonlySet<string> = new Set(['arp', 'ifconfig', 'ip', 'netstat', 'ping', 'route']);

/** Commands that run another one: what is asked of that one is not asked of them. */
const RUNNERS: ReadonlySet<string> = new Set(['on', 'run', 'with']);

/** The bundle lies in `dist/`. */
const ROOT = join(__dirname, '..');

function commandContext(): CommandContext {
  const io = processIo();
  const daemon = [process.execPath, join(ROOT, 'dist', 'daemon.cjs')];
  return {
    io,
    version: VERSION,
    commands: COMMAND_TABLE,
    programs: {
      tunlab: [process.execPath, join(ROOT, 'dist', 'tunlab.cjs')],
      daemon,
      vpn: [process.execPath, join(ROOT, 'dist', 'vpn.cjs')],
      tools: join(ROOT, 'bin', 'path'),
      startup: join(ROOT, 'bin', 'shell'),
      run: async (command, env, input) => (await import('./run-program.ts')).runProgram(command, env, {input}),
      supervise: async (command, env, channel) =>
        (await import('./run-program.ts')).runProgram(command, env, {channel}),
      supervisor: join(ROOT, 'native', 'tunrun.c'),
      batsHelpers: join(ROOT, 'test', 'shell', 'tunlab', 'load.bash'),
    },
    personality: (lab, host) => publishedPersonality(labPaths(lab, io.env), host),
    rehearse: async (topology) => (await import('./rehearsal.ts')).rehearsedLab(topology, Date.now()),
    reach(lab, daemonOptions = []) {
      const options = {paths: labPaths(lab, io.env), version: VERSION};
      // Who outlives a private lab must not start another one, which nobody would take down.
      if (io.env['TUNLAB_PRIVATE'] === lab) return connectLab(options);
      const daemonCommand = [...daemon, '--lab', lab, '--ready-fd', '3', ...daemonOptions];
      return reachLab({...options, daemonCommand, env: io.env});
    },
    connect: (lab, signal) => connectLab({paths: labPaths(lab, io.env), version: VERSION, ...(signal && {signal})}),
  };
}

async function main(typed: readonly string[]): Promise<number> {
  const argv = commandFirst(typed, COMMAND_TABLE);
  const found = findCommand(argv);
  const context = commandContext();
  const own = found !== undefined && tellsItself(found, context);
  const first = own ? undefined : (found?.argv ?? argv)[0];
  const asksHelp =
    isHelp(first) || (!own && !RUNNERS.has(found?.id ?? '') && beforeDashes(found?.argv ?? []).includes('--help'));
  if (argv.length === 0 || asksHelp) return (await import('./help.ts')).help(found ? found.id.split(':') : argv);
  if (first === '--version' || first === '-V') {
    process.stdout.write(`tunlab ${VERSION}\n`);
    return 0;
  }
  if (!found) {
    const group = COMMAND_IDS.some((id) => id.startsWith(`${argv[0] ?? ''}:`));
    if (group && argv.length === 1) return (await import('./help.ts')).help(argv, 2);
    if (group && isHelp(argv[1])) return (await import('./help.ts')).help(argv.slice(0, 1));
    const [words, where] = group ? [argv.slice(0, 2), `${argv[0]!} `] : [argv.slice(0, 1), ''];
    process.stderr.write(
      `tunlab: there is no command ${JSON.stringify(words.join(' '))}; see: tunlab ${where}--help\n`,
    );
    return 2;
  }
  return invoke(await found.load(), toolOf(found.id), found.argv, context);
}

/** Whether `help`, `-h` and the like are words for the tool itself: for `ip`, whose words are Linux's anyway, but `--help`. */
function tellsItself({id, argv}: FoundCommand, context: CommandContext): boolean {
  if (!LINUX_TOOLS.has(id)) return false;
  if (id === 'ip' && argv[0] !== '--help') return true;
  try {
    const asked = chosen(splitWords(argv).shared, context.io.env);
    return (asked.personality ?? context.personality(asked.lab, asked.host)) === 'linux';
  } catch {
    // What is wrong is told by the command.
    return false;
  }
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (reason: unknown) => {
    process.stderr.write(`tunlab: ${NetworkError.from(reason).message}\n`);
    process.exitCode = 1;
  },
);
