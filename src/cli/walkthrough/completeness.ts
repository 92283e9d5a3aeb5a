/** Whether lines of shell are a whole command, or the shell would ask for more. */
import {spawnSync} from 'node:child_process';

/** What shells say of a command whose end is missing: dash, bash, busybox, zsh. */
const UNFINISHED = /end of file|\bEOF\b|unterminated|unmatched|parse error near `\\n'/i;

export function isWhole(command: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(command) || hasOpenDocument(command)) return false;
  const {status, stderr} = spawnSync('sh', ['-n'], {input: command, encoding: 'utf8'});
  return status === 0 || !UNFINISHED.test(stderr);
}

/** A here-document whose last line has not come. No shell complains of that. */
function hasOpenDocument(command: string): boolean {
  const [first = '', ...lines] = command.replace(/\$\(\([^\n]*?\)\)/g, '').split('\n');
  const waiting = [first].flatMap(documentsIn);
  for (const line of lines) {
    const next = waiting[0];
    if (next === undefined) waiting.push(...documentsIn(line));
    else if ((next.tabs ? line.replace(/^\t+/, '') : line) === next.word) waiting.shift();
  }
  return waiting.length > 0;
}

function documentsIn(line: string): {word: string; tabs: boolean}[] {
  const found = line.matchAll(/(?<!<)<<(-?)\s*(['"\\]?)([A-Za-z_]\w*)\2/g);
  return [...found].map(([, dash, , word]) => ({word: word!, tabs: dash === '-'}));
}
