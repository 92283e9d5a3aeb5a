import {describe, expect, test} from 'vitest';
import type {DeviceQueues, DeviceState, FrameRead} from '../../src/api/schema/device.ts';
import {PING_FRAME, PING_PACKET} from '../packet/golden.ts';
import {benchWithRequests, benchWithTunnel, CommandBench, SILENCE} from './command-context.ts';

/** PING_PACKET's reply: another type, so another checksum; the TTL of the one who answers. */
const REPLY_PACKET = PING_PACKET.replace('fe01f80e', '4001b60f').replace('0800097c', '0000117c');

const PING = 'ping -c 1 -W 0 --id 1 --ip-id 1 --stamp 5 10.10.10.8';

async function shown(bench: CommandBench, ifname = 'tun0'): Promise<DeviceState> {
  return bench.json<DeviceState>(`tunctl show ${ifname}`);
}

async function queues(bench: CommandBench): Promise<DeviceQueues> {
  return bench.json<DeviceQueues>('tunctl queues tun0');
}

describe('tunctl read', () => {
  test('prints one line of hex a packet', async () => {
    const bench = await benchWithRequests(3);
    const printed = await bench.output('tunctl read tun0 --count 2');
    expect(printed).toMatch(/^(45000054[0-9a-f]{160}\n){2}$/);
    expect(await shown(bench)).toMatchObject({queues: {application: {packets: 1, dequeued: 2}}});
  });

  test('waits for a packet', async () => {
    const bench = await benchWithTunnel();
    const reading = bench.start('tunctl read tun0');
    const device = bench.engine.host('local').device('tun0');
    await bench.until(() => device.opened);
    expect(reading.output.stdout).toBe('');
    await bench.run(PING, {timePasses: true});
    expect(await reading.ended).toMatchObject({status: 0, stdout: expect.stringMatching(/^45000054/) as string});
    expect(device.opened).toBe(false);
  });

  test('ends when it is interrupted, and closes the node', async () => {
    const bench = await benchWithTunnel();
    const reading = bench.start('tunctl read tun0');
    const device = bench.engine.host('local').device('tun0');
    await bench.until(() => device.opened);
    reading.interrupt();
    expect(await reading.ended).toMatchObject({stdout: '', stderr: ''});
    expect(device.opened).toBe(false);
  });

  test('--timeout gives up after so many seconds', async () => {
    const bench = await benchWithTunnel();
    const start = bench.clock.now();
    expect(await bench.run('tunctl read tun0 --timeout 2.5')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: no packet came to the application queue of tun0 within 2.5 s\n',
    });
    expect(bench.clock.now() - start).toBe(2500);
  });

  test('--nonblock gives up at once', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl read tun0 --nonblock')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: no packet waits in the application queue of tun0\n',
    });
  });

  test('--peek leaves the packets where they are, and does not open the node', async () => {
    const bench = await benchWithRequests(2);
    bench.engine
      .host('local')
      .device('tun0')
      .open({ready: () => false, take: () => undefined});
    const peeked = await bench.output('tunctl read tun0 --peek --count 2');
    expect(peeked.split('\n')).toHaveLength(3);
    expect(await queues(bench)).toMatchObject({application: {packets: 2}});
  });

  test('--queue interface reads what the stack would have received', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    expect(await bench.output('tunctl read tun0 --queue interface --peek')).toBe(`${PING_PACKET}\n`);
    expect(await bench.output('tunctl read tun0 --queue interface')).toBe(`${PING_PACKET}\n`);
    expect(await queues(bench)).toMatchObject({interface: {packets: 0}});
  });

  test('--size: a short buffer loses the rest and says so', async () => {
    const bench = await benchWithRequests(1);
    const {status, stdout, stderr} = await bench.run('tunctl read tun0 --size 20');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{40}\n$/);
    expect(stderr).toBe('tunctl: tun0: 64 octets of the packet did not fit and are lost\n');
  });

  test.each([
    ['hex', /^45000054[0-9a-f]{160}\n$/],
    ['dump', /^0000 {2}45 00 00 54 00 01 00 00 fe 01 94 82 0a 0a 0a 0a {2}\|E\.\.T\.{12}\|\n(?:00[1-5]0 {2}.*\n){5}$/],
    ['text', /^10\.10\.10\.10 > 10\.10\.10\.8: ICMP echo request, id 1, seq 0, length 64\n {4}0 {2}45 {17}version/],
    ['raw', /^E\0\0T\0\x01\0\0\xfe\x01\x94\x82\n\n\n\n\n\n\n\x08\x08\0[^]{62}$/],
  ])('--format %s', async (format, expected) => {
    const bench = await benchWithTunnel();
    await bench.run(PING);
    expect(await bench.output(`tunctl read tun0 --format ${format}`)).toMatch(expected);
  });

  test.each(['--format json', '--json'])('%s', async (words) => {
    const bench = await benchWithTunnel();
    await bench.run(PING);
    const frame = JSON.parse(await bench.output(`tunctl read tun0 ${words}`)) as FrameRead;
    expect(frame).toEqual({
      hex: expect.stringMatching(/^45000054/) as string,
      octets: 84,
      truncated: 0,
      description: '10.10.10.10 > 10.10.10.8: ICMP echo request, id 1, seq 0, length 64',
    });
  });
});

describe('tunctl write', () => {
  const forms: [string, string[], string | Uint8Array][] = [
    ['an operand', [PING_PACKET], ''],
    ['an operand with blanks and 0x', [`0x${PING_PACKET.replaceAll(/(..)/g, '$1 ')}`], ''],
    ['two operands', [PING_PACKET, PING_PACKET.toUpperCase()], ''],
    ['lines of standard input', [], `${PING_PACKET}\n\n${PING_PACKET}`],
    ['lines with carriage returns', [], `${PING_PACKET}\r\n`],
    ['--raw', ['--raw'], Buffer.from(PING_PACKET, 'hex')],
  ];
  test.each(forms)('takes %s', async (_what, words, input) => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    expect(await bench.run(['tunctl', 'write', 'tun0', ...words], {input})).toEqual(SILENCE);
    const {contents} = (await queues(bench)).interface;
    expect(new Set(contents.map((packet) => packet.hex))).toEqual(new Set([PING_PACKET]));
  });

  test('--json says how much was written', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.json(['tunctl', 'write', 'tun0', PING_PACKET, PING_PACKET])).toEqual({packets: 2, octets: 168});
  });

  test('the 98 octets of the report are accepted, and answered', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl set tun0 link-header ethernet');
    await bench.output(['tunctl', 'write', 'tun0', PING_FRAME]);
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 1 packets, 0 errors, 84 bytes,');
    await bench.output('route delete 10.10.10.10');
    await bench.output('route add tun0 10.10.10.10 host');
    await bench.output('tunctl hold tun0 interface');
    const start = await queues(bench);
    expect(start.interface.packets).toBe(0);
    await bench.output(['tunctl', 'write', 'tun0', PING_FRAME]);
    await bench.output('tunctl step tun0 interface');
    const {contents} = (await queues(bench)).interface;
    expect(contents).toMatchObject([{octets: 98, reason: 'own-address'}]);
    expect(contents[0]!.hex.slice(68, 70)).toBe('00');
  });
});

describe('tunctl reply', () => {
  test.each([
    ['none', ''],
    ['pi', '00000800'],
    ['af', '00000002'],
  ])('keeps the link header "%s"', async (header, octets) => {
    const bench = new CommandBench();
    const words = `tunctl reply --link-header ${header}`;
    expect(await bench.output(words, {input: `${octets}${PING_PACKET}\n`})).toBe(`${octets}${REPLY_PACKET}\n`);
  });

  test('swaps the addresses of an Ethernet header', async () => {
    const bench = new CommandBench();
    const [one, other] = ['020000000001', '020000000002'];
    expect(await bench.output('tunctl reply --link-header ethernet', {input: `${one}${other}0800${PING_PACKET}`})).toBe(
      `${other}${one}0800${REPLY_PACKET}\n`,
    );
  });

  test('--ttl; a line a packet; no lab is needed', async () => {
    const bench = new CommandBench();
    const printed = await bench.output('tunctl reply --ttl 254', {input: `${PING_PACKET}\n${PING_PACKET}\n`});
    const reply = PING_PACKET.replace('0800097c', '0000117c');
    expect(printed).toBe(`${reply}\n${reply}\n`);
    expect(bench.labs).toEqual([]);
  });

  test('--json is an array of hex', async () => {
    const bench = new CommandBench();
    expect(JSON.parse(await bench.output('tunctl reply --json', {input: PING_PACKET}))).toEqual([REPLY_PACKET]);
  });

  test('refuses what is no echo request, and says what it is', async () => {
    const {status, stdout, stderr} = await new CommandBench().run('tunctl reply', {input: REPLY_PACKET});
    expect({status, stdout}).toEqual({status: 1, stdout: ''});
    expect(stderr).toBe(
      'tunctl: no echo request: 10.10.10.10 > 10.10.10.10: ICMP echo reply, id 22274, seq 0, length 64\n',
    );
  });
});

test('tunctl respond says that the node is not there yet', async () => {
  const bench = new CommandBench();
  await bench.output('tunctl create tun0');
  expect(await bench.run('tunctl respond tun0')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'tunctl: tun0 has no device node yet; bring it up: ifconfig tun0 up\n',
  });
});
