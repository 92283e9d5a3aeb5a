/** How each shell is told to set variables, and to forget them. */
import {basename} from 'node:path';

export const SHELLS = ['sh', 'bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof SHELLS)[number];

/** The shell that `$SHELL` names; `sh`, whose words bash and zsh understand too, where it is another one or none. */
export function shellNamed(path: string | undefined): ShellName {
  const name = basename(path ?? '');
  return SHELLS.find((shell) => shell === name) ?? 'sh';
}

/** Lines that a shell evaluates to have these variables, and to forget those that are `undefined`. */
export function exportLines(variables: Readonly<Record<string, string | undefined>>, shell: ShellName = 'sh'): string {
  const line = shell === 'fish' ? fishLine : posixLine;
  return Object.entries(variables)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');
}

/** `;` at the end: `eval (tunlab env)` of an old fish puts all lines into one. */
function fishLine(name: string, value: string | undefined): string {
  if (value === undefined) return `set -e ${name};`;
  // fish keeps a PATH as a list; every other variable is one word.
  const words = name === 'PATH' ? value.split(':') : [value];
  return `set -gx ${name} ${words.map(fishQuoted).join(' ')};`;
}

function posixLine(name: string, value: string | undefined): string {
  return value === undefined ? `unset ${name}` : `export ${name}=${shellQuoted(value)}`;
}

export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Between fish's single quotes a backslash quotes a quote, and itself. */
function fishQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
