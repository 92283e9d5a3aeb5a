/** Whatever is wrong: one line that says so, the right exit status, and the lab as it was. */
import {describe, expect, test} from 'vitest';
import {PING_FRAME, PING_PACKET} from '../packet/golden.ts';
import {CommandBench} from './command-context.ts';

const USAGE = 2;
const REFUSED = 1;
const NO_DAEMON = 69;
const UNKNOWN_HOST = 68;

/** A lab with something to break: two tunnels, routes, queues with packets in them, a node that is open. */
async function furnishedBench(): Promise<CommandBench> {
  const bench = new CommandBench();
  for (const line of [
    'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up',
    'ifconfig tun1 10.8.0.2/24 up',
    'tunctl create tun2',
    'route add default gw 10.10.10.8',
    'route add -net 192.0.2.0/24 dev tun1 metric 3',
    'tunctl hold tun1 interface',
    'tunctl set tun1 queue 2 owner alice',
  ]) {
    await bench.output(line);
  }
  await bench.run('ping -c 1 -W 0 10.10.10.8');
  await bench.output(['tunctl', 'write', 'tun1', PING_PACKET, PING_PACKET]);
  bench.engine
    .host('local')
    .device('tun0')
    .open({ready: () => false, take: () => undefined});
  return bench;
}

type Case = readonly [what: string, line: string | readonly string[], status: number, message: RegExp, input?: string];

const IFCONFIG: readonly Case[] = [
  ['an unknown interface', 'ifconfig tun9', REFUSED, /no interface tun9/],
  ['an unknown kind of interface', 'ifconfig wlan0 up', REFUSED, /wlan0/],
  ['an address out of range', 'ifconfig tun0 10.0.0.256', USAGE, /"10\.0\.0\.256"/],
  ['an address too short', 'ifconfig tun0 10.1', USAGE, /"10\.1"/],
  ['an address with leading zeros', 'ifconfig tun0 010.0.0.1', USAGE, /leading zeros/],
  ['another address 0.0.0.0', 'ifconfig tun0 alias 0.0.0.0', USAGE, /0\.0\.0\.0/],
  ['0.0.0.0 for an interface that is not there', 'ifconfig tun9 0.0.0.0', REFUSED, /no interface tun9/],
  ['a hardware address for a tun', 'ifconfig tun0 ether 02:00:00:00:00:07', REFUSED, /tun0 is no Ethernet/],
  [
    'a hardware address of a group',
    'ifconfig tap0 ether 01:00:5e:00:00:01',
    USAGE,
    /01:00:5e:00:00:01 is not.*one station/,
  ],
  [
    'a hardware address of nobody',
    'ifconfig tap0 hw ether 00:00:00:00:00:00',
    USAGE,
    /00:00:00:00:00:00 is not.*one station/,
  ],
  ['a broadcast address of its own', 'ifconfig tun0 10.0.0.1 broadcast 10.0.0.1', REFUSED, /10\.0\.0\.1 is to be/],
  ['a multicast address', 'ifconfig tun0 224.0.0.1', REFUSED, /224\.0\.0\.1/],
  ['an IPv6 address with two gaps', 'ifconfig tun0 inet6 fd00::1::2', USAGE, /"::" more than once/],
  ['an IPv6 address of nine groups', 'ifconfig tun0 inet6 1:2:3:4:5:6:7:8:9', USAGE, /eight groups/],
  ['an IPv4 address as one of IPv6', 'ifconfig tun0 inet6 10.0.0.1', USAGE, /"10\.0\.0\.1" is an IPv4 address/],
  ['an IPv6 address as one of IPv4', 'ifconfig tun0 inet fd00::1', USAGE, /"fd00::1" is an IPv6 address/],
  ['a prefix length of 129', 'ifconfig tun0 fd00::1/129', USAGE, /0 to 128/],
  ['a mask for an IPv6 address', 'ifconfig tun0 inet6 fd00::1 netmask 255.0.0.0', USAGE, /prefixlen 64/],
  ['an address of another link', 'ifconfig tun0 fe80::1%eth0', USAGE, /leave out %eth0/],
  ['a multicast IPv6 address', 'ifconfig tun0 inet6 ff02::5', REFUSED, /ff02::5/],
  ['the address ::', 'ifconfig tun0 inet6 ::', REFUSED, /::/],
  ['the address ::1 elsewhere', 'ifconfig tun0 inet6 ::1', REFUSED, /::1/],
  ['an IPv6 address to delete that is not there', 'ifconfig tun0 inet6 delete fd00::9', REFUSED, /fd00::9/],
  ['an MTU too small for IPv6', 'ifconfig tun0 inet6 fd00::1/64 mtu 1200', REFUSED, /1280/],
  ['a mask with holes', 'ifconfig tun0 10.0.0.1 netmask 255.0.255.0', USAGE, /holes/],
  ['a mask that is none', 'ifconfig tun0 10.0.0.1 netmask wide', USAGE, /"wide"/],
  ['a prefix length of 33', 'ifconfig tun0 10.0.0.1/33', USAGE, /prefix length/],
  ['two masks', 'ifconfig tun0 10.0.0.1/24 netmask 255.0.0.0', USAGE, /twice/],
  ['an MTU of 0', 'ifconfig tun0 mtu 0', REFUSED, /MTU.* 0$/],
  ['an MTU of 67', 'ifconfig tun0 mtu 67', REFUSED, /MTU.* 67$/],
  ['an MTU of 65536', 'ifconfig tun0 mtu 65536', REFUSED, /MTU.* 65536$/],
  ['an MTU in words', 'ifconfig tun0 mtu large', USAGE, /"large"/],
  ['an MTU for an interface that is not there', 'ifconfig tun7 mtu 67', REFUSED, /MTU/],
  ['no MTU', 'ifconfig tun0 mtu', USAGE, /"mtu" needs/],
  ['a metric below zero', 'ifconfig tun0 metric -1', USAGE, /metric/],
  ['a name of 16 characters', 'ifconfig tun3456789012345 up', USAGE, /too long/],
  ['a name with a slash', 'ifconfig a/b up', USAGE, /"a\/b"/],
  ['a name with a blank', ['ifconfig', 'tun 0', 'up'], USAGE, /"tun 0"/],
  ['an empty name', ['ifconfig', '', 'up'], USAGE, /name/],
  ['a name with a line break', ['ifconfig', 'tun0\nrm', 'up'], USAGE, /interface name/],
  ['up and down', 'ifconfig tun0 up down', USAGE, /contradict/],
  ['promisc and -promisc', 'ifconfig tun0 promisc -promisc', USAGE, /contradict/],
  ['a word that is none', 'ifconfig tun0 upp', USAGE, /"upp"/],
  ['an option that is none', 'ifconfig --scan', USAGE, /"--scan"/],
  ['more than -a', 'ifconfig -a tun0', USAGE, /-a/],
  ['no interface to delete', 'ifconfig --delete', USAGE, /which interface/],
  ['an interface to delete that is not there', 'ifconfig --delete tun9', REFUSED, /tun9/],
  ['the loopback interface to delete', 'ifconfig lo0 destroy', REFUSED, /loopback/],
  ['an address to delete that is not there', 'ifconfig tun0 delete 10.9.9.9', REFUSED, /10\.9\.9\.9/],
  ['an address it has already', 'ifconfig tun0 add 10.10.10.10', REFUSED, /already/],
  ['a device that is there to create', 'ifconfig tun0 create', REFUSED, /tun0 exists already/],
  ['another end for the loopback', 'ifconfig lo0 127.0.0.1 peer 127.0.0.2', REFUSED, /point-to-point/],
];

const ROUTE: readonly Case[] = [
  ['a command that is none', 'route replace default 10.10.10.8', USAGE, /"replace"/],
  ['change', 'route change default 10.10.10.8', USAGE, /delete it/],
  ['nothing to add', 'route add', USAGE, /where/],
  ['no way to lead', 'route add -net 10.0.0.0/8', USAGE, /where the route leads/],
  ['a gateway that is no address', 'route add default gw next', USAGE, /"next"/],
  ['a gateway that can not be reached', 'route add default gw 203.0.113.1 metric 9', REFUSED, /203\.0\.113\.1|gateway/],
  ['an interface that is not there', 'route add -net 10.0.0.0/8 dev tun9', REFUSED, /tun9/],
  ['a duplicate', 'route add default gw 10.10.10.8', REFUSED, /already/],
  ['a route to delete that is not there', 'route delete 10.99.0.0/16', REFUSED, /no route to 10\.99\.0\.0\/16/],
  ['host bits', 'route add -net 10.1.2.3/8 dev tun0', USAGE, /host bits.*10\.0\.0\.0\/8/],
  ['a network of unknown size', 'route add -net 10.0.0.0 dev tun0', USAGE, /how large/],
  ['-net and -host', 'route add -net -host 10.0.0.1 dev tun0', USAGE, /contradict/],
  ['reject and blackhole', 'route add -net 10.0.0.0/8 -reject -blackhole', USAGE, /contradict/],
  ['a mask with holes', 'route add -net 10.0.0.0 netmask 255.0.255.0 dev tun0', USAGE, /holes/],
  ['a mask for one host', 'route add -host 10.0.0.1 netmask 255.0.0.0 dev tun0', USAGE, /mask/],
  ['a gateway on every link', 'route add -6 default gw fe80::1', REFUSED, /dev eth0/],
  ['a gateway of IPv4 to IPv6', 'route add fd44::/48 gw 10.10.10.8', USAGE, /version of IP/],
  ['IPv6 host bits', 'route add fd00::1/64 dev tun0', USAGE, /host bits.*fd00::\/64/],
  ['both families', 'route -4 -6', USAGE, /contradicts/],
  ['a route of IPv6 to delete that is not there', 'route delete fd99::/64', REFUSED, /no route to fd99::\/64/],
  ['an address to look up that is none', 'route get nowhere', USAGE, /"nowhere"/],
  ['too many words to flush', 'route flush all', USAGE, /"all"/],
];

const PING: readonly Case[] = [
  ['no destination', 'ping', USAGE, /destination/i],
  ['two destinations', 'ping 10.10.10.8 10.10.10.9', USAGE, /10\.10\.10\.9/],
  ['an unknown host', 'ping -c 1 nowhere', UNKNOWN_HOST, /nowhere/],
  ['the destination 0.0.0.0', 'ping -c 1 0.0.0.0', REFUSED, /0\.0\.0\.0/],
  ['a count that is no number', 'ping -c many 10.10.10.8', USAGE, /^--count takes .*"many"$/],
  ['a count of 0', 'ping -c 0 10.10.10.8', USAGE, /"0"/],
  ['a size too large', 'ping -s 65508 10.10.10.8', USAGE, /65507/],
  ['a size too large for IPv6', 'ping -s 65528 ::1', USAGE, /65527/],
  ['a size too large for IPv4 alone', 'ping -4 -s 65508 localhost', USAGE, /65507/],
  ['both versions of IP', 'ping -4 -6 localhost', USAGE, /-4 and -6 contradict/],
  ['an address of the other version', 'ping -c 1 -6 10.10.10.8', REFUSED, /not an IPv6 address/],
  ['an address of a link without it', 'ping -c 1 ff02::1%tun9', REFUSED, /tun9/],
  ['a TTL of 256', 'ping -t 256 10.10.10.8', USAGE, /255/],
  ['an interval below zero', 'ping -i -1 10.10.10.8', USAGE, /-1/],
  ['a pattern that is not hex', 'ping -p xyz 10.10.10.8', USAGE, /"xyz"/],
  ['a stamp that does not fit', 'ping --stamp 18446744073709551616 10.10.10.8', USAGE, /stamp/],
  ['a source that is not its own', 'ping -c 1 -I 10.99.9.9 10.10.10.8', REFUSED, /10\.99\.9\.9/],
  ['an interface that is not there', 'ping -c 1 -I tun9 10.10.10.8', REFUSED, /tun9/],
  ['an option that is none', 'ping --deluge 10.10.10.8', USAGE, /--deluge/],
];

const NDP: readonly Case[] = [
  ['a command that is none', 'ndp -x', USAGE, /"-x" is not for ndp/],
  ['an IPv4 address', 'ndp -d 10.0.0.1', USAGE, /IPv4 address/],
  ['a neighbour that nobody knows', 'ndp fd00::9', REFUSED, /fd00::9/],
  ['a neighbour on no Ethernet', 'ndp -s fd00::9 02:00:00:00:00:01', REFUSED, /no Ethernet/],
  ['a station that is none', 'ndp -s fd00::9 01:00:5e:00:00:01', USAGE, /one station/],
  ['a flag that is none', 'ndp -i tun0 nud', USAGE, /"nud"/],
  ['an interface that is not there', 'ndp -i tun9 accept_rtadv', REFUSED, /tun9/],
];

const TUNCTL: readonly Case[] = [
  ['a command that is none', 'tunctl frobnicate', USAGE, /frobnicate/],
  ['an option that is none', 'tunctl -x', USAGE, /-x/],
  ['-d with -t', 'tunctl -d tun0 -t tun1', USAGE, /-t/],
  ['no name behind -t', 'tunctl -t', USAGE, /-t/],
  ['a device that is there', 'tunctl create tun0', REFUSED, /exists already/],
  ['a device that would be no tun', 'tunctl create lo7', REFUSED, /lo7/],
  ['a name of 16 characters', 'tunctl create abcdefghijklmnop', USAGE, /too long/],
  ['a setting for a device not made', 'tunctl create tun9 link-header wide', USAGE, /"wide"/],
  ['a limit too large for a device not made', 'tunctl create tun9 queue 1octet queue 1octet', USAGE, /queue/],
  ['a device to delete that is not there', 'tunctl delete tun9', REFUSED, /tun9/],
  ['a device to show that is not there', 'tunctl show tun9', REFUSED, /tun9/],
  ['a device to show that is none', 'tunctl show lo0', REFUSED, /lo0/],
  ['no device', 'tunctl read', USAGE, /name/i],
  ['a setting that is none', 'tunctl set tun0 colour red', USAGE, /"colour"/],
  ['a setting without a value', 'tunctl set tun0 link-header', USAGE, /link-header/],
  ['nothing to set', 'tunctl set tun0', USAGE, /what to set/],
  ['another link header while packets wait', 'tunctl set tun1 link-header pi', REFUSED, /flush tun1/],
  ['a queue that is none', 'tunctl hold tun0 outgoing', USAGE, /"outgoing"/],
  ['no queue to step', 'tunctl step tun0', USAGE, /queue/i],
  ['a queue to step that is not held', 'tunctl step tun0 application', REFUSED, /not held/],
  ['a second opener', 'tunctl read tun0', REFUSED, /open already/],
  ['a second opener that writes', ['tunctl', 'write', 'tun0', PING_PACKET], REFUSED, /open already/],
  ['a node that is not there yet', 'tunctl read tun2', REFUSED, /ifconfig tun2 up/],
  ['nothing to read', 'tunctl read tun1 --nonblock', REFUSED, /no packet waits/],
  ['nothing to read in time', 'tunctl read tun1 --timeout 3', REFUSED, /within 3 s/],
  ['a format that is none', 'tunctl read tun1 --format pdf', USAGE, /pdf/],
  ['a time-out that is none', 'tunctl read tun1 --timeout soon', USAGE, /"soon"/],
  ['nothing to write', 'tunctl write tun1', USAGE, /no packet was given/],
  ['nothing to write to', ['tunctl', 'write', 'tun9', PING_PACKET], REFUSED, /tun9/],
  ['hex of odd length', 'tunctl write tun1 450', USAGE, /odd number of hex digits \(3\)/],
  ['what is not hex', 'tunctl write tun1 45xy', USAGE, /"45xy"/],
  ['a second line that is not hex', 'tunctl write tun1', USAGE, /line 2/, `${PING_PACKET}\nxy\n`],
  ['a reply to nothing', 'tunctl reply', USAGE, /no packet was given/],
  ['a reply to what is no request', 'tunctl reply', REFUSED, /no echo request/, PING_FRAME],
  ['a reply to odd hex', 'tunctl reply', USAGE, /line 1.*odd/, '450'],
  ['a link header that is none', 'tunctl reply --link-header fddi', USAGE, /fddi/],
];

const SHARED: readonly Case[] = [
  ['no name behind --lab', 'route --lab', USAGE, /--lab/],
  ['a lab that can not be', 'route --lab a/b', USAGE, /"a\/b"/],
  ['an unknown host', 'tunctl list --host far', REFUSED, /far/],
  ['nothing to run', 'with', USAGE, /which command/],
  ['no such option of with', 'with --fast -- true', USAGE, /--fast/],
  ['no daemon', 'daemon status --lab other', NO_DAEMON, /daemon start/],
  ['too many words', 'daemon status now', USAGE, /now/],
];

const GROUPS = {ifconfig: IFCONFIG, route: ROUTE, ping: PING, ndp: NDP, tunctl: TUNCTL, shared: SHARED};
for (const [group, cases] of Object.entries(GROUPS)) {
  describe(`${group}:`, () => {
    for (const refused of cases) test(refused[0], () => refusal(refused));
  });
}

async function refusal([, line, status, message, input = '']: Case): Promise<void> {
  const bench = await furnishedBench();
  const before = await bench.dump();
  const words = typeof line === 'string' ? line.split(' ') : line;
  const tool = ['ifconfig', 'route', 'ping', 'ndp', 'tunctl'].find((name) => name === words[0]) ?? 'tunlab';

  const outcome = await bench.run(words, {input});
  expect(outcome).toMatchObject({status, stdout: ''});
  expect(outcome.stderr).toMatch(new RegExp(`^${tool}: [^\\n]+\\n$`));
  const text = outcome.stderr.slice(tool.length + 2, -1);
  expect(text).toMatch(message);
  expect(text).not.toMatch(/ {2}|\bat .*:\d+|undefined|\[object|Error:/);
  expect(await bench.dump()).toEqual(before);

  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const json = await bench.run([...words.slice(0, end), '--json', ...words.slice(end)], {input});
  expect(json).toMatchObject({status, stderr: outcome.stderr});
  const {error} = JSON.parse(json.stdout) as {error: {code: string; message: string}};
  expect(error).toMatchObject({code: expect.stringMatching(/^E[A-Z]+$/) as string, message: text});
  expect(await bench.dump()).toEqual(before);
}

describe('packets that a device refuses are counted, and nothing else changes:', () => {
  test.each<[string, string, RegExp]>([
    ['an empty one', '', /packet/],
    ['neither version 4 nor 6', '50000000', /version|IP/i],
    ['one octet of something', '00', /version|IP/i],
    ['one longer than any', '45'.repeat(65_536), /long/],
  ])('%s', async (what, packet, message) => {
    const bench = await furnishedBench();
    await bench.output('tunctl flush tun1');
    const before = await bench.dump({counters: false});
    const raw = what === 'an empty one';
    const words = raw ? ['tunctl', 'write', 'tun1', '--raw'] : ['tunctl', 'write', 'tun1', packet];
    const {status, stdout, stderr} = await bench.run(words);
    expect({status, stdout}).toEqual({status: REFUSED, stdout: ''});
    expect(stderr).toMatch(/^tunctl: tun1: packet refused: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(await bench.dump({counters: false})).toEqual(before);
    const {refused} = await bench.json<{refused: Record<string, number>}>('tunctl show tun1');
    expect(Object.values(refused)).toEqual([1]);
    expect(await bench.output('ifconfig tun1')).toMatch(/Receive: 0 packets, (?:1 errors|0 errors).*/);
  });

  test('to a device that is down', async () => {
    const bench = await furnishedBench();
    await bench.output('tunctl release tun1');
    await bench.output('ifconfig tun1 down');
    const {status, stderr} = await bench.run(['tunctl', 'write', 'tun1', PING_PACKET]);
    expect({status, stderr}).toEqual({
      status: REFUSED,
      stderr: 'tunctl: tun1 is down; bring it up: ifconfig tun1 up\n',
    });
  });

  test('to a queue that is full', async () => {
    const bench = await furnishedBench();
    const {status, stderr} = await bench.run(['tunctl', 'write', 'tun1', PING_PACKET]);
    expect({status, stderr}).toEqual({status: REFUSED, stderr: 'tunctl: the interface queue of tun1 is full\n'});
    expect(await bench.json('tunctl show tun1')).toMatchObject({refused: {'queue-full': 1}});
  });
});
