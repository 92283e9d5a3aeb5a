/** What FreeBSD's tools print, worked out from their sources, and what a host of personality bsd prints. */
import {expect, test} from 'vitest';
import {CommandBench} from '../../commands/command-context.ts';
import {Stage, script} from './stage.ts';
import {shellWords, transcriptsOf} from './transcript.ts';

/** A host that has begun as FreeBSD's do. */
async function freeBsd(): Promise<CommandBench> {
  const bench = new CommandBench();
  await bench.output('host set local personality bsd');
  const onLink = {local: 'fe80::1', prefixlen: 64};
  await bench.lab.configureInterface({host: 'local', ifname: 'lo0', mtu: 16_384, inet6: {set: [onLink]}});
  return bench;
}

test.each(transcriptsOf('bsd'))('%s', {timeout: 60_000}, async (name) => {
  const bench = await freeBsd();
  const stage = new Stage(bench);
  for (const [place, row] of script('bsd', name).entries()) {
    if ('do' in row) await stage.enter(row.do);
    else {
      const {stdout, stderr, status} = await bench.run(shellWords(row.cmd));
      const at = `${place}: ${row.cmd}`;
      expect({at, stdout, stderr, rc: status}).toEqual({at, stdout: row.stdout, stderr: row.stderr, rc: row.rc});
    }
  }
});

test('they are at least 250 rows of all tools', () => {
  const rows = transcriptsOf('bsd').flatMap((name) =>
    script('bsd', name).flatMap((row) => ('cmd' in row ? [row] : [])),
  );
  expect(rows.length).toBeGreaterThanOrEqual(250);
  for (const tool of ['ifconfig', 'route', 'netstat', 'arp', 'ping', 'ndp']) {
    expect(rows.some(({cmd}) => cmd.startsWith(tool))).toBe(true);
  }
});

test.each(transcriptsOf('bsd'))('%s, with --json', {timeout: 60_000}, async (name) => {
  const bench = await freeBsd();
  const stage = new Stage(bench);
  for (const row of script('bsd', name)) {
    if ('do' in row) await stage.enter(row.do);
    else {
      const [tool = '', ...words] = shellWords(row.cmd);
      const {stdout, status} = await bench.run([tool, '--json', ...words]);
      const lines = stdout.split('\n');
      expect({cmd: row.cmd, rest: lines.pop()}).toEqual({cmd: row.cmd, rest: ''});
      const values = lines.map((line) => JSON.parse(line) as unknown);
      expect({cmd: row.cmd, rc: status}).toEqual({cmd: row.cmd, rc: row.rc});
      if (status !== 0 && tool !== 'ping') expect(values).toEqual([{error: expect.anything() as unknown}]);
    }
  }
});
