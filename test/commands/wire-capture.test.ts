/** `wire capture`, from the words to what is printed. */
import {describe, expect, test} from 'vitest';
import {CommandBench, type Running} from './command-context.ts';
import {collect} from '../service/lab-under-test.ts';

const CLIENT = '02:00:00:00:00:0a';
const SERVER = '02:00:00:00:00:0b';
const REQUEST = ['ping', '-c', '1', '--id', '7', '--ip-id', '9', '--stamp', '0', '10.0.0.2', '--host', 'client'];

/** `client` and `server` on the wire `lan`, who know each other, 5 ms apart; `running` captures. */
async function bench(line = 'wire capture lan'): Promise<{made: CommandBench; running: Running}> {
  const made = new CommandBench();
  for (const before of [
    'host add client server',
    'wire add lan client:eth0 server:eth0',
    `ifconfig eth0 hw ether ${CLIENT} --host client`,
    `ifconfig eth0 hw ether ${SERVER} --host server`,
    'ifconfig eth0 10.0.0.1/24 up --host client',
    'ifconfig eth0 10.0.0.2/24 up --host server',
    `arp -s 10.0.0.2 ${SERVER} --host client`,
    `arp -s 10.0.0.1 ${CLIENT} --host server`,
    'wire set lan delay 5ms',
  ]) {
    await made.output(before);
  }
  const running = made.start(line);
  await made.until(() => running.output.stdout !== '' || running.output.stderr !== '' || /hex/.test(line));
  return {made, running};
}

describe('wire capture', () => {
  test('prints a line a frame, with the time it arrived at and who sent it', async () => {
    const {made, running} = await bench('wire capture lan --count 2');
    await made.output(REQUEST, {timePasses: true});
    expect(await running.ended).toEqual({
      status: 0,
      stdout: `listening on lan
04:16:00.005000 client:eth0  10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 0, length 64 (98 octets)
04:16:00.010000 server:eth0  10.0.0.2 > 10.0.0.1: ICMP echo reply, id 7, seq 0, length 64 (98 octets)
`,
      stderr: '',
    });
  });

  test.each([
    ['dump', /^listening on lan\n04:16[^\n]+\n0000 {2}02 00 00 00 00 0b 02 00 00 00 00 0a 08 00 45 00 {2}\|.*\|\n/],
    ['hex', /^02000000000b02000000000a0800450000540009[\da-f]{156}\n$/],
    [
      'json',
      /^\{"event":"capturing","wire":"lan"\}\n\{"event":"frame","at":1686024960005,"from":\{"host":"client","ifname":"eth0"\},"octets":98,"hex":"0200.*","description":"10\.0\.0\.1 > 10\.0\.0\.2: ICMP echo request, id 7, seq 0, length 64"\}\n$/,
    ],
  ])('--format %s', async (format, expected) => {
    const {made, running} = await bench(`wire capture lan --count 1 --format ${format}`);
    await made.output(REQUEST, {timePasses: true});
    const {status, stdout} = await running.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(expected);
  });

  test('--format pcap is a file of tcpdump', async () => {
    const {made, running} = await bench('wire capture lan --count 2 --format pcap');
    await made.output(REQUEST, {timePasses: true});
    const file = Buffer.from((await running.ended).stdout, 'latin1');
    // Times in microseconds, version 2.4, frames of Ethernet.
    expect(file.subarray(0, 24).toString('hex')).toBe('d4c3b2a1020004000000000000000000000004000100' + '0000');
    const record = 16 + 98;
    expect(file.length).toBe(24 + 2 * record);
    for (const [at, microseconds] of [
      [24, 5000],
      [24 + record, 10_000],
    ] as const) {
      expect([0, 4, 8, 12].map((field) => file.readUInt32LE(at + field))).toEqual([
        1_686_024_960,
        microseconds,
        98,
        98,
      ]);
    }
    expect(file.subarray(40, 54).toString('hex')).toBe('02000000000b02000000000a0800');
  });

  test('only what the words say', async () => {
    const {made, running} = await bench('wire capture lan icmp from server:/dev/net/ipro1000/0');
    await made.output('udp send 10.0.0.1 9 x --host server', {timePasses: true});
    await made.output(REQUEST, {timePasses: true});
    running.interrupt();
    const {status, stdout} = await running.ended;
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.slice(16, 63))).toEqual([
      '',
      'server:eth0  10.0.0.2 > 10.0.0.1: ICMP echo rep',
      '',
    ]);
  });

  test('changes nothing of what the stations hear', async () => {
    const {made} = await bench();
    await made.output(REQUEST, {timePasses: true});
    // A question or an announcement of each has gone before.
    expect(await made.output('wire list lan')).toMatch(
      /client:eth0 {2}2 sent, 2 delivered\n {2}server:eth0 {2}2 sent, 2 delivered/,
    );
  });

  test.each([
    ['--timeout 2', 'tunlab: wire: no frame came on lan within 2 s\n'],
    ['--count 3 --timeout 0', 'tunlab: wire: no frame came on lan within 0 s\n'],
  ])('%s: fails when the time is over', async (options, stderr) => {
    const {made, running} = await bench(`wire capture lan ${options}`);
    made.clock.advance(2000);
    expect(await running.ended).toEqual({status: 1, stdout: 'listening on lan\n', stderr});
  });

  test('ends with the status of an interrupt when frames were still to come', async () => {
    const {running} = await bench('wire capture lan --count 1');
    running.interrupt();
    expect(await running.ended).toMatchObject({status: 130, stderr: ''});
  });

  test('ends with its wire, after what was heard before', async () => {
    const {made, running} = await bench();
    await made.output(REQUEST, {timePasses: true});
    await made.output('wire remove lan');
    const {status, stdout, stderr} = await running.ended;
    expect({status, stderr}).toEqual({status: 1, stderr: 'tunlab: the wire lan was removed\n'});
    expect(stdout.split('\n')).toHaveLength(4);
  });

  test.each([
    ['wire capture nothing', 1, 'there is no wire nothing'],
    ['wire capture lan from client:eth7', 1, 'client:eth7 is not plugged into lan; there is: client:eth0, server:eth0'],
    ['wire capture lan icpm', 2, '"icpm" says nothing about a frame: arp'],
    ['wire capture lan --count 0', 2, '--count takes a whole number from 1'],
    ['wire capture', 2, 'NAME (the wire) is missing'],
  ])('%s is refused', async (line, status, message) => {
    const {made} = await bench();
    const refused = await made.run(line, {timePasses: true});
    expect(refused).toMatchObject({status, stdout: ''});
    expect(refused.stderr).toContain(message);
  });

  test('a reader that is slow is told how many it has missed', async () => {
    const {made, running} = await bench();
    running.interrupt();
    await running.ended;
    const events = made.lab.captureWire({wire: 'lan', count: 4097})[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({event: 'capturing', wire: 'lan'});
    const {engine} = made;
    const nic = engine.host('client').nics.get('eth0')!;
    await made.output('wire set lan delay 0ms');
    for (let sent = 0; sent < 4100; sent++) nic.transmit(new Uint8Array(60));
    const first = await events.next();
    nic.transmit(new Uint8Array(60));
    expect(first.value).toMatchObject({event: 'frame', octets: 60});
    const rest = await collect({[Symbol.asyncIterator]: () => events});
    expect(rest).toHaveLength(4096);
    expect(rest.at(-1)).toMatchObject({lost: 4});
    expect(rest.at(-2)).not.toHaveProperty('lost');
  });
});
