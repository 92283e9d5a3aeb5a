/** From the words of a command line to the command that they mean. */
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
