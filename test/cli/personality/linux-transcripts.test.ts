/** What Linux's tools printed, command by command, and what a host of personality linux prints. */
import {describe, expect, test} from 'vitest';
import {CommandBench} from '../../commands/command-context.ts';
import {AHEAD, BEFORE} from './scenarios.ts';
import {differences, essence, rowsOf, shellWords, transcriptsOf} from './transcript.ts';

test.each(Object.entries(BEFORE))('%s', {timeout: 60_000}, async (name, before) => {
  const bench = new CommandBench();
  await before(bench);
  for (const [place, {ours}] of rowsOf(name).entries()) {
    for (const line of AHEAD[name]?.[place] ?? []) await bench.run(line, {timePasses: false});
    const {stdout, stderr, status} = await bench.run(shellWords(ours.cmd), {timePasses: ours.cmd.startsWith('ping')});
    const row = `${place}: ${ours.cmd}`;
    expect({row, ...essence({stdout, stderr, rc: status})}).toEqual({row, ...essence(ours)});
  }
});

describe('differences.json', () => {
  test('is about transcripts that there are', () => {
    expect(transcriptsOf('linux')).toEqual(expect.arrayContaining(Object.keys(differences())));
  });

  test.each(Object.entries(differences()))('%s: each row that is listed does differ, once', (name, listed) => {
    const rows = rowsOf(name);
    const places = listed.flatMap((difference) => difference.rows);
    expect(new Set(places).size).toBe(places.length);
    for (const place of places) {
      const {original, ours} = rows[place]!;
      expect(essence(ours), `row ${place}: ${original.cmd}`).not.toEqual(essence(original));
    }
  });

  test('a status alone differs only where the original calls a failure a success', () => {
    for (const [name, listed] of Object.entries(differences())) {
      const rows = rowsOf(name);
      for (const {rows: places, rc} of listed) {
        if (rc === undefined) continue;
        expect(rc).not.toBe(0);
        expect(places.map((place) => rows[place]!.original.rc)).toEqual(places.map(() => 0));
      }
    }
  });
});
