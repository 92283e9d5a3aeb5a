/** What `walkthrough check` prints. */
import {PLAIN, type Paint} from '../render/paint.ts';
import {type Checked, type Difference, isAsWritten} from './check.ts';
import type {Change} from './difference.ts';
import {stepsOf} from './walkthrough.ts';

/** Lines shown around what differs. */
const CONTEXT = 3;

interface CheckPaint extends Paint {
  expected(text: string): string;
  got(text: string): string;
}

export async function checkPaint(colour: boolean): Promise<CheckPaint> {
  if (!colour) return {...PLAIN, expected: (text) => text, got: (text) => text};
  const {Chalk} = await import('chalk');
  const chalk = new Chalk({level: 1});
  return {heading: chalk.bold, alert: chalk.yellow, expected: chalk.red, got: chalk.green};
}

export function renderChecked(checked: Checked, paint: CheckPaint): string {
  const {walkthrough, differences, broken} = checked;
  const count = stepsOf(walkthrough).length;
  const commands = `${count} ${count === 1 ? 'command' : 'commands'}`;
  if (isAsWritten(checked)) return `${walkthrough.file}: ${commands}, as written\n`;
  const some = `${differences.length} of ${commands} ${differences.length === 1 ? 'differs' : 'differ'}`;
  const head = paint.alert(`${walkthrough.file}: ${differences.length > 0 ? some : 'not played to its end'}`);
  const shown = differences.map((difference) => renderDifference(walkthrough.file, difference, paint));
  return [head, ...shown, ...(broken ? [paint.alert(broken.message)] : [])].join('\n') + '\n';
}

function renderDifference(file: string, {step, changes}: Difference, paint: CheckPaint): string {
  const place = changes.find(({kind}) => kind !== 'same')?.place ?? 0;
  const [command, ...further] = step.command.split('\n');
  return [
    paint.heading(`${file}:${step.first + place + 1}: $ ${command ?? ''}`),
    ...further.map((line) => paint.heading(`> ${line}`)),
    paint.expected('--- expected'),
    paint.got('+++ got'),
    ...hunk(changes, paint),
  ].join('\n');
}

function hunk(changes: readonly Change[], paint: CheckPaint): string[] {
  const near = changes.map(() => false);
  changes.forEach(({kind}, index) => {
    if (kind !== 'same') near.fill(true, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  });
  return changes.flatMap(({kind, text}, index) => {
    if (!near[index]) return near[index - 1] === true ? ['  …'] : [];
    if (kind === 'expected') return [paint.expected(`-${text}`)];
    return [kind === 'got' ? paint.got(`+${text}`) : ` ${text}`];
  });
}

/** As `--json` prints it. */
export function checkedJson(checked: Checked): object {
  const {walkthrough, differences, broken} = checked;
  return {
    file: walkthrough.file,
    as_written: isAsWritten(checked),
    commands: stepsOf(walkthrough).length,
    differences: differences.map(({step, got}) => ({
      line: step.line,
      command: step.command,
      expected: step.expected,
      got,
    })),
    ...(broken && {error: {code: broken.code, message: broken.message}}),
  };
}
