/** `tunlab`: finds the command, gives it its context, exits with its status. */
import {join} from 'node:path';
import {connectLab} from '../src/api/client.ts';
import {labPaths} from '../src/api/paths.ts';
import {publishedPersonality} from '../src/api/published-personality.ts';
import type {CommandContext} from '../src/cli/context.ts';
import {invoke} from '../src/cli/invoke.ts';
import {reachLab} from '../src/cli/launch.ts';
import {NetworkError} from '../src/errors.ts';
import {COMMAND_IDS, COMMAND_TABLE, findCommand} from './commands.ts';
import {processIo} from './process-io.ts';
import {VERSION} from './version.ts';

/** Tools that exist elsewhere under their own name, which is what their messages begin with. */
const TOOLS: ReadonlySet<string> = new Set([
  'arp',
  'ifconfig',
  'ip',
  'ndp',
  'netstat',
  'route',
  'ping',
  'traceroute',
  'tunctl',
]);

/** Tools whose own words `help`, `-h` and `-V` are; of the command itself `--help` tells. */
const TELL_THEMSELVES: ReadonlySet<string> = new Set(['ip']);

/** Commands that run another one: what is asked of that one is not asked of them. */
const RUNNERS: ReadonlySet<string> = new Set(['on', 'with']);

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
      daemon,
      tools: join(ROOT, 'bin', 'path'),
      startup: join(ROOT, 'bin', 'shell'),
      run: async (command, env, input) => (await import('./run-program.ts')).runProgram(command, env, input),
    },
    personality: (lab, host) => publishedPersonality(labPaths(lab, io.env), host),
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
  const argv = commandFirst(typed);
  const found = findCommand(argv);
  const [typedFirst] = found?.argv ?? argv;
  const first = TELL_THEMSELVES.has(found?.id ?? '') && typedFirst !== '--help' ? undefined : typedFirst;
  const asksHelp =
    isHelp(first) || (!RUNNERS.has(found?.id ?? '') && beforeDashes(found?.argv ?? []).includes('--help'));
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
  const tool = found.id.split(':')[0]!;
  return invoke(await found.load(), TOOLS.has(tool) ? tool : 'tunlab', found.argv, commandContext());
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

/** `--json`, `--lab NAME`, `--host NAME` and `--personality NAME` may stand in front of the command as well. */
function commandFirst(argv: readonly string[]): readonly string[] {
  let first = 0;
  for (let width = sharedFlag(argv[first]); width > 0; width = sharedFlag(argv[first])) first += width;
  const found = findCommand(argv.slice(first));
  return found ? [...found.id.split(':'), ...argv.slice(0, first), ...found.argv] : argv;
}

/** How many words a shared flag takes; 0: it is none. */
function sharedFlag(word = ''): 0 | 1 | 2 {
  if (/^--(lab|host|personality)$/.test(word)) return 2;
  return word === '--json' || /^--(lab|host|personality)=/.test(word) ? 1 : 0;
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
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
