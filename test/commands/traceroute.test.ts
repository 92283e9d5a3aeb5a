/** `traceroute` and `netstat`: a way over a router, and what was counted on it. */
import {expect, test} from 'vitest';
import {CommandBench, SILENCE} from './command-context.ts';

const TIMES = /\d+\.\d{3} ms/g;

/** client – router – server; the router passes packets on. */
async function bench(): Promise<CommandBench> {
  const made = new CommandBench();
  for (const line of [
    'host add client router server',
    'wire add left client:eth0 router:eth0',
    'wire add right router:eth1 server:eth0',
    'ifconfig eth0 10.1.0.2/24 up --host client',
    'ifconfig eth0 10.1.0.1/24 up --host router',
    'ifconfig eth1 10.2.0.1/24 up --host router',
    'ifconfig eth0 10.2.0.2/24 up --host server',
    'route add default gw 10.1.0.1 --host client',
    'route add default gw 10.2.0.1 --host server',
    'tunctl sysctl net.inet.ip.forwarding=1 --host router',
  ]) {
    expect(await made.run(line)).toEqual(SILENCE);
  }
  return made;
}

test('traceroute names each router once and ends at the host', async () => {
  const made = await bench();
  const {status, stdout} = await made.run('traceroute 10.2.0.2 --host client');
  expect(stdout.replaceAll(TIMES, 'T')).toBe(
    'traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 56 byte packets\n 1  10.1.0.1 T  T  T\n 2  10.2.0.2 T  T  T\n',
  );
  expect(status).toBe(0);
});

test('traceroute ends where the way does, says so, and fails', async () => {
  const made = await bench();
  await made.output('route delete 10.2.0.0/24 --host router');
  const {status, stdout} = await made.run('traceroute -q 1 10.2.0.2 --host client');
  expect(stdout.replaceAll(TIMES, 'T')).toMatch(/^ 1 {2}10\.1\.0\.1 T !N$/m);
  expect(status).toBe(1);
});

test('traceroute looks no further than it is told', async () => {
  const made = await bench();
  const {status, stdout} = await made.run('traceroute --json -q 1 -m 1 10.2.0.2 --host client');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    destination: '10.2.0.2',
    reached: false,
    hops: [{ttl: 1, reached: false, probes: [{from: '10.1.0.1'}]}],
  });
});

test('netstat -s gives every drop its reason, and names nothing that did not happen', async () => {
  const made = await bench();
  expect(await made.output('netstat -s --host local')).toBe('nothing has happened yet\n');
  await made.run('traceroute -q 2 -m 1 10.2.0.2 --host client');
  const lines = (await made.output('netstat -s --host router')).split('\n');
  expect(lines).toContain('\t2 ttl-exceeded');
  expect(lines).toContain('\t2 errors-sent');
  expect(lines.join('\n')).not.toMatch(/^\t0 /m);
});

test('netstat -i has one line an interface, netstat -r is the routing table', async () => {
  const made = await bench();
  expect(await made.output('netstat -i --host client')).toMatch(
    /^NAME +MTU .*\nlo0 .*\neth0 +1500 .*UP BROADCAST LOWER_UP\n$/,
  );
  expect(await made.output('netstat -rn --host client')).toBe(await made.output('route -n --host client'));
});

test('netstat -s tells that another station has an address of this host', async () => {
  const made = await bench();
  await made.output('ifconfig eth0 10.1.0.1/24 --host client');
  expect(await made.output('netstat -s --host router')).toContain('\t1 address-conflicts\n');
});
