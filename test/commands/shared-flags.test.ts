import {describe, expect, test} from 'vitest';
import type {InterfaceState} from '../../src/api/schema/interface.ts';
import {CommandBench, SILENCE} from './command-context.ts';

describe('--lab, --host and --json', () => {
  test.each([
    'ifconfig --json tun0 promisc -arp',
    'ifconfig tun0 --json promisc -arp',
    'ifconfig tun0 promisc --json -arp',
    'ifconfig tun0 promisc -arp --json',
    'ifconfig --lab default tun0 promisc -arp --json --host local',
    'ifconfig tun0 --lab=default promisc -arp --host=local --json',
  ])('stand anywhere: %s', async (line) => {
    const bench = new CommandBench();
    const {status, stdout} = await bench.run(line);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({flags: ['POINTOPOINT', 'NOARP', 'PROMISC', 'LOWER_UP']});
  });

  test('are words behind --', async () => {
    const {status, stderr} = await new CommandBench().run('ifconfig -- tun0 --json');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^ifconfig: "--json" is neither /);
  });

  test('words that look like options need no --', async () => {
    const bench = new CommandBench();
    expect(await bench.run('ifconfig tun0 -promisc -arp')).toEqual(SILENCE);
    expect(await bench.run('ifconfig -- tun0 -promisc -arp')).toEqual(SILENCE);
  });

  test('--lab and $TUNLAB_LAB choose the lab, and two labs do not see each other', async () => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun0 up --lab one');
    await bench.output('ifconfig tun1 up', {env: {TUNLAB_LAB: 'two'}});
    await bench.output('ifconfig tun2 up --lab one', {env: {TUNLAB_LAB: 'two'}});
    expect(bench.labs).toEqual(['one', 'two']);
    const names = async (lab: string) =>
      (await bench.json<InterfaceState[]>(`ifconfig --lab ${lab}`)).map(({ifname}) => ifname);
    expect(await names('one')).toEqual(['lo0', 'tun0', 'tun2']);
    expect(await names('two')).toEqual(['lo0', 'tun1']);
  });

  test('--host and $TUNLAB_HOST choose the host', async () => {
    const bench = new CommandBench();
    const missing = {status: 1, stdout: '', stderr: 'route: there is no host far; there is: local\n'};
    expect(await bench.run('route --host far')).toEqual(missing);
    expect(await bench.run('route', {env: {TUNLAB_HOST: 'far'}})).toEqual(missing);
    expect(await bench.run('route --host local', {env: {TUNLAB_HOST: 'far'}})).toMatchObject({status: 0});
  });
});
