/** What Linux's tools printed, command by command, and what a host of personality linux prints. */
import {expect, test} from 'vitest';
import {CommandBench} from '../../commands/command-context.ts';
import {AHEAD, BEFORE} from './scenarios.ts';
import {differences, essence, shellWords, transcript} from './transcript.ts';

test.each(Object.entries(BEFORE))('%s', {timeout: 60_000}, async (name, before) => {
  const bench = new CommandBench();
  await before(bench);
  const rows = transcript(name);
  const known = new Map(
    Object.entries(differences()[name] ?? {}).flatMap(([reason, places]) => places.map((place) => [place, reason])),
  );
  const matched: number[] = [];
  for (const [place, row] of rows.entries()) {
    for (const line of AHEAD[name]?.[place] ?? []) await bench.run(line, {timePasses: false});
    const {stdout, stderr, status} = await bench.run(shellWords(row.cmd), {timePasses: row.cmd.startsWith('ping')});
    const [real, ours] = [essence(row), essence({stdout, stderr, rc: status})];
    if (known.has(place)) {
      // A row that has become the same is to be taken out of the table.
      expect({row: `${place}: ${row.cmd}`, ...ours}).not.toEqual({row: `${place}: ${row.cmd}`, ...real});
    } else {
      expect({row: `${place}: ${row.cmd}`, ...ours}).toEqual({row: `${place}: ${row.cmd}`, ...real});
      matched.push(place);
    }
  }
  console.log(`${name}: ${matched.length} of ${rows.length} rows are the same, ${known.size} are known to differ`);
  expect(matched.length + known.size).toBe(rows.length);
});
