/** Shells in a terminal: what TAB completes, and what `tunlab shell` shows. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {hasProgram, sandbox, type Sandbox, TUNLAB} from './sandbox.ts';
import {Terminal} from './terminal.ts';

interface Shell {
  readonly name: string;
  /** Without any file of a user or of the system. */
  readonly plain: readonly string[];
  readonly env: string;
  readonly undo: string;
  readonly completion: string;
  /** A file of the user, what is in it, and what shows that it was read. */
  readonly rc: readonly [string, string];
}

const SHELLS: readonly Shell[] = [
  {
    name: 'bash',
    plain: ['bash', '--norc', '--noprofile'],
    env: 'eval "$(tunlab env)"',
    undo: 'eval "$(tunlab env --unset)"',
    completion: 'eval "$(tunlab completion)"',
    rc: ['.bashrc', 'PS1="mine> "; PATH=/usr/bin:/bin; own=yes'],
  },
  {
    name: 'zsh',
    plain: ['zsh', '-f'],
    env: 'eval "$(tunlab env)"',
    undo: 'eval "$(tunlab env --unset)"',
    completion: 'eval "$(tunlab completion)"',
    rc: ['.zshrc', 'PS1="mine> "; PATH=/usr/bin:/bin; own=yes'],
  },
  {
    name: 'fish',
    plain: ['fish', '--no-config'],
    env: 'tunlab env | source',
    undo: 'tunlab env --unset | source',
    completion: 'tunlab completion | source',
    rc: [
      '.config/fish/config.fish',
      'function fish_prompt; echo -n "mine> "; end; set -gx PATH /usr/bin /bin; set own yes',
    ],
  },
];

async function terminalOf(box: Sandbox, {name, plain, env, completion}: Shell): Promise<Terminal> {
  const terminal = new Terminal(box, plain, {SHELL: `/usr/bin/${name}`});
  await terminal.enter(env);
  await terminal.enter(completion);
  await terminal.enter('clear');
  return terminal;
}

describe.each(SHELLS)('$name', (shell) => {
  const missing = [shell.name, 'tmux'].filter((program) => !hasProgram(program));
  const inTerminal = test.skipIf(missing.length > 0);

  inTerminal(
    `completes what TAB is pressed behind${missing.length > 0 ? ` (no ${missing.join(', no ')})` : ''}`,
    async () => {
      const box = sandbox();
      await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
      await box.output('wire add lan local:eth0');
      for (const file of ['topology.yaml', 'setup.batch', 'walk.md', 'wg0.conf']) {
        writeFileSync(join(box.directory, file), '');
      }
      const terminal = await terminalOf(box, shell);
      await terminal.enter(`cd ${box.directory}; clear`);
      for (const [typed, completed] of [
        ['ifconfig tu', 'ifconfig tun0 '],
        ['ifconfig tun0 mt', 'ifconfig tun0 mtu '],
        ['tunlab ifc', 'tunlab ifconfig '],
        ['tunlab tunctl qu', 'tunlab tunctl queues '],
        ['tunctl read tun0 --pee', 'tunctl read tun0 --peek '],
        ['tunlab wire drop lan from loc', 'tunlab wire drop lan from local:eth0 '],
        ['tunlab wire cut l', 'tunlab wire cut lan '],
        ['tunlab on local route add default de', 'tunlab on local route add default dev '],
        ['tunctl sysctl net.inet.ip.fo', 'tunctl sysctl net.inet.ip.forwarding=1 '],
        ['tunlab ifconfig tun0 prom', 'tunlab ifconfig tun0 promisc '],
        ['ip link set tu', 'ip link set tun0 '],
        ['ip route add default v', 'ip route add default via '],
        ['ndp -i et', 'ndp -i eth0 '],
        ['tunlab batch --at', 'tunlab batch --atomic '],
        ['tunlab batch set', 'tunlab batch setup.batch '],
        ['tunlab apply --dry-run topo', 'tunlab apply --dry-run topology.yaml '],
        ['tunlab doc', 'tunlab doctor '],
        ['tunlab walkthrough che', 'tunlab walkthrough check '],
        ['tunlab walkthrough run walk', 'tunlab walkthrough run walk.md '],
        ['tunlab run tunla', 'tunlab run tunlab '],
        ['tunlab run cat topo', 'tunlab run cat topology.yaml '],
        ['tunlab vpn up wg', 'tunlab vpn up wg0.conf '],
        ['tunlab vpn show tu', 'tunlab vpn show tun0 '],
        ['tunlab wait-for queue tun0 app', 'tunlab wait-for queue tun0 application '],
        ['tunlab host set local personality li', 'tunlab host set local personality linux '],
      ] as const) {
        terminal.type(typed);
        terminal.press('Tab');
        // A letter behind it tells whether the blank is there.
        await terminal.shows(new RegExp(completed.trimEnd().replaceAll(/[.=]/g, '\\$&')));
        terminal.type('X');
        await terminal.shows(new RegExp(`${completed.replaceAll(/[.=]/g, '\\$&')}X`));
        terminal.press('C-u');
        await terminal.enter('clear');
      }
    },
  );

  inTerminal('lists what is possible', async () => {
    const box = sandbox();
    await box.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
    const terminal = await terminalOf(box, shell);
    terminal.type('ifconfig tun0 ');
    terminal.press('Tab');
    terminal.press('Tab');
    await terminal.shows(/netmask[^]*promisc/);
    terminal.press('C-c');
    terminal.press('C-u');
    await terminal.enter(shell.undo);
    await terminal.enter('clear; command -v tunctl; echo "[$TUNLAB_LAB$TUNLAB_DEV$TUNLAB_HOST]"');
    expect(terminal.screen()).toMatch(/^\[\]$/m);
    expect(terminal.screen()).not.toContain('bin/path');
  });

  inTerminal('tunlab shell: the lab in the prompt, behind the own files, which stay as they are', async () => {
    const box = sandbox();
    const [file, text] = shell.rc;
    await box.sh(`mkdir -p ${box.directory}/.config/fish`);
    writeFileSync(join(box.directory, file), `${text}\n`);
    const SHELL = (await box.sh(`command -v ${shell.name}`)).stdout.trim();
    await box.output('ifconfig tun7 up --lab class');
    const terminal = new Terminal(box, [TUNLAB, 'shell', '--lab', 'class'], {SHELL});
    await terminal.shows(/^\(class\) mine>/m);
    await terminal.enter('clear; echo "own: $own"; tunctl list');
    await terminal.shows(/^own: yes$/m);
    await terminal.shows(/^tun7 /m);
    terminal.type('ifconfig tun');
    terminal.press('Tab');
    await terminal.shows(/^\(class\) mine> ifconfig tun7/m);
    terminal.press('C-u');
    await terminal.enter('echo "zdotdir: [$ZDOTDIR$TUNLAB_ZDOTDIR]"');
    expect(terminal.screen()).toMatch(/^zdotdir: \[\]$/m);
    expect((await box.sh(`cat ${box.directory}/${file}`)).stdout).toBe(`${text}\n`);
    await box.output('daemon stop --lab class');
  });
});
