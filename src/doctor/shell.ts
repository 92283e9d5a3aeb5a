/** The shell that the tools are called from: its PATH, its completion, its language, its terminal. */
import {join} from 'node:path';
import {PERSONALITIES} from '../names.ts';
import {type Finding, note, ok, wrong} from './finding.ts';
import type {Machine} from './machine.ts';

const TOOLS = ['ifconfig', 'route', 'ping', 'tunctl', 'arp', 'ndp', 'netstat', 'traceroute', 'ip', 'udp'];

/** Where each shell looks, below the home directory, and what makes it complete. */
const COMPLETION: Readonly<Record<string, {readonly files: readonly string[]; readonly line: string}>> = {
  bash: {
    files: ['.bashrc', '.bash_profile', '.profile', '.local/share/bash-completion/completions/tunlab'],
    line: 'eval "$(tunlab completion bash)"',
  },
  zsh: {files: ['.zshrc', '.zprofile'], line: 'eval "$(tunlab completion zsh)"'},
  fish: {
    files: ['.config/fish/config.fish', '.config/fish/completions/tunlab.fish'],
    line: 'tunlab completion fish | source',
  },
};

/** Whether all that makes the tools is in the package. @param tools the directory */
export function toolsFinding(machine: Machine, tools: string): Finding {
  const missing = TOOLS.filter((tool) => machine.find(join(tools, tool)) === undefined);
  if (missing.length === 0) return ok('tools', `all ${TOOLS.length} in ${tools}`);
  return wrong('tools', `${missing.join(', ')} can not be run in ${tools}`, 'install tunlab again');
}

/** Whose tools are called by their names alone. */
export function pathFinding(machine: Machine, tools: string): Finding {
  const directories = (machine.env['PATH'] ?? '').split(':');
  const use = `in this shell: ${nameOfShell(machine) === 'fish' ? 'tunlab env | source' : 'eval "$(tunlab env)"'}; or tunlab shell`;
  if (!directories.includes(tools)) {
    const other = machine.find('ifconfig');
    const whose = other === undefined ? 'there is no ifconfig' : `ifconfig is ${other}`;
    return note('PATH', `the tools are not on it, ${whose}`, use);
  }
  const others = TOOLS.map((tool) => machine.find(tool)).filter((path) => path && !path.startsWith(`${tools}/`));
  if (others.length === 0) return ok('PATH', `the tools are first: ifconfig is ${join(tools, 'ifconfig')}`);
  return note('PATH', `others are in front of the tools: ${others.join(', ')}`, use);
}

/** @param own of the host, as far as it is known without its daemon */
export function personalityFinding({env}: Machine, host: string, own: string | undefined): Finding {
  const check = 'personality';
  const asked = env['TUNLAB_PERSONALITY'] || undefined;
  if (asked === undefined) return ok(check, `host ${host} speaks as ${own ?? 'haiku'}`);
  if (PERSONALITIES.some((name) => name === asked)) return ok(check, `${asked}, as TUNLAB_PERSONALITY says`);
  const known = PERSONALITIES.join(', ');
  return wrong(
    check,
    `TUNLAB_PERSONALITY is ${JSON.stringify(asked.slice(0, 40))}`,
    `set it to one of ${known}, or unset it`,
  );
}

export function completionFinding(machine: Machine): Finding {
  const check = 'completion';
  const shell = nameOfShell(machine);
  const known = COMPLETION[shell];
  if (!known) return ok(check, `${shell} completes nothing; bash, zsh and fish do`);
  const {HOME = ''} = machine.env;
  const file = known.files
    .map((name) => join(HOME, name))
    .find((path) => /tunlab (?:completion|shell)|complete .*tunlab/.test(machine.read(path) ?? ''));
  if (file !== undefined) return ok(check, `${shell} reads it in ${file}`);
  return note(
    check,
    `${shell} does not read it at its start; tunlab shell has it`,
    `add to ~/${known.files[0]!}: ${known.line}`,
  );
}

export function localeFinding({env}: Machine): Finding {
  const value = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'C';
  if (/utf-?8/i.test(value)) return ok('locale', value);
  return note('locale', `${value} is not UTF-8: what is no ASCII may come out wrong`, 'export LC_ALL=C.UTF-8');
}

/** @param colour whether what is printed is in colour @param columns of the terminal, if it is one */
export function terminalFinding({env}: Machine, colour: boolean, columns: number | undefined): Finding {
  const check = 'terminal';
  const {TERM} = env;
  if (columns === undefined) return ok(check, 'standard output goes elsewhere, so nothing is in colour');
  const text = `${TERM ?? 'of an unknown kind'}, ${columns} columns, ${colour ? 'in colour' : 'without colour'}`;
  if (!TERM || TERM === 'dumb') return note(check, text, 'set TERM to what it is, such as xterm-256color');
  return ok(check, text);
}

function nameOfShell({env}: Machine): string {
  return env['SHELL']?.split('/').at(-1) || 'sh';
}
