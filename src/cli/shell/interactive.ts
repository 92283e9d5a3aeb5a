/** How a shell is started that says in its prompt which lab it uses, and completes: no file of the user is touched. */
import {join} from 'node:path';
import type {Environment} from '../../api/paths.ts';
import {shellNamed} from './syntax.ts';

export interface ShellStart {
  readonly command: readonly string[];
  readonly env: Record<string, string>;
}

/**
 * @param startup directory with what the shells read at their start, behind the user's own files
 * @param env the environment, with the tools of the lab
 */
export function interactiveShell(env: Environment, lab: string, startup: string): ShellStart {
  const path = env['SHELL'] || '/bin/sh';
  switch (shellNamed(path)) {
    case 'bash':
      return {command: [path, '--rcfile', join(startup, 'bashrc')], env: {}};
    case 'zsh':
      return {
        command: [path],
        env: {ZDOTDIR: join(startup, 'zsh'), ...(env['ZDOTDIR'] && {TUNLAB_ZDOTDIR: env['ZDOTDIR']})},
      };
    case 'fish':
      return {
        command: [path, '--init-command', `source ${join(startup, 'prompt.fish').replaceAll(/[^\w./-]/g, '\\$&')}`],
        env: {},
      };
    case 'sh':
      return {command: [path], env: {PS1: `(${lab}) ${env['PS1'] ?? '$ '}`}};
  }
}
