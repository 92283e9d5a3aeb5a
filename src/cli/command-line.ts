/** From the words of a command line to the command that they mean. */
import type {Environment} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import type {CommandTable, FoundCommand} from './context.ts';

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

/** The name in front of what the command `id` has to say. */
export function toolOf(id: string): string {
  const tool = id.split(':')[0]!;
  return TOOLS.has(tool) ? tool : 'tunlab';
}

/** `--json`, `--lab NAME`, `--host NAME` and `--personality NAME` may stand in front of the command as well. */
export function commandFirst(argv: readonly string[], table: Pick<CommandTable, 'find'>): readonly string[] {
  let first = 0;
  for (let width = sharedFlag(argv[first]); width > 0; width = sharedFlag(argv[first])) first += width;
  const found: FoundCommand | undefined = table.find(argv.slice(first));
  return found ? [...found.id.split(':'), ...argv.slice(0, first), ...found.argv] : argv;
}

/** How many words a shared flag takes; 0: it is none. */
function sharedFlag(word = ''): 0 | 1 | 2 {
  if (/^--(lab|host|personality)$/.test(word)) return 2;
  return word === '--json' || /^--(lab|host|personality)=/.test(word) ? 1 : 0;
}

/** The words in front of a `--`, which end what is a flag. */
export function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** The shared flags with what was typed behind them. */
export interface SharedFlags {
  json?: boolean;
  lab?: string;
  host?: string;
  personality?: string;
}

export const DEFAULT_LAB = 'default';
export const DEFAULT_HOST = 'local';

/** What the shared flags, or else the environment, ask for; a personality may be none that there is. */
export function chosen(shared: SharedFlags, env: Environment): {lab: string; host: string; personality?: string} {
  const personality = shared.personality ?? (env['TUNLAB_PERSONALITY'] || undefined);
  return {
    lab: shared.lab ?? (env['TUNLAB_LAB'] || DEFAULT_LAB),
    host: shared.host ?? (env['TUNLAB_HOST'] || DEFAULT_HOST),
    ...(personality !== undefined && {personality}),
  };
}

/** Takes the shared flags out of what was typed, wherever they stand before a `--`, or only in `front` of all words. */
export function splitWords(argv: readonly string[], front = false): {words: string[]; shared: SharedFlags} {
  const words: string[] = [];
  const shared: SharedFlags = {};
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === '--') return {words: [...words, ...argv.slice(index)], shared};
    const [, name, , value] = /^--(lab|host|personality)(=(.*))?$/s.exec(word) ?? [];
    if (word === '--json') shared.json = true;
    else if (name === 'lab' || name === 'host' || name === 'personality')
      shared[name] = value ?? wordBehind(argv, index++);
    else if (front) return {words: argv.slice(index), shared};
    else words.push(word);
  }
  return {words, shared};
}

function wordBehind(argv: readonly string[], index: number): string {
  const word = argv[index + 1];
  if (word === undefined || word.startsWith('-')) {
    throw new NetworkError('EUSAGE', `${argv[index]!} needs a name behind it`);
  }
  return word;
}
