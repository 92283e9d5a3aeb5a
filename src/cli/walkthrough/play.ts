/** Runs the commands of a walkthrough one after the other. */
import {NetworkError} from '../../errors.ts';
import type {Ran, Session} from './session.ts';
import type {Step, Walkthrough} from './walkthrough.ts';

/** Runs one. @throws {NetworkError} with the file and the line, when the session is of no use after it */
export async function playStep({file}: Walkthrough, step: Step, session: Session): Promise<string[]> {
  try {
    return printed(await session.run(step.command));
  } catch (reason) {
    const {code, message} = NetworkError.from(reason);
    const [first = ''] = step.command.split('\n');
    const last = session.rest().at(-1);
    const said = last === undefined || last === '' ? '' : `; the last it printed was: ${last}`;
    throw new NetworkError(code, `${file}:${step.line}: ${first}: ${message}${said}`, {file, line: step.line});
  }
}

/** What stands below a command: its lines, and its exit status when that is not 0. */
export function printed({lines, status}: Ran): string[] {
  return status === 0 ? [...lines] : [...lines, `[exit status ${status}]`];
}
