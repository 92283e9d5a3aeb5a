/** `ip -batch FILE`: one command a line. */
import type {ToolSession} from '../../tool.ts';
import type {IpOptions} from './options.ts';
import {IP_STATUS, IpStop} from './stop.ts';

interface BatchLine {
  readonly number: number;
  readonly words: readonly string[];
}

/** A line as long as any command, and no longer. */
const MOST_WORDS = 512;

/**
 * Stops at the first command that fails, unless `-force` is given.
 *
 * @returns the exit status
 */
export async function runBatch(
  session: ToolSession,
  options: IpOptions,
  run: (words: readonly string[]) => Promise<number>,
): Promise<number> {
  const name = options.batch ?? '-';
  const text = await readBatch(session, name);
  let status = 0;
  for (const {number, words} of batchLines(text)) {
    const failed = await run(words);
    if (failed === 0) continue;
    // Wrong words end everything, also where the rest is to be done.
    if (failed === IP_STATUS.usage) return failed;
    session.err(`Command failed ${name}:${number}\n`);
    status = 1;
    if (!options.force) break;
  }
  return status;
}

async function readBatch(session: ToolSession, name: string): Promise<string> {
  const text = await session.readText(name);
  if (text !== undefined) return text;
  const why = `Cannot open file "${name}" for reading: No such file or directory\n`;
  throw new IpStop(why, IP_STATUS.failed, 'ENOENT');
}

/** Behind a `#` is a comment; a backslash at its end makes the next line part of one. */
function batchLines(text: string): BatchLine[] {
  const lines: BatchLine[] = [];
  let before = '';
  for (const [place, line] of text.split('\n').entries()) {
    const [kept = ''] = line.split('#');
    if (kept.endsWith('\\')) {
      before += `${kept.slice(0, -1)} `;
      continue;
    }
    const words = wordsOf(before + kept);
    before = '';
    if (words.length > 0) lines.push({number: place + 1, words});
  }
  return lines;
}

function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, single, double, open, plain] of line.matchAll(/'([^']*)'|"([^"]*)"|(['"])|(\S+)/g)) {
    if (open !== undefined) throw new IpStop('Unterminated quoted string\n', IP_STATUS.failed);
    words.push(single ?? double ?? plain!);
  }
  if (words.length >= MOST_WORDS) throw new IpStop('Too many arguments to command\n', IP_STATUS.failed);
  return words;
}
