/** A topology from a file: YAML, of which JSON is a part. Everything wrong with it is told with line and column. */
import type {Document, LineCounter} from 'yaml';
import {Topology} from '../../api/schema/topology.ts';
import {describeFault} from '../../api/schema-fault.ts';
import {NetworkError} from '../../errors.ts';
import type {Path} from '../../topology/form.ts';
import type {TextFile} from '../text-file.ts';

/** Octets: a hundred thousand routes, one a line, are less. */
const LONGEST = 8 << 20;
/** What is nested deeper is no topology; a parser that follows it would run out of stack. */
const DEEPEST = 100;
/** How often anchors may be repeated, so that a short file can not become a huge one. */
const MOST_ALIASES = 100;

export interface ReadTopology {
  readonly topology: Topology;
  /** `file:line:column` of what stands there, or of the nearest that there is around it. */
  place(at: Path): string;
}

/** @throws {NetworkError} EUSAGE, EMSGSIZE: with `file:line:column` in front */
export async function readTopology({name, text}: TextFile): Promise<ReadTopology> {
  if (text.length > LONGEST) throw new NetworkError('EMSGSIZE', `${name} is longer than ${LONGEST} characters`);
  checkDepth(name, text);
  const {LineCounter: Lines, parseDocument} = await import('yaml');
  const lines = new Lines();
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: true, stringKeys: true});
  const reader = {name, lines, document};
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw at(reader, wrong.pos[0], oneLine(wrong.message));
  const topology = valueOf(reader);
  const {Check, Errors} = await import('typebox/schema');
  if (!Check(Topology, topology)) throw mismatch(reader, Errors(Topology, topology)[1]);
  return {topology, place: (path) => placeOf(reader, offsetOf(document, path))};
}

interface Reader {
  readonly name: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
}

function valueOf(reader: Reader): Topology {
  try {
    return (reader.document.toJS({maxAliasCount: MOST_ALIASES}) as Topology | null) ?? {};
  } catch (reason) {
    throw at(reader, 0, oneLine(reason instanceof Error ? reason.message : String(reason)));
  }
}

type Fault = NonNullable<Parameters<typeof describeFault>[0]>;

/** Of what several alternatives say, what has been understood furthest. */
function mismatch(reader: Reader, faults: readonly Fault[]): NetworkError {
  const depth = ({instancePath}: Fault) => instancePath.split('/').length;
  const [fault] = [...faults].sort((one, other) => depth(other) - depth(one));
  const path = (fault?.instancePath ?? '').split('/').slice(1).map(unescaped);
  const message = describeFault(fault && {...fault, instancePath: `/${path.at(-1) ?? ''}`});
  return at(reader, offsetOf(reader.document, path), message);
}

/** RFC 6901 §4. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Of the key that leads there, or else of the value. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  for (const part of path) {
    const items = (node as {items?: readonly unknown[]} | null)?.items;
    if (!items) break;
    const pair = items.find((item) => keyOf(item) === String(part)) as {key: unknown; value: unknown} | undefined;
    const next = pair ? pair.value : typeof part === 'number' || /^\d+$/.test(part) ? items[Number(part)] : undefined;
    const place = pair ? rangeOf(pair.key) : rangeOf(next);
    if (place === undefined) break;
    offset = place;
    node = next;
  }
  return offset ?? 0;
}

function keyOf(item: unknown): string | undefined {
  const key = (item as {key?: unknown} | null)?.key;
  const {value = key} = (key ?? {}) as {value?: unknown};
  return typeof value === 'string' ? value : undefined;
}

function rangeOf(node: unknown): number | undefined {
  return (node as {range?: readonly [number, number, number] | null} | null)?.range?.[0];
}

function placeOf({name, lines}: Reader, offset: number): string {
  const {line, col} = lines.linePos(offset);
  return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

function at(reader: Reader, offset: number, message: string): NetworkError {
  return new NetworkError('EUSAGE', `${placeOf(reader, offset)}: ${message}`, {
    file: reader.name,
    ...reader.lines.linePos(offset),
  });
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').slice(0, 300);
}

/** By brackets and by indentation, in whatever they stand: more than enough for what is meant. */
function checkDepth(name: string, text: string): void {
  let depth = 0;
  let line = 1;
  for (let place = 0; place < text.length; place++) {
    const character = text[place]!;
    if (character === '\n') {
      line++;
      const [blanks = ''] = /^[ \t?:-]*/.exec(text.slice(place + 1, place + 2002)) ?? [];
      if (blanks.length > 20 * DEEPEST) throw tooDeep(name, line);
    } else if (character === '[' || character === '{') {
      depth++;
      if (depth > DEEPEST) throw tooDeep(name, line);
    } else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
  }
}

function tooDeep(name: string, line: number): NetworkError {
  return new NetworkError('EUSAGE', `${name}:${line}:1: nested too deeply for a topology`, {file: name, line});
}
