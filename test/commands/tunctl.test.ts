import {describe, expect, test} from 'vitest';
import type {DeviceQueues, DeviceState, FrameRead} from '../../src/api/schema/device.ts';
import {PING_FRAME, PING_PACKET} from '../packet/golden.ts';
import {benchWithTunnel, CommandBench, SILENCE} from './command-context.ts';

/** PING_PACKET's reply: another type, so another checksum; the TTL of the one who answers. */
const REPLY_PACKET = PING_PACKET.replace('fe01f80e', '4001b60f').replace('0800097c', '0000117c');
const PING = 'ping -c 1 -W 0 --id 1 --ip-id 1 --stamp 5 10.10.10.8';

async function shown(bench: CommandBench, ifname = 'tun0'): Promise<DeviceState> {
  return bench.json<DeviceState>(`tunctl show ${ifname}`);
}

async function queues(bench: CommandBench): Promise<DeviceQueues> {
  return bench.json<DeviceQueues>('tunctl queues tun0');
}

/** A device with `count` echo requests for its application, of sequence numbers from 0. */
async function benchWithRequests(count: number): Promise<CommandBench> {
  const bench = await benchWithTunnel();
  await bench.run(`ping -c ${count} -W 0 10.10.10.8`);
  return bench;
}

describe('tunctl create', () => {
  test('takes the lowest free number and prints it', async () => {
    const bench = new CommandBench();
    expect(await bench.output('tunctl create')).toBe('tun0\n');
    expect(await bench.output('tunctl create')).toBe('tun1\n');
    await bench.output('tunctl delete tun0');
    expect(await bench.output('tunctl create tun')).toBe('tun0\n');
  });

  test('takes the name it is given, in any spelling', async () => {
    const bench = new CommandBench();
    expect(await bench.output('tunctl create tun/7')).toBe('tun7\n');
    expect(await bench.output('tunctl create vpn')).toBe('vpn\n');
  });

  test('takes settings', async () => {
    const bench = new CommandBench();
    expect(await bench.output('tunctl create tun5 link-header ethernet queue 9 owner bob')).toBe('tun5\n');
    expect(await shown(bench, 'tun5')).toMatchObject({
      link_header: 'ethernet',
      user: 'bob',
      queues: {application: {limit_packets: 9}, interface: {limit_packets: 9}},
    });
  });
});

describe('tunctl delete', () => {
  test('takes the interface with it', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl delete tun0')).toEqual(SILENCE);
    expect(await bench.run('ifconfig tun0')).toMatchObject({status: 1});
  });

  test('is for tun devices', async () => {
    const bench = new CommandBench();
    expect(await bench.run('tunctl delete lo0')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: lo0 is not a tun device\n',
    });
  });
});

describe('tunctl list and show', () => {
  test('no devices', async () => {
    const bench = new CommandBench();
    expect(await bench.output('tunctl list')).toBe('no devices\n');
    expect(await bench.json('tunctl list')).toEqual([]);
  });

  test('one line a device', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl create tun1 link-header pi');
    await bench.output('tunctl hold tun0 interface');
    expect(await bench.output('tunctl list')).toBe(
      `NAME  MODE  STATE  OPENED  LINK HEADER  APPLICATION QUEUE  INTERFACE QUEUE  NODE
tun0  tun   up     no      none         0 of 500           0 of 500 held    -
tun1  tun   down   no      pi           0 of 500           0 of 500         -
`,
    );
  });

  test('one line a fact', async () => {
    const bench = await benchWithRequests(2);
    await bench.output('tunctl read tun0');
    await bench.run('tunctl write tun0 00');
    expect(await bench.output('tunctl show tun0')).toMatch(
      new RegExp(
        `^name               tun0
mode               tun
state              up
node               .*
opened             no
persistent         yes
link header        none
owner              -
group              -
application queue  not held, 1 of 500 packets, 84 octets; 2 in, 1 out, 0 dropped
interface queue    not held, 0 of 500 packets, 0 octets; 0 in, 0 out, 0 dropped
refused            1 [a-z-]+
$`,
      ),
    );
  });

  test('--json has every documented key', async () => {
    const bench = new CommandBench();
    await bench.output('tunctl create tun0');
    const queue = {
      packets: 0,
      octets: 0,
      limit_packets: 500,
      limit_octets: null,
      held: false,
      steps: 0,
      enqueued: 0,
      dequeued: 0,
      dropped: 0,
    };
    const device = {
      ifname: 'tun0',
      mode: 'tun',
      node: null,
      opened: false,
      up: false,
      persist: true,
      link_header: 'none',
      user: null,
      group: null,
      queues: {application: queue, interface: queue},
      refused: {},
    };
    expect(await shown(bench)).toEqual(device);
    expect(await bench.json('tunctl list')).toEqual([device]);
  });
});

describe('tunctl set', () => {
  test.each<[string, object]>([
    ['link-header ethernet', {link_header: 'ethernet'}],
    ['link-header=pi', {link_header: 'pi'}],
    ['link-header af', {link_header: 'af'}],
    ['persist off', {persist: false}],
    ['persist off persist=on', {}],
    ['owner alice group vpn', {user: 'alice', group: 'vpn'}],
    ['queue 3', {queues: {application: {limit_packets: 3}, interface: {limit_packets: 3}}}],
    ['application-queue 3 interface-queue 4', {queues: {application: {limit_packets: 3}, interface: {limit_packets: 4}}}],
    ['queue 1000octets', {queues: {application: {limit_octets: 1000}, interface: {limit_octets: 1000}}}],
  ])('%s', async (words, state) => {
    const bench = await benchWithTunnel();
    const twice = words.includes('persist=on');
    expect(await bench.run(`tunctl set tun0 ${words}`)).toMatchObject({status: twice ? 2 : 0, stdout: ''});
    expect(await shown(bench)).toMatchObject(state);
  });

  test('owner - is nobody', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl set tun0 owner alice');
    await bench.output('tunctl set tun0 owner -');
    expect(await shown(bench)).toMatchObject({user: null});
  });

  test('a queue of three takes three packets: the rest is dropped and counted', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl set tun0 queue 3');
    await bench.run('ping -c 5 -W 0 10.10.10.8');
    expect(await shown(bench)).toMatchObject({queues: {application: {packets: 3, enqueued: 3, dropped: 2}}});
    expect(await bench.output('ifconfig tun0')).toContain('\tTransmit: 3 packets, 0 errors, 252 bytes, 0 mcasts, 2 dropped\n');
  });

  test('a queue of 200 octets takes two packets of 84', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl set tun0 queue 200octets');
    await bench.run('ping -c 5 -W 0 10.10.10.8');
    expect(await shown(bench)).toMatchObject({queues: {application: {packets: 2, octets: 168, dropped: 3}}});
  });

  test('persist off: closing the node removes the interface', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl set tun0 persist off');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    expect(await bench.json('tunctl list')).toEqual([]);
    expect(await bench.run('ifconfig tun0')).toMatchObject({status: 1});
  });

  test('another link header, while packets wait, is refused and says what to do', async () => {
    const bench = await benchWithRequests(1);
    expect(await bench.run('tunctl set tun0 link-header pi')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: packets wait in the queues of tun0; first: tunctl flush tun0\n',
    });
    await bench.output('tunctl flush tun0');
    expect(await bench.run('tunctl set tun0 link-header pi')).toEqual(SILENCE);
  });
});

describe('tunctl queues', () => {
  test('says what is in them, and why', async () => {
    const bench = await benchWithTunnel();
    await bench.run(PING);
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET.replace('f80e0a0a0a0a0a0a0a0a', 'f80f0a0a0a0a0a0a0a09')]);
    expect(await bench.output('tunctl queues tun0')).toBe(
      `tun0 application queue (packets an application will read): not held, 1 of 500 packets, 84 octets
  PLACE  OCTETS  PACKET                                                               WHY IT IS HERE
  0      84      10.10.10.10 > 10.10.10.8: ICMP echo request, id 1, seq 0, length 64  sent by the stack

tun0 interface queue (packets the stack will receive): held, 2 of 500 packets, 168 octets
  PLACE  OCTETS  PACKET                                                                    WHY IT IS HERE
  0      84      10.10.10.10 > 10.10.10.10: ICMP echo request, id 22274, seq 0, length 64  destination 10.10.10.10 is an address of tun0
  1      84      10.10.10.10 > 10.10.10.9: ICMP echo request, id 22274, seq 0, length 64   written by the application
`,
    );
  });

  test('--json has the octets and the reason', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    const {application, interface: received, ...rest} = await queues(bench);
    expect(rest).toEqual({ifname: 'tun0', link_header: 'none', opened: false, up: true});
    expect(application.contents).toEqual([]);
    expect(received).toMatchObject({packets: 1, octets: 84, held: true});
    expect(received.contents).toEqual([{place: 0, octets: 84, hex: PING_PACKET, reason: 'own-address'}]);
  });
});

describe('tunctl hold, step and release', () => {
  test('nothing leaves a held queue but what is let go, in order', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl hold tun0')).toEqual(SILENCE);
    await bench.run('ping -c 3 -W 0 --stamp 0 10.10.10.8');
    expect(await bench.run('tunctl read tun0 --nonblock')).toMatchObject({status: 1, stdout: ''});
    expect(await bench.run('tunctl step tun0 application')).toEqual(SILENCE);
    const first = await bench.output('tunctl read tun0 --nonblock --format text');
    expect(first).toContain(', seq 0, ');
    expect(await bench.run('tunctl read tun0 --nonblock')).toMatchObject({status: 1});
    expect(await bench.run('tunctl release tun0 application')).toEqual(SILENCE);
    const rest = await bench.output('tunctl read tun0 --nonblock --count 2 --format json');
    expect(rest.match(/seq \d/g)).toEqual(['seq 1', 'seq 2']);
    expect(await shown(bench)).toMatchObject({queues: {application: {held: false}, interface: {held: true}}});
  });

  test('a held interface queue keeps what the application wrote from the stack', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET, PING_PACKET]);
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 0 packets,');
    await bench.output('tunctl step tun0 interface');
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 1 packets,');
    await bench.output('tunctl release tun0');
    expect(await bench.output('ifconfig tun0')).toContain('\tReceive: 2 packets,');
  });

  test('stepping what is not held, or empty, says so', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.run('tunctl step tun0 application')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tunctl: the application queue of tun0 is not held; first: tunctl hold tun0 application\n',
    });
    await bench.output('tunctl hold tun0');
    expect(await bench.run('tunctl step tun0 application')).toMatchObject({status: 1});
  });
});

describe('tunctl flush', () => {
  test.each([
    ['flush tun0', 3, 0, 0],
    ['flush tun0 application', 2, 0, 1],
    ['flush tun0 interface', 1, 2, 0],
  ])('%s', async (words, flushed, application, received) => {
    const bench = await benchWithRequests(2);
    await bench.output('tunctl hold tun0 interface');
    await bench.output(['tunctl', 'write', 'tun0', PING_PACKET]);
    expect(await bench.json(`tunctl ${words}`)).toEqual({flushed});
    const left = await queues(bench);
    expect([left.application.packets, left.interface.packets]).toEqual([application, received]);
  });

  test('says how many', async () => {
    const bench = await benchWithRequests(2);
    expect(await bench.output('tunctl flush tun0')).toMatch(/^2 packets /);
  });
});

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
    await bench.run(PING);
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
    bench.engine.host('local').device('tun0').open({ready: () => false, take: () => undefined});
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

describe('the classic tunctl', () => {
  test.each<[string, string]>([
    ['-t tun3', "Set 'tun3' persistent\n"],
    ['-t tun3 -u root', "Set 'tun3' persistent and owned by uid root\n"],
    ['-u root -g vpn -t tun3', "Set 'tun3' persistent and owned by uid root gid vpn\n"],
    ['-n -t tun3', "Set 'tun3' persistent\n"],
    ['-n', "Set 'tun0' persistent\n"],
    ['-b', 'tun0\n'],
    ['-b -t tun3', 'tun3\n'],
    ['-bttun3', 'tun3\n'],
    ['-f /dev/net/tun -t tun3', "Set 'tun3' persistent\n"],
  ])('tunctl %s', async (words, printed) => {
    const bench = new CommandBench();
    expect(await bench.output(`tunctl ${words}`)).toBe(printed);
    expect(await bench.json('tunctl list')).toMatchObject([{mode: 'tun', persist: true, up: false}]);
  });

  test('-t of a device that is there changes its owner', async () => {
    const bench = await benchWithTunnel();
    await bench.output('tunctl -t tun0 -u alice -g vpn');
    expect(await shown(bench)).toMatchObject({user: 'alice', group: 'vpn', up: true});
  });

  test('-d deletes', async () => {
    const bench = new CommandBench();
    await bench.output('tunctl -t tun3');
    expect(await bench.output('tunctl -d tun3')).toBe("Set 'tun3' nonpersistent\n");
    expect(await bench.json('tunctl list')).toEqual([]);
  });

  test('-p: there are no tap devices yet, and it says so', async () => {
    const bench = new CommandBench();
    expect(await bench.run('tunctl -p')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'tunctl: tap devices are not supported yet; leave out -p to make a tun device\n',
    });
    expect(await bench.json('tunctl list')).toEqual([]);
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
