/** `dhcp`, from the words to what is printed. */
import {expect, test} from 'vitest';
import type {DhcpState} from '../../src/api/schema/dhcp.ts';
import {GENEROUS, dhcpServerOn} from '../stack/dhcp/server-under-test.ts';
import {CommandBench, SILENCE} from './command-context.ts';

/** The host `client` on a wire with a server. */
async function bench(policy = GENEROUS) {
  const made = new CommandBench();
  await made.output('host add client');
  await made.output('wire add lan client:eth0');
  return {made, server: dhcpServerOn(made.engine.wires.named('lan'), policy)};
}

test('it says what the host has now, and the host has it', async () => {
  const {made} = await bench();
  expect(await made.output('dhcp eth0 --host client')).toBe(
    'eth0: 10.0.0.15/24 from 10.0.0.1, router 10.0.0.2, resolver 10.0.0.3, MTU 1280, for 86400 s\n',
  );
  expect(await made.output('ifconfig eth0 --host client')).toContain('inet addr: 10.0.0.15,');
  expect(await made.output('route get 192.0.2.1 --host client')).toContain('10.0.0.2');
  expect(await made.output('ip route --host client --personality linux')).toContain(
    'default via 10.0.0.2 dev eth0 proto dhcp',
  );
});

test('list shows each client, and release takes everything away', async () => {
  const {made, server} = await bench();
  expect(await made.output('dhcp list --host client')).toBe('no interface is configured by DHCP\n');
  await made.output('dhcp eth0 --host client');
  expect(await made.output('dhcp list --host client')).toBe(
    `
NAME  STATE  ADDRESS       SERVER    ROUTER    RESOLVER  LEFT
eth0  bound  10.0.0.15/24  10.0.0.1  10.0.0.2  10.0.0.3  for 86400 s
`.trimStart(),
  );
  server.asked();
  expect(await made.run('dhcp release eth0 --host client')).toEqual(SILENCE);
  expect(await made.json<DhcpState[]>('dhcp list --host client')).toEqual([]);
  expect(await made.output('ifconfig eth0 --host client')).not.toContain('10.0.0.15');
});

test('without an answer in time it fails, and nothing of it is left', async () => {
  const {made, server} = await bench(() => undefined);
  const outcome = await made.run('dhcp eth0 --host client --timeout 10');
  expect(outcome).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'tunlab: eth0 got no address by DHCP within 10 s: no server answered\n',
  });
  expect(server.asked().length).toBeGreaterThan(1);
  expect(await made.json<DhcpState[]>('dhcp list --host client')).toEqual([]);
});

test('in the background it goes on until there is a lease', async () => {
  const {made, server} = await bench(() => undefined);
  expect(await made.output('dhcp eth0 --host client --background')).toBe('eth0: no lease yet (selecting)\n');
  server.policy = GENEROUS;
  made.clock.advance(20_000);
  expect((await made.json<DhcpState[]>('dhcp list --host client'))[0]).toMatchObject({
    state: 'bound',
    lease: {local: '10.0.0.15', prefixlen: 24, server: '10.0.0.1'},
  });
});

test('what a server says that refuses is told', async () => {
  const {made} = await bench((asked) =>
    asked.options.type === 'request'
      ? {yours: 0, options: {type: 'nak', server: 0x0a00_0001, message: 'not you'}}
      : GENEROUS(asked),
  );
  expect((await made.run('dhcp eth0 --host client --timeout 5')).stderr).toContain('the server says: not you\n');
});

test.each([
  ['dhcp lo0', 'carries no Ethernet frames', 1],
  ['dhcp eth5', 'eth5', 1],
  ['dhcp release lo0', 'no client of DHCP is on lo0; start one with: tunlab dhcp lo0', 1],
  ['dhcp', 'NAME (a NIC, tap or bridge) is missing', 2],
  ['dhcp eth0 --timeout 0', '--timeout takes seconds', 2],
])('%s is refused', async (line, message, status) => {
  const {made} = await bench();
  const outcome = await made.run(line);
  expect(outcome.stderr).toContain(message);
  expect(outcome.status).toBe(status);
});
