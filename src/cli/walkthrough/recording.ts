/** What was typed and printed, and the Markdown of it. */
import {asExpected} from './pattern.ts';
import {writeSettings} from './settings.ts';
import type {Settings} from './walkthrough.ts';

type Entry =
  | {readonly kind: 'prose'; readonly lines: string[]}
  | {readonly kind: 'commands'; readonly steps: {readonly command: string; readonly output: readonly string[]}[]};

export class Recording {
  readonly #entries: Entry[] = [];
  commands = 0;

  /** A line of Markdown; an empty one ends the paragraph. */
  prose(line: string): void {
    const last = this.#entries.at(-1);
    if (last?.kind === 'prose') last.lines.push(line);
    else if (line !== '') this.#entries.push({kind: 'prose', lines: [line]});
  }

  command(command: string, output: readonly string[]): void {
    this.commands++;
    const last = this.#entries.at(-1);
    if (last?.kind === 'commands') last.steps.push({command, output});
    else this.#entries.push({kind: 'commands', steps: [{command, output}]});
  }

  /** @param title for one that does not begin with a heading */
  markdown(title: string, settings: Settings): string {
    const [first] = this.#entries;
    const hasTitle = first?.kind === 'prose' && first.lines[0]!.startsWith('# ');
    const head = hasTitle ? [] : [`# ${title}\n`];
    const shown = this.#entries.map((entry) => (entry.kind === 'prose' ? proseText(entry.lines) : block(entry.steps)));
    const comment = writeSettings(settings);
    return [...(comment === '' ? [] : [comment]), ...head, ...shown].join('\n');
  }
}

function proseText(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}

function block(steps: readonly {command: string; output: readonly string[]}[]): string {
  const longest = Math.max(2, ...steps.flatMap(({output}) => output.map((line) => /^\s*(`*)/.exec(line)![1]!.length)));
  const fence = '`'.repeat(longest + 1);
  const lines = steps.flatMap(({command, output}) => [
    ...command.split('\n').map((line, index) => `${index === 0 ? '$' : '>'} ${line}`),
    ...output.map((line, place) => asExpected(line, place, fence)),
  ]);
  return `${fence}console\n${lines.join('\n')}\n${fence}\n`;
}
