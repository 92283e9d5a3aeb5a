/** `bridge`, from the words to what is printed. */
import {expect, test} from 'vitest';
import type {BridgeDetails, BridgeState} from '../../src/api/schema/bridge.ts';
import {CommandBench, SILENCE} from './command-context.ts';

async function bench(): Promise<CommandBench> {
  const made = new CommandBench();
  for (const line of [
    'tunctl create tap0',
    'tunctl create tap1',
    'bridge add br0 tap0',
    'ifconfig tap0 up',
    'ifconfig tap1 up',
  ]) {
    await made.output(line);
  }
  return made;
}

/** Addresses follow from the seed, and say nothing to the reader. */
const masked = (text: string) => text.replaceAll(/02(:[0-9a-f]{2}){5}/g, '<its own station>');

test('add, join, leave and set say nothing; list and show tell', async () => {
  const made = await bench();
  expect(await made.run('bridge join bridge0 tap1')).toEqual(SILENCE);
  expect(await made.run('bridge set br0 ageing 1.5min')).toEqual(SILENCE);
  expect(masked(await made.output('bridge list'))).toBe(
    `
NAME  STATE  ADDRESS            MTU   AGEING  PORTS
br0   down   <its own station>  1514  90s     tap0 tap1
`.trimStart(),
  );
  expect(await made.run('bridge leave br0 tap0 tap1')).toEqual(SILENCE);
  expect((await made.json<BridgeState[]>('bridge list'))[0]?.ports).toEqual([]);
});

test('show tells what to do about a bridge that is down', async () => {
  const made = await bench();
  expect(await made.output('bridge show br0')).toContain('it carries nothing; bring it up: ifconfig br0 up\n');
});

test('show prints ports, frames and stations', async () => {
  const made = await bench();
  await made.output('bridge join br0 tap1');
  await made.output('ifconfig br0 up');
  const data = '0800'.padEnd(44, '0');
  await made.output(['tunctl', 'write', 'tap0', `ffffffffffff0200000000aa${data}`]);
  await made.output(['tunctl', 'write', 'tap1', `0200000000aa0200000000bb${data}`]);
  const [first, ...rest] = (await made.output('bridge show br0')).split('\n');
  expect(first).toBe('br0: up, MTU 1514, ageing 300s');
  expect(rest.slice(0, 4).join('\n')).toBe(
    `
  PORT  STATE       FRAMES
  tap0  forwarding  1 received, 1 flooded, 1 sent
  tap1  forwarding  1 received, 1 forwarded, 1 sent
  STATION            PORT  AGE`.slice(1),
  );
  expect(rest.slice(5)).toEqual(['  02:00:00:00:00:aa  tap0  0.0s', '  02:00:00:00:00:bb  tap1  0.0s', '']);
  const shown = await made.json<BridgeDetails>('bridge show br0');
  expect(shown.stations.map(({port, local}) => [port, local])).toEqual([
    ['br0', true],
    ['tap0', false],
    ['tap1', false],
  ]);
});

test('list says so when there are none', async () => {
  expect(await new CommandBench().output('bridge list')).toBe('no bridges\n');
});

test('remove takes it away; the ports stay', async () => {
  const made = await bench();
  expect(await made.run('bridge remove br0')).toEqual(SILENCE);
  expect(await made.output('bridge list')).toBe('no bridges\n');
  expect(await made.output('ifconfig tap0')).toContain('tap/0');
});

test.each(['br3', 'bridge3'])('ifconfig makes and removes %s as it does other interfaces', async (name) => {
  const made = new CommandBench();
  expect(await made.run(`ifconfig ${name} create`)).toEqual(SILENCE);
  expect(await made.run(`ifconfig ${name} 10.0.0.1/24 up`)).toEqual(SILENCE);
  expect(await made.output('ifconfig br3')).toContain('inet addr: 10.0.0.1');
  expect(await made.run(`ifconfig ${name} destroy`)).toEqual(SILENCE);
  expect(await made.output('bridge list')).toBe('no bridges\n');
});

test.each([
  ['bridge add', 2, 'NAME'],
  ['bridge add br0', 1, 'br0 exists already'],
  ['bridge add tun5', 1, 'tun5 is no name for a bridge; try br0'],
  ['bridge add br1 tap1 tap1', 1, 'tap1 can be a port of br1 only once'],
  ['bridge add br1 tap0', 1, 'tap0 is a port of br0; first: tunlab bridge leave br0 tap0'],
  ['bridge join br0', 2, 'PORTS'],
  ['bridge join br0 eth9', 1, 'there is no interface eth9'],
  ['bridge join br7 tap1', 1, 'there is no bridge br7; make it with: tunlab bridge add br7'],
  ['bridge leave br0 tap1', 1, 'tap1 is not a port of br0'],
  ['bridge set br0', 2, 'SETTINGS'],
  ['bridge set br0 stp on', 2, '"stp" is no setting of a bridge: ageing'],
  ['bridge set br0 ageing', 2, '"ageing" needs a duration'],
  ['bridge set br0 ageing 5', 2, '"5" is no duration'],
  ['bridge set br0 ageing 300h', 2, '"ageing" must be <= 1000000'],
  ['bridge show lo0', 1, 'lo0 is not a bridge'],
  ['bridge remove br7', 1, 'there is no bridge br7'],
  ['bridge list --host nobody', 1, 'there is no host nobody'],
])('%s fails', async (line, status, message) => {
  const made = await bench();
  const before = await made.json('bridge list');
  const outcome = await made.run(line);
  expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
  expect(outcome.stderr).toContain(message);
  expect(outcome.stderr.split('\n')).toHaveLength(2);
  expect(await made.json('bridge list')).toEqual(before);
});
