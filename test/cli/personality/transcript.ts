/** Transcripts of Linux's tools, and what of them has to differ. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'linux');

export interface Row {
  readonly cmd: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly rc: number;
}

/** The names of the transcripts of a system. */
export function transcriptsOf(system: string): readonly string[] {
  return readdirSync(join(FIXTURES, '..', system))
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.replace('.jsonl', ''));
}

export function transcript(name: string, system = 'linux'): readonly Row[] {
  const [, ...lines] = readFileSync(join(FIXTURES, '..', system, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Why rows can not be the same, by transcript and row (counted from 0). */
export function differences(): Record<string, Record<string, readonly number[]>> {
  return JSON.parse(readFileSync(join(FIXTURES, 'differences.json'), 'utf8')) as never;
}

/** The words of a command line, as a shell splits them: blanks, and single quotes. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

/**
 * What a row says, without what differs from run to run: times, identifiers, hardware addresses that were made up, the order of IPv6
 * addresses (of a hash in the kernel) and how many users inside the kernel a route has. The loopback's counters go too:
 * the real tools ask it for names, and here there is nobody to ask. So does NOTRAILERS, a flag that none has here.
 */
export function essence({stdout, stderr, rc}: Omit<Row, 'cmd'>): Omit<Row, 'cmd'> {
  return {stdout: normalised(stdout), stderr, rc};
}

/** The kernel of the transcripts was told to make no link-local addresses; those that were typed are fe80::1 and ::2. */
const MADE_UP = /^(?: {8}inet6 fe80::[\da-f:]{4,} .*|fe80::[\da-f:]{4,}\/128 .*|fe80::\/64 .*)\n/gm;

function normalised(text: string): string {
  return (
    withSortedAddresses(text)
      .replaceAll(MADE_UP, '')
      .replaceAll(/^\[\d+\.\d{6}\] /gm, '[TIME] ')
      // Of a quoted header: identification and checksum.
      .replaceAll(/^( 4 {2}[\da-f] {2}[\da-f]{2} [\da-f]{4}) [\da-f]{4}(.*) [\da-f]{4} (?=\d+\.)/gm, '$1 ID$2 SUM ')
      .replaceAll(/ident=\d+/g, 'ident=ID')
      .replaceAll(/\d+ absolute/g, 'TIME absolute')
      .replaceAll(/ipg\/ewma [\d./]+/g, 'ipg/ewma TIMES')
      .replaceAll(
        /flags=(\d+)<(.*?)NOTRAILERS,(.*?)>/g,
        (_all, bits, before, after) => `flags=${Number(bits) - 0x20}<${before}${after}>`,
      )
      .replaceAll(/ether (?!02:01:02:03|02:11:22:33)[\da-f:]{17}/g, 'ether MAC')
      .replaceAll(/time=[\d.]+ ms/g, 'time=T ms')
      .replaceAll(/^\[\d+\.\d{6}\]/gm, '[TIME]')
      .replaceAll(/ ident=\d+/g, ' ident=ID')
      .replaceAll(/^TS: .*\n(?:\t.*\n)*/gm, (times) => times.replaceAll(/\t\d+(?=\n| absolute)/g, '\tT'))
      .replaceAll(/time \d+ms/g, 'time Tms')
      .replaceAll(/^rtt min.*? ms/gm, 'rtt TIMES ms')
      .replaceAll(/^(\S+ +\S+ +\S+ +-?\d+ +)\d+( +0 \S+)$/gm, '$1REF$2')
      .replaceAll(/^(lo: (?:.*\n)+?)((?: {8}[RT]X.*\n)+)/gm, '$1')
      .replaceAll(/^(lo +\d+) .* (\S+)$/gm, '$1 COUNTERS $2')
      .replaceAll(/^(eth0 +\d+) .* (\S+)$/gm, '$1 COUNTERS $2')
  );
}

function withSortedAddresses(text: string): string {
  return text.replaceAll(/(?:^ {8}inet6 .*\n)+/gm, (lines) => lines.split('\n').slice(0, -1).sort().join('\n') + '\n');
}
