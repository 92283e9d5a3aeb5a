/** The words of `arp` of FreeBSD 14. */
import {formatMac, parseMac} from '../../../packet/ethernet.ts';
import {ARP_USAGE} from './arp-usage.ts';
import {complaint, Failure, systemFailure} from './failure.ts';
import {getopt} from './getopt.ts';

/** What is to be done with the entry, or with all, where no host is named. */
type ArpDeed = 'show' | 'delete' | 'set' | 'replace';

interface ArpWords {
  readonly deed: ArpDeed;
  readonly all: boolean;
  readonly numeric: boolean;
  readonly device?: string;
  readonly operands: readonly string[];
}

const DEEDS: ReadonlyMap<string, ArpDeed> = new Map([
  ['d', 'delete'],
  ['s', 'set'],
  ['S', 'replace'],
]);

/** @throws {Failure} */
export function readArp(words: readonly string[]): ArpWords {
  const {given, operands, fault} = getopt(words, 'andfsSi:');
  if (fault !== undefined) throw arpUsage(fault);
  const letters = new Set(given.map(([letter]) => letter));
  if (given.filter(([letter]) => letter === 'f' || DEEDS.has(letter)).length > 1) throw arpUsage();
  const deed = given.map(([letter]) => DEEDS.get(letter)).find((each) => each !== undefined) ?? 'show';
  const all = letters.has('a');
  const device = given.findLast(([letter]) => letter === 'i')?.[1];
  if (device !== undefined && (letters.has('f') || !(deed === 'show' || (deed === 'delete' && all)))) {
    throw complaint('arp', '-i not applicable to this operation');
  }
  if (letters.has('f')) {
    if (operands.length !== 1) throw arpUsage();
    throw systemFailure('arp', `cannot open ${operands[0]!}`, 'EOPNOTSUPP');
  }
  return {deed, all, numeric: letters.has('n'), operands, ...(device !== undefined && {device})};
}

export function arpUsage(fault?: string): Failure {
  return new Failure(`${fault === undefined ? '' : `arp: ${fault}\n`}${ARP_USAGE}`, 1);
}

interface NewEntry {
  readonly temporary: boolean;
  readonly proxy: boolean;
  /** Left out: that of the interface itself. */
  readonly lladdr?: string;
}

/** What stands behind the host of `-s`. @throws {Failure} */
export function readEntry(station: string, rest: readonly string[]): NewEntry {
  let [temporary, proxy] = [false, false];
  let drops: string | undefined;
  const left = [...rest];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === 'temp') temporary = true;
    else if (word === 'pub') {
      proxy = true;
      if (left[0] === 'only') left.shift();
    } else if (word === 'blackhole' || word === 'reject') {
      if (drops !== undefined && drops !== word) {
        throw complaint('arp', 'Choose one of blackhole or reject, not both.');
      }
      drops = word;
    } else throw new Failure(`arp: Invalid parameter '${word}'\n${ARP_USAGE}`, 1);
  }
  if (proxy && station === 'auto') return {temporary, proxy};
  const mac = parseStation(station);
  if (mac === undefined) throw complaint('arp', `invalid Ethernet address '${station}'`);
  if (drops !== undefined) throw systemFailure('arp', drops, 'EOPNOTSUPP');
  return {temporary, proxy, lladdr: mac};
}

/** As `ether_aton` reads it: octets of one digit or two. */
export function parseStation(text: string): string | undefined {
  if (!/^[\da-f]{1,2}(?::[\da-f]{1,2}){5}$/i.test(text)) return undefined;
  const octets = text.split(':').map((octet) => octet.padStart(2, '0'));
  const mac = parseMac(octets.join(':'));
  return mac === undefined ? undefined : formatMac(mac);
}
