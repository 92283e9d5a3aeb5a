/** What Haiku's tools print, worked out from their sources, and what a host of personality haiku prints. */
import {expect, test} from 'vitest';
import {CommandBench} from '../../commands/command-context.ts';
import {Stage, script} from './stage.ts';
import {type Row, shellWords, transcriptsOf} from './transcript.ts';

/** `there`: what the original does instead. */
interface HaikuRow extends Row {
  readonly there?: string;
}

function rowsOf(name: string): readonly HaikuRow[] {
  return script('haiku', name).flatMap((row) => ('cmd' in row ? [row] : []));
}

test.each(transcriptsOf('haiku'))('%s', {timeout: 60_000}, async (name) => {
  const bench = new CommandBench();
  const stage = new Stage(bench);
  for (const [place, row] of script('haiku', name).entries()) {
    if ('do' in row) await stage.enter(row.do);
    else {
      const {stdout, stderr, status} = await bench.run(shellWords(row.cmd));
      const at = `${place}: ${row.cmd}`;
      expect({at, stdout, stderr, rc: status}).toEqual({at, stdout: row.stdout, stderr: row.stderr, rc: row.rc});
    }
  }
});

test('they are at least 200 rows of all tools', () => {
  const rows = transcriptsOf('haiku').flatMap(rowsOf);
  expect(rows.length).toBeGreaterThanOrEqual(200);
  for (const tool of ['ifconfig', 'route', 'netstat', 'arp', 'ping']) {
    expect(rows.some(({cmd}) => cmd.startsWith(tool))).toBe(true);
  }
});

test('what is refused is refused in one line, with a status that is not 0', () => {
  for (const {cmd, stdout, stderr, rc} of transcriptsOf('haiku').flatMap(rowsOf)) {
    if (stderr === '' || stderr.startsWith('ping: sendto: ')) continue;
    expect({cmd, stdout, stderr}).toEqual({
      cmd,
      stdout: '',
      stderr: expect.stringMatching(/^[a-z]+: .+\n$/) as unknown,
    });
    expect(rc).not.toBe(0);
  }
});
