/** A shell to type in, of which a walkthrough is made. */
import {NetworkError} from '../../errors.ts';
import type {Keyboard, Output} from '../context.ts';
import {isWhole} from './completeness.ts';
import {printed} from './play.ts';
import {Recording} from './recording.ts';
import type {Session} from './session.ts';

export const INTRODUCTION = `A shell in a lab of its own. What is typed and printed is recorded; a line that begins with # is
prose (Markdown). "exit" or Ctrl-D ends it.
`;

/** Reads and runs commands until there are no more. @returns what is to be written, also when the shell has ended */
export async function record(
  session: Session,
  keyboard: Keyboard,
  out: Output,
): Promise<{recording: Recording; broken?: NetworkError}> {
  const recording = new Recording();
  let interrupts = 0;
  keyboard.onInterrupt(() => {
    interrupts++;
    session.interrupt();
  });
  for (;;) {
    const line = await keyboard.line('$ ');
    if (line === undefined || /^\s*exit(\s+\d+)?\s*$/.test(line)) return {recording};
    const [, prose] = /^\s*#(?:\s(.*)|)$/.exec(line) ?? (line.startsWith('#') ? ['', line] : []);
    if (line.trim() === '' || /^\s*#/.test(line)) {
      recording.prose(prose ?? '');
      continue;
    }
    const command = await wholeCommand(line, keyboard);
    const before = interrupts;
    try {
      const output = printed(await session.run(command));
      for (const shown of output) out.write(`${shown}\n`);
      if (interrupts > before) out.write('(interrupted, and not recorded)\n');
      else recording.command(command, output);
    } catch (reason) {
      const broken = NetworkError.from(reason);
      return {recording, broken: new NetworkError(broken.code, `${line}: ${broken.message}`)};
    }
  }
}

async function wholeCommand(first: string, keyboard: Keyboard): Promise<string> {
  let command = first;
  while (!isWhole(command)) {
    const line = await keyboard.line('> ');
    if (line === undefined) return command;
    command += `\n${line}`;
  }
  return command;
}
