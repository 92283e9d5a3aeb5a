/** The examples in the help of every command are commands that work. */
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {PING_PACKET} from '../packet/golden.ts';
import {benchWithTunnel, type CommandBench} from './command-context.ts';
import {furnitureFor} from './example-furniture.ts';
import {EXAMPLES, FOR_A_BENCH} from './help-examples.ts';

/** What has to be there before an example can succeed. */
const BEFORE: Readonly<Record<string, (bench: CommandBench) => Promise<unknown>>> = {
  'tunlab wait-for node tun0 open': (bench) => {
    bench.answer('tun0');
    return Promise.resolve();
  },
  'tunlab udp send 10.2.0.2 7 --hex 00ff --wait 2 --source-port 5001': async (bench) => {
    const echo = bench.start('udp echo 7 --host server --json');
    await bench.until(() => echo.output.stdout.includes('bound'));
    return () => {
      echo.interrupt();
      return echo.ended;
    };
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

test.each(EXAMPLES)('$id has a summary and examples', ({id, summary, lines}) => {
  expect(summary).toMatch(/^[a-z][^\n]*[^.]$/);
  expect(lines.length).toBeGreaterThan(0);
  // Each example shows the command it stands under, also where `$(…)` or a pipe holds further ones.
  for (const line of lines) expect(line).toContain(`tunlab ${id.replace(':', ' ')}`);
});

describe('runs:', () => {
  test.each(FOR_A_BENCH)('%s', async (line) => {
    const bench = await benchWithTunnel();
    expect(await bench.run('batch -', {input: furnitureFor(line)})).toMatchObject({status: 0, stderr: ''});
    const after = await BEFORE[line]?.(bench);
    if (line.startsWith('tunlab ping')) bench.answer('tun0');
    expect(await bench.run(line.replace('tunlab ', ''))).toMatchObject({status: 0, stderr: ''});
    if (typeof after === 'function') await (after as () => Promise<unknown>)();
  });
});
