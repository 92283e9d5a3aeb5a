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
    'traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 40 byte packets\n 1  10.1.0.1  T  T  T\n 2  10.2.0.2  T  T  T\n',
  );
  expect(status).toBe(0);
});

test('traceroute ends where the way does, says so, and fails', async () => {
  const made = await bench();
  await made.output('route delete 10.2.0.0/24 --host router');
  const {status, stdout} = await made.run('traceroute -q 1 10.2.0.2 --host client');
  expect(stdout.replaceAll(TIMES, 'T')).toMatch(/^ 1 {2}10\.1\.0\.1 {2}T !N$/m);
  expect(status).toBe(1);
});

test('traceroute sends datagrams of 40 octets to one port after the other, with -I echo requests of 48', async () => {
  const made = await bench();
  const wire = made.engine.wires.named('left');
  const seen: string[] = [];
  wire.rules.addPredicate((frame, _place, from) => {
    if (from !== 'client:eth0' || frame[12] !== 0x08 || frame[13] !== 0x00) return false;
    const octets = Buffer.from(frame);
    seen.push(
      `protocol ${octets.readUInt8(23)} ttl ${octets.readUInt8(22)} length ${octets.readUInt16BE(16)} port ${octets.readUInt16BE(36)}`,
    );
    return false;
  });
  await made.output('traceroute -q 2 10.2.0.2 --host client');
  expect(seen.splice(0)).toEqual([
    'protocol 17 ttl 1 length 40 port 33434',
    'protocol 17 ttl 1 length 40 port 33435',
    'protocol 17 ttl 2 length 40 port 33436',
    'protocol 17 ttl 2 length 40 port 33437',
  ]);
  await made.output('traceroute -U -f 2 -q 2 -p 65535 10.2.0.2 --host client');
  expect(seen.splice(0)).toEqual(['protocol 17 ttl 2 length 40 port 65535', 'protocol 17 ttl 2 length 40 port 1']);
  const {stdout} = await made.run('traceroute -I -q 1 10.2.0.2 --host client');
  expect(stdout.replaceAll(TIMES, 'T')).toBe(
    'traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 48 byte packets\n 1  10.1.0.1  T\n 2  10.2.0.2  T\n',
  );
  expect(seen.map((probe) => probe.slice(0, 28))).toEqual([
    'protocol 1 ttl 1 length 48 p',
    'protocol 1 ttl 2 length 48 p',
  ]);
});

test('traceroute tells how long each probe took', async () => {
  const made = await bench();
  await made.output('traceroute -q 1 10.2.0.2 --host client');
  await made.output('wire set right delay 20ms');
  // The router knows the server's station by now.
  expect(await made.output('traceroute -q 2 -n 10.2.0.2 --host client')).toContain(
    '\n 1  10.1.0.1  0.000 ms  0.000 ms\n 2  10.2.0.2  40.000 ms  40.000 ms\n',
  );
});

test('a host that has the port and answers was reached as well', async () => {
  const made = await bench();
  const listener = made.start('udp echo 33437 --host server');
  await made.until(() => listener.output.stdout !== '' || listener.output.stderr !== '');
  const {status} = await made.run('traceroute 10.2.0.2 --host client', {timePasses: true});
  listener.interrupt();
  expect(status).toBe(0);
});

test.each([
  ['a host that is not there', 'traceroute -q 1 -w 9 10.2.0.77', /^ 2 {2}10\.1\.0\.1 {2}T !H$/m],
  ['a probe that is lost', 'traceroute -q 1 -w 1 -m 2 10.2.0.2', /^ 1 {2}10\.1\.0\.1 {2}T\n 2 {2}\*$/m],
])('%s has its mark', async (_what, line, shown) => {
  const made = await bench();
  if (line.includes('-m 2')) await made.output('wire set right loss 100%');
  const {status, stdout} = await made.run(`${line} --host client`);
  expect(stdout.replaceAll(TIMES, 'T')).toMatch(shown);
  expect(status).toBe(1);
});

test.each([
  ['traceroute 192.0.2.1 --host server', 1, 'a route rejects it'],
  ['traceroute -I 192.0.2.1 --host server', 1, 'a route rejects it'],
  ['traceroute nobody --host client', 1, 'cannot resolve nobody'],
  ['traceroute -f 5 -m 4 10.2.0.2', 2, 'the first hop, 5, comes after the last one, 4: see -f and -m'],
  ['traceroute -p 0 10.2.0.2', 2, '--port takes a whole number from 1 to 65535'],
  ['traceroute -I -U 10.2.0.2', 2, 'udp'],
])('%s fails with one line', async (line, status, message) => {
  const made = await bench();
  await made.output('route add -net 192.0.2.0/24 -reject --host server');
  const outcome = await made.run(line);
  expect({status: outcome.status, stdout: outcome.stdout}).toEqual({status, stdout: ''});
  expect(outcome.stderr).toContain(message);
  expect(outcome.stderr.match(/\n/g)).toHaveLength(1);
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
