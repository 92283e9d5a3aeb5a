import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import type {DeviceState} from '../../src/api/schema/device.ts';
import {PING_PACKET} from '../packet/golden.ts';
import {benchWithRequests, benchWithTunnel, CommandBench, SILENCE} from './command-context.ts';

async function shown(bench: CommandBench, ifname = 'tun0'): Promise<DeviceState> {
  return bench.json<DeviceState>(`tunctl show ${ifname}`);
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

  test('is for devices with a node', async () => {
    const {status, stderr} = await new CommandBench().run('tunctl delete lo0');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tunctl: lo0 is .* device\n$/);
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
      `NAME  MODE  STATE  OPENED  LINK HEADER  APPLICATION QUEUE  INTERFACE QUEUE
tun0  tun   up     no      none         0 of 500           0 of 500 held
tun1  tun   down   no      pi           0 of 500           0 of 500
`,
    );
  });

  test.each(['list', 'queues tun0'])('on a terminal with colour, in the same columns: %s', async (words) => {
    const bench = await benchWithRequests(2);
    const coloured = await bench.output(`tunctl ${words}`, {colour: true});
    expect(coloured).toContain('\u001b[1m');
    expect(stripVTControlCharacters(coloured)).toBe(await bench.output(`tunctl ${words}`));
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
persist            yes
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
    [
      'application-queue 3 interface-queue 4',
      {queues: {application: {limit_packets: 3}, interface: {limit_packets: 4}}},
    ],
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
    expect(await bench.output('ifconfig tun0')).toContain(
      '\tTransmit: 3 packets, 0 errors, 252 bytes, 0 mcasts, 2 dropped\n',
    );
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

  test('-p makes a tap device', async () => {
    const bench = new CommandBench();
    expect(await bench.output('tunctl -p')).toBe("Set 'tap0' persistent\n");
    expect(await bench.json('tunctl list')).toMatchObject([{ifname: 'tap0', mode: 'tap'}]);
  });
});
