/** Choosing whose tools a host has. */
import {describe, expect, test} from 'vitest';
import {CommandBench, SILENCE} from './command-context.ts';

describe('host set and host show', () => {
  test('the personality is changed, and told', async () => {
    const bench = new CommandBench();
    expect(await bench.run('host set local personality linux')).toEqual(SILENCE);
    expect(await bench.output('host list')).toBe(
      'NAME   INTERFACES  FORWARDING  PERSONALITY\nlocal  lo0         no          linux\n',
    );
    expect(await bench.output('host show local')).toContain('local:\n  personality                          linux\n');
    expect(await bench.json('host show local')).toMatchObject({name: 'local', personality: 'linux'});
  });

  test('a host is added with one', async () => {
    const bench = new CommandBench();
    await bench.output('host add server --personality bsd');
    expect(await bench.json('host show server')).toMatchObject({personality: 'bsd'});
  });

  test.each([
    ['host set local personality windows', '"windows" is not a personality: haiku, linux, bsd'],
    ['host set local colour red', '"colour" can not be set; personality can'],
    ['ifconfig --personality windows', '"windows" is not a personality: haiku, linux, bsd'],
  ])('%s is wrong usage', async (line, message) => {
    const {status, stderr} = await new CommandBench().run(line);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`^\\w+: ${message}\n$`));
  });
});

test('with and daemon start hand the personality to the daemon, from the flag or the environment', async () => {
  const bench = new CommandBench();
  await bench.run('daemon run --personality linux');
  await bench.run('daemon run', {env: {TUNLAB_PERSONALITY: 'bsd'}});
  await bench.run('daemon run');
  expect(bench.programs.map(({command}) => command.slice(3))).toEqual([
    ['--personality', 'linux'],
    ['--personality', 'bsd'],
    [],
  ]);
});
