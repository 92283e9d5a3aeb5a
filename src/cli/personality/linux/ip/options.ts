/** What stands in front of the object: `ip -4 -br …`. */
import {IP_USAGE} from './ip-usage.ts';
import {abbreviates, IpWords, unsigned} from './words.ts';
import {IP_STATUS, IpStop, wrongValue, wrongWords} from './stop.ts';

export type IpFamily = 'inet' | 'inet6' | 'link';

/** What commands go by. */
export interface IpOptions extends ReadOptions {
  /** How an address is told. */
  readonly nameOf: (address: string) => string;
}

export interface ReadOptions {
  readonly family?: IpFamily;
  readonly json: boolean;
  readonly pretty: boolean;
  readonly brief: boolean;
  readonly oneline: boolean;
  /** How often it was asked for. */
  readonly statistics: number;
  readonly details: boolean;
  /** Numbers as they are, not turned into names; sizes with a unit, of 1000 or of 1024. */
  readonly numeric: boolean;
  readonly human: boolean;
  readonly iec: boolean;
  readonly force: boolean;
  /** Addresses as names, where they have one. */
  readonly resolve: boolean;
  /** A file with commands; `-` is standard input. */
  readonly batch?: string;
}

const FAMILIES: Readonly<Record<string, IpFamily>> = {inet: 'inet', inet6: 'inet6', link: 'link'};
/** In the order in which abbreviations are looked up; what each counts as. */
const SWITCHES = [
  ['-human-readable', 'human'],
  ['-iec', 'iec'],
  ['-statistics', 'statistics'],
  ['-stats', 'statistics'],
  ['-details', 'details'],
  ['-resolve', 'resolve'],
  ['-oneline', 'oneline'],
  ['-timestamp', 'timestamp'],
  ['-tshort', 'timestamp'],
  ['-Version', 'version'],
  ['-force', 'force'],
  ['-batch', 'batch'],
  ['-brief', 'brief'],
  ['-json', 'json'],
  ['-pretty', 'pretty'],
  ['-rcvbuf', 'rcvbuf'],
  ['-color', 'color'],
  ['-colour', 'color'],
  ['-help', 'help'],
  ['-netns', 'netns'],
  ['-Numeric', 'numeric'],
  ['-all', 'all'],
] as const;
type Switch = (typeof SWITCHES)[number][1];

/** @returns the options and what stands behind them, or what the tool says of itself */
export function readOptions(words: readonly string[]): {options: ReadOptions; command: readonly string[]} | 'version' {
  const reading = new IpWords(words);
  const counts = new Map<Switch, number>();
  let family: IpFamily | undefined;
  let batch: string | undefined;
  for (let word = reading.ahead; word?.startsWith('-'); word = reading.ahead) {
    reading.next();
    if (word === '--') break;
    const option = word.startsWith('--') ? word.slice(1) : word;
    if (abbreviates(option, '-loops')) {
      operand(reading);
      continue;
    }
    if (option === '-4' || option === '-6' || option === '-0') {
      family = option === '-4' ? 'inet' : option === '-6' ? 'inet6' : 'link';
      continue;
    }
    if (abbreviates(option, '-family')) {
      family = readFamily(operand(reading));
      continue;
    }
    const found = switchOf(option);
    if (found === 'version') return 'version';
    if (found === 'help') throw new IpStop(IP_USAGE, IP_STATUS.usage);
    if (found === 'batch') batch = operand(reading);
    else if (found === 'rcvbuf') readBuffer(operand(reading));
    else if (found === 'netns') refuseNamespace(reading.value());
    else if (found === undefined) throw wrongWords(`Option "${option}" is unknown, try "ip -help".`);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const has = (name: Switch): boolean => counts.has(name);
  return {
    options: {
      ...(family !== undefined && {family}),
      ...(batch !== undefined && {batch}),
      json: has('json'),
      pretty: has('pretty'),
      brief: has('brief'),
      oneline: has('oneline'),
      statistics: counts.get('statistics') ?? 0,
      details: has('details'),
      numeric: has('numeric'),
      human: has('human'),
      iec: has('iec'),
      force: has('force'),
      resolve: has('resolve'),
    },
    command: reading.rest(),
  };
}

function switchOf(option: string): Switch | undefined {
  const [name = '', value] = option.split('=');
  if (value !== undefined) {
    const isColour = abbreviates(name, '-color') || abbreviates(name, '-colour');
    return isColour && ['never', 'auto', 'always'].includes(value) ? 'color' : undefined;
  }
  return SWITCHES.find(([long]) => abbreviates(option, long))?.[1];
}

function readFamily(word: string): IpFamily {
  if (word === 'help') throw new IpStop(IP_USAGE, IP_STATUS.usage);
  const family = Object.hasOwn(FAMILIES, word) ? FAMILIES[word] : undefined;
  if (family) return family;
  if (word === 'bridge' || word === 'mpls') throw noFamily(word);
  throw wrongValue('invalid protocol family', word);
}

function noFamily(word: string): IpStop {
  return new IpStop(`There are no addresses of the family "${word}" here: inet, inet6, link.\n`, IP_STATUS.failed);
}

function readBuffer(word: string): void {
  if (unsigned(word) === undefined) throw wrongWords(`Invalid rcvbuf size '${word}'`);
}

function refuseNamespace(name: string): never {
  const text = `Cannot open network namespace "${name}": No such file or directory\n`;
  throw new IpStop(text, IP_STATUS.usage, 'ENOENT');
}

/** Without one, the usage says what is missing. */
function operand(words: IpWords): string {
  const word = words.next();
  if (word === undefined) throw new IpStop(IP_USAGE, IP_STATUS.usage);
  return word;
}
