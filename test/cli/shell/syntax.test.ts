/** What `env` prints is what each shell understands, whatever is in the values. */
import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {exportLines, shellNamed, SHELLS} from '../../../src/cli/shell/syntax.ts';
import {interactiveShell} from '../../../src/cli/shell/interactive.ts';
import {withoutTools} from '../../../src/cli/tool-environment.ts';
import {hasProgram} from '../../journey/sandbox.ts';

const HOSTILE = [
  'plain',
  'two words',
  `it's`,
  'a"b',
  '$HOME `id` $(id)',
  'back\\slash\\',
  `\\'`,
  '*?[a]~;&|',
  'line\nbreak',
  'ü',
];

test.each([
  ['/bin/bash', 'bash'],
  ['/usr/local/bin/fish', 'fish'],
  ['zsh', 'zsh'],
  ['/bin/tcsh', 'sh'],
  ['', 'sh'],
  [undefined, 'sh'],
])('$SHELL %s is read as %s', (path, name) => {
  expect(shellNamed(path)).toBe(name);
});

describe.each(SHELLS)('%s', (shell) => {
  test.skipIf(!hasProgram(shell))(
    `reads back what was set, and forgets what is unset${hasProgram(shell) ? '' : ` (no ${shell})`}`,
    () => {
      for (const value of HOSTILE) {
        const lines = exportLines({PATH: `/a dir:/usr/bin:/bin`, TOLD: value}, shell);
        const print = `command printf '%s|%s' "$TOLD" "$PATH"`;
        // fish joins its lists with blanks unless the variable is one of paths.
        const printed = execFileSync(shell, ['-c', `${lines}\n${print}`], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          env: {PATH: process.env['PATH']},
        });
        expect(printed).toBe(`${value}|/a dir:/usr/bin:/bin`);
      }
      const forgotten = execFileSync(shell, ['-c', `${exportLines({TOLD: undefined}, shell)}\necho "[$TOLD]"`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {PATH: process.env['PATH'], TOLD: 'yes'},
      });
      expect(forgotten).toBe('[]\n');
    },
  );
});

test('undoing leaves the other directories of the PATH as they were', () => {
  expect(withoutTools('/the/tools', {PATH: '/the/tools:/a:/b'})).toMatchObject({PATH: '/a:/b', TUNLAB_LAB: undefined});
});

test.each([
  ['/bin/bash', ['/bin/bash', '--rcfile', '/pack age/bashrc'], {}],
  ['/bin/zsh', ['/bin/zsh'], {ZDOTDIR: '/pack age/zsh', TUNLAB_ZDOTDIR: '/mine'}],
  ['/bin/fish', ['/bin/fish', '--init-command', 'source /pack\\ age/prompt.fish'], {}],
  ['/bin/sh', ['/bin/sh'], {PS1: '(class) $ '}],
  ['', ['/bin/sh'], {PS1: '(class) $ '}],
])('a shell of the lab, where $SHELL is "%s"', (SHELL, command, env) => {
  expect(interactiveShell({SHELL, ZDOTDIR: '/mine'}, 'class', '/pack age')).toEqual({command, env});
});
