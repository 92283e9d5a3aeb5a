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

/** Rows that can not be the same, why, and what is said there instead of what the original said. */
export interface Difference extends Partial<Omit<Row, 'cmd'>> {
  readonly rows: readonly number[];
  readonly why: string;
}

/** By transcript; rows are counted from 0. */
export function differences(): Readonly<Record<string, readonly Difference[]>> {
  return JSON.parse(readFileSync(join(FIXTURES, 'differences.json'), 'utf8')) as never;
}

/** What the original said at each row, and what is to be said here: the same, but for the rows that are known to differ. */
export function rowsOf(name: string): readonly {readonly original: Row; readonly ours: Row}[] {
  const known = new Map<number, Partial<Row>>();
  for (const {rows, stdout, stderr, rc} of differences()[name] ?? []) {
    const ours = {
      ...(stdout !== undefined && {stdout}),
      ...(stderr !== undefined && {stderr}),
      ...(rc !== undefined && {rc}),
    };
    for (const row of rows) known.set(row, ours);
  }
  return transcript(name).map((original, place) => ({original, ours: {...original, ...known.get(place)}}));
}

/** The words of a command line, as a shell splits them: blanks, and single quotes. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

/**
 * What a row says, without what differs from run to run: times, identifiers, hardware addresses that were made up, the
 * order of IPv6 addresses (of a hash in the kernel) and how many users inside the kernel a route has. The counters of the
 * loopback go too: the real tools ask it for names, and here there is nobody to ask. So do those of eth0, whose other end
 * is a whole kernel with things of its own to say.
 */
export function essence({stdout, stderr, rc}: Omit<Row, 'cmd'>): Omit<Row, 'cmd'> {
  return {stdout: normalised(stdout), stderr, rc};
}

function normalised(text: string): string {
  return (
    withSortedAddresses(text)
      .replaceAll(/^\[\d+\.\d{6}\] /gm, '[TIME] ')
      // Of a quoted header: identification and checksum.
      .replaceAll(/^( 4 {2}[\da-f] {2}[\da-f]{2} [\da-f]{4}) [\da-f]{4}(.*) [\da-f]{4} (?=\d+\.)/gm, '$1 ID$2 SUM ')
      .replaceAll(/ident=\d+/g, 'ident=ID')
      .replaceAll(/\d+ absolute/g, 'TIME absolute')
      .replaceAll(/ipg\/ewma [\d./]+/g, 'ipg/ewma TIMES')
      .replaceAll(/ether (?!02:01:02:03|02:11:22:33)[\da-f:]{17}/g, 'ether MAC')
      .replaceAll(/time=[\d.]+ ms/g, 'time=T ms')
      .replaceAll(/^TS: .*\n(?:\t.*\n)*/gm, (times) => times.replaceAll(/\t\d+(?=\n| absolute)/g, '\tT'))
      .replaceAll(/time \d+ms/g, 'time Tms')
      .replaceAll(/^rtt min.*? ms/gm, 'rtt TIMES ms')
      .replaceAll(/^(\S+ +\S+ +\S+ +-?\d+ +)\d+( +0 \S+)$/gm, '$1REF$2')
      .replaceAll(/^(lo: (?:.*\n)+?)((?: {8}[RT]X.*\n)+)/gm, '$1')
      .replaceAll(/^((?:lo|eth0) +\d+) .* (\S+)$/gm, '$1 COUNTERS $2')
  );
}

function withSortedAddresses(text: string): string {
  return text.replaceAll(/(?:^ {8}inet6 .*\n)+/gm, (lines) => lines.split('\n').slice(0, -1).sort().join('\n') + '\n');
}
