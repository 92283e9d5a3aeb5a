/** The examples in the help of every command are commands that work. */
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {COMMAND_IDS, findCommand} from '../../bin/commands.ts';
import {PING_PACKET} from '../packet/golden.ts';
import {benchWithTunnel, type CommandBench} from './command-context.ts';

/** Examples that need a shell, a terminal, a file or a process of their own: other tests run what they show. */
const FOR_A_SHELL =
  /[<>|$"']|^tunlab (?:daemon|vpn up|vpn down|demo|with|shell|walkthrough|tunctl respond|tunctl attach|openvpn-dev|udp listen|udp echo|wire capture|batch|apply)\b/;

/** Examples about several hosts, Ethernet between them, or a virtual clock. */
const FOR_OTHER_LABS = /^tunlab (?:arp|bridge|ndp|traceroute|clock|host|on|wire|udp|uplink)\b|--host /;

const USAGE = 2;

/** What has to be there before an example can succeed. */
const BEFORE: Readonly<Record<string, (bench: CommandBench) => Promise<unknown>>> = {
  'tunlab wait-for node tun0 open': (bench) => {
    bench.answer('tun0');
    return Promise.resolve();
  },
  'tunlab doctor': healthy,
  'tunlab doctor --json': healthy,
  'tunlab route get 10.1.2.3': (bench) => bench.output('route add default 10.10.10.8'),
  'tunlab route delete default': (bench) => bench.output('route add default 10.10.10.8'),
  'tunlab tunctl create tun0': (bench) => bench.output('tunctl delete tun0'),
  'tunlab tunctl -d tun3': (bench) => bench.output('tunctl -t tun3'),
  'tunlab tunctl read tun0': requests,
  'tunlab tunctl read tun0 --count 3 --timeout 2 --format text': requests,
  'tunlab tunctl read tun0 --queue interface --peek --nonblock': async (bench) => {
    await bench.output('tunctl hold tun0');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
  },
  'tunlab tunctl step tun0 application': async (bench) => {
    await bench.output('tunctl hold tun0');
    await requests(bench);
  },
  'tunlab tunctl step tun0 interface': async (bench) => {
    await bench.output('tunctl hold tun0');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
  },
};

/** Whose tools are where they are said to be, and whose directories can be made. */
function healthy(bench: CommandBench): Promise<void> {
  bench.tools = join(import.meta.dirname, '..', '..', 'bin', 'path');
  bench.env = {...bench.env, XDG_RUNTIME_DIR: tmpdir(), XDG_STATE_HOME: tmpdir()};
  return Promise.resolve();
}

async function requests(bench: CommandBench): Promise<void> {
  await bench.run('ping -c 3 -W 0 10.10.10.8');
}

const examples = (
  await Promise.all(
    COMMAND_IDS.map(async (id) => {
      const Command = (await findCommand(id.split(':'))!.load()) as unknown as {examples: string[]; summary?: string};
      return {
        id,
        summary: Command.summary,
        lines: Command.examples.map((line) => line.replaceAll('<%= config.bin %>', 'tunlab')),
      };
    }),
  )
).sort((one, other) => one.id.localeCompare(other.id));

test.each(examples)('$id has a summary and examples', ({id, summary, lines}) => {
  expect(summary).toMatch(/^[a-z][^\n]*[^.]$/);
  expect(lines.length).toBeGreaterThan(0);
  // Each example shows the command it stands under, also where `$(…)` or a pipe holds further ones.
  for (const line of lines) expect(line).toContain(`tunlab ${id.replace(':', ' ')}`);
});

describe('runs:', () => {
  const safe = examples.flatMap(({lines}) => lines).filter((line) => !FOR_A_SHELL.test(line));
  test.each([...new Set(safe)])('%s', async (line) => {
    const bench = await benchWithTunnel();
    await BEFORE[line]?.(bench);
    if (line.startsWith('tunlab ping')) bench.answer('tun0');
    const outcome = await bench.run(line.replace('tunlab ', ''));
    // What needs another lab is tried in one elsewhere; here it has to be understood.
    if (FOR_OTHER_LABS.test(line)) expect(outcome.stderr).toMatch(/^$|^\w+: [^\n]+\n$/);
    else expect(outcome).toMatchObject({status: 0, stderr: ''});
    expect(outcome.status).not.toBe(USAGE);
  });
});
