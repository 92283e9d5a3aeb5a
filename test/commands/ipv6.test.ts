/** The tools over IPv6: client – router that advertises – server. */
import {beforeAll, describe, expect, test} from 'vitest';
import type {NeighbourState} from '../../src/api/schema/host.ts';
import type {InterfaceState} from '../../src/api/schema/interface.ts';
import type {RouteState} from '../../src/api/schema/route.ts';
import {CommandBench, SILENCE} from './command-context.ts';

const SERVER = '2001:db8:2::2';
const TIMES = /\d+\.\d{3} ms/g;

async function network(): Promise<CommandBench> {
  const made = new CommandBench();
  for (const line of [
    'host add client router server',
    'wire add left client:eth0 router:eth0',
    'wire add right router:eth1 server:eth0',
    'tunctl sysctl net.inet6.ip6.forwarding=1 --host router',
    'ifconfig eth0 inet6 2001:db8:1::1/64 advertise up --host router',
    'ifconfig eth1 inet6 2001:db8:2::1/64 up --host router',
    `ifconfig eth0 inet6 ${SERVER}/64 up --host server`,
    'route add -6 default gw 2001:db8:2::1 --host server',
    'ifconfig eth0 inet6 accept_rtadv up --host client',
    `host name server ${SERVER} --host client`,
    'host name server 10.0.0.2 --host client',
  ]) {
    expect(await made.run(line)).toEqual(SILENCE);
  }
  return made;
}

let bench: CommandBench;
beforeAll(async () => {
  bench = await network();
});

describe('a client that listens to routers', () => {
  test('has an address of the advertised prefix, and says where it is from', async () => {
    expect(await bench.output('ifconfig eth0 --host client')).toMatch(
      /^\tinet6 addr: 2001:db8:1:0:\S+, Bcast: --, Prefix Length: 64, autoconf$/m,
    );
  });

  test('shows what it does on an interface, and what it does not', async () => {
    expect(await bench.output('ndp -i eth0 --host client')).toBe('Flags: -ifdisabled accept_rtadv\n');
    expect(await bench.output('ndp -i eth0 --host router')).toBe('Flags: -ifdisabled advertise\n');
  });

  test.each(['route -6', 'route list inet6', 'netstat -rn -6', 'netstat -r -f inet6'])(
    '%s: the router is the way to everywhere',
    async (line) => {
      const shown = await bench.output(`${line} --host client`);
      expect(shown).toMatch(/^IPv6 routing table:\n/);
      expect(shown).toMatch(/^ +::\/0 +fe80::\S+ D----- \/dev\/net\/ipro1000\/0$/m);
      expect(shown).not.toContain('IPv4');
    },
  );

  test('netstat -r has both tables, netstat -r4 one', async () => {
    expect(await bench.output('netstat -r --host client')).toMatch(/^IPv4[^]*\n\nIPv6/);
    expect(await bench.output('netstat -r4 --host client')).not.toContain('IPv6');
  });

  test('looks up a way, also on one of several links', async () => {
    expect(await bench.output(`route get ${SERVER} --host client`)).toMatch(
      /^::\/0 gateway fe80::\S+ source 2001:db8:1:0:\S+\n$/,
    );
    expect(await bench.output('route get fe80::1%eth1 --host router')).toMatch(/^fe80::\/64 source fe80::/);
  });
});

describe('ping', () => {
  test.each([`ping -c 1 ${SERVER}`, 'ping -6 -c 1 server'])('%s gets there', async (line) => {
    const lines = (await bench.output(`${line} --host client`)).split('\n');
    expect(lines[0]).toMatch(new RegExp(`^PING (?:server|${SERVER}) \\(${SERVER}\\): 56 data bytes$`));
    expect(lines[1]!.replace(TIMES, 'T')).toBe(`64 bytes from ${SERVER}: icmp_seq=0 ttl=63 time=T`);
  });

  test('names the link of an address that is on every one', async () => {
    const {addr_info: addresses} = await bench.lab.showInterface({host: 'router', ifname: 'eth0'});
    const local = addresses.find(({scope}) => scope === 'link')!.local;
    expect(await bench.output(`ping -c 1 ${local}%eth0 --host client`)).toContain(`64 bytes from ${local}: icmp_seq=0`);
  });

  test.each([
    ['2001:db8:2::99', 'Destination unreachable: Address unreachable'],
    ['2001:db9::1', 'Destination unreachable: No route'],
    [`${SERVER} -t 1`, 'Time exceeded: Hop limit'],
  ])('%s: %s, on a line of its own', async (words, text) => {
    const {status, stdout} = await bench.run(`ping -c 1 ${words} --host client`);
    expect(status).toBe(2);
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      `112 bytes from 2001:db8:1::1: ${text}`,
      '',
      expect.stringMatching(/^--- /),
    ]);
  });

  test('the largest of IPv6 is larger than the largest of IPv4', async () => {
    expect(await bench.output('ping -c 1 -s 65527 ::1')).toContain('65535 bytes from ::1: icmp_seq=0');
    expect((await bench.run('ping -c 1 -s 65508 127.0.0.1')).status).toBe(2);
  });
});

test('traceroute goes from hop to hop', async () => {
  const shown = await bench.output('traceroute -6 -q 1 server --host client');
  expect(shown.replace(TIMES, 'T')).toBe(
    `traceroute to server (${SERVER}), 64 hops max, 60 byte packets\n 1  2001:db8:1::1  T\n 2  ${SERVER}  T\n`,
  );
});

test('traceroute says where the way ends', async () => {
  const {status, stdout} = await bench.run('traceroute -q 1 2001:db9::1 --host client');
  expect(stdout.replace(TIMES, 'T')).toMatch(/^ 1 {2}2001:db8:1::1 {2}T !N$/m);
  expect(status).toBe(1);
});

test('udp is refused in the words of ICMPv6', async () => {
  expect(await bench.run(`udp send ${SERVER} 5000 hi -W 1 --host client`)).toMatchObject({
    status: 1,
    stderr: `tunlab: udp: [${SERVER}]:5000: Connection refused (Destination unreachable: Port unreachable, says ${SERVER})\n`,
  });
});

test('udp is answered', async () => {
  const echo = bench.start('udp echo 7 -c 1 --host server');
  await bench.until(() => echo.output.stdout.includes('listening'));
  const {status, stdout} = await bench.run('udp send -6 server 7 hello -W 5 --host client', {timePasses: true});
  expect({status, stdout}).toEqual({status: 0, stdout: `5 octets from [${SERVER}]:7: hello\n`});
  await echo.ended;
});

describe('ndp', () => {
  test('shows who was heard, who was typed, and who is a router', async () => {
    const made = await network();
    await made.output(`ping -c 1 ${SERVER} --host client`);
    await made.output('ndp -s 2001:db8:1::7 02:00:00:00:00:07 proxy --host client');
    const shown = await made.output('ndp -an --host client');
    expect(shown.split('\n')[0]).toMatch(/^Neighbor +Linklayer Address +Netif +Expire +S +Flags$/);
    expect(shown).toMatch(/^fe80::\S+%eth0 +02:\S+ +eth0 +- +[RSDP] +R$/m);
    expect(shown).toMatch(/^2001:db8:1::7 +02:00:00:00:00:07 +eth0 +permanent +R +p$/m);
    expect(await made.output('ndp 2001:db8:1::7 --host client')).toContain('02:00:00:00:00:07');
  });

  test('forgets all that was not typed, or one', async () => {
    const made = await network();
    await made.output('ndp -s 2001:db8:1::7 02:00:00:00:00:07 --host client');
    const known = async () =>
      (await made.json<NeighbourState[]>('ndp -a --host client')).map(({dst, state}) => [dst, state]);
    expect((await known()).length).toBeGreaterThan(1);
    const {deleted} = await made.json<{deleted: number}>('ndp -c --host client');
    expect(deleted).toBeGreaterThan(0);
    expect(await known()).toContainEqual(['2001:db8:1::7', 'permanent']);
    expect(await made.run('ndp -d 2001:db8:1::7 --host client')).toEqual(SILENCE);
    expect((await known()).map(([dst]) => dst)).not.toContain('2001:db8:1::7');
  });

  test('switches what an interface does', async () => {
    const made = await network();
    expect(await made.run('ndp -i eth0 -accept_rtadv advertise --host client')).toEqual(SILENCE);
    expect(await made.output('ndp -i eth0 --host client')).toBe('Flags: -ifdisabled advertise\n');
    await made.output('ndp -i eth0 ifdisabled --host client');
    expect((await made.json<InterfaceState>('ifconfig eth0 --host client')).addr_info).toEqual([]);
  });
});

describe('ifconfig', () => {
  test('configures both families at once, and once more without harm', async () => {
    const made = new CommandBench();
    for (let time = 0; time < 2; time++) {
      expect(await made.run('ifconfig tun0 10.8.0.2/24 inet6 fd00::2/64 up')).toEqual(SILENCE);
    }
    expect(await made.output('ifconfig tun0')).toMatch(
      /\tinet addr: 10\.8\.0\.2, Mask: 255\.255\.255\.0\n(?:\t.*\n)*\tinet6 addr: fd00::2, Prefix Length: 64\n/,
    );
  });

  test('takes an address away as FreeBSD and Linux write it', async () => {
    const made = new CommandBench();
    for (const words of ['inet6 fd00::2/64 -alias', 'inet6 del fd00::2/64']) {
      await made.output('ifconfig tun0 inet6 fd00::2/64 up');
      expect(await made.run(`ifconfig tun0 ${words}`)).toEqual(SILENCE);
      expect(await made.output('ifconfig tun0')).not.toContain('fd00::2');
    }
  });

  test('begins IPv6 where it is asked for, and ends it', async () => {
    const made = new CommandBench();
    await made.output('ifconfig tun0 up');
    expect(await made.output('ifconfig tun0')).not.toContain('inet6');
    await made.output('ifconfig tun0 inet6 up');
    expect(await made.output('ifconfig tun0')).toContain('inet6 addr: fe80::');
    await made.output('ifconfig tun0 inet6 ifdisabled');
    expect(await made.output('ifconfig tun0')).not.toContain('inet6');
  });
});

describe('route', () => {
  test.each([
    ['add -6 default gw fd00::1', {dst: 'default', family: 'inet6', gateway: 'fd00::1'}],
    ['add tun0 inet6 default gw fe80::1', {dst: 'default', gateway: 'fe80::1', dev: 'tun0'}],
    ['add -inet6 2001:db8::/32 fe80::1%tun0', {dst: '2001:db8::/32', gateway: 'fe80::1', dev: 'tun0'}],
    ['add -A inet6 fd77::/64 dev tun0 metric 5', {dst: 'fd77::/64', dev: 'tun0', metric: 5}],
  ])('%s is listed, and deleted again', async (words, route) => {
    const made = new CommandBench();
    await made.output('ifconfig tun0 inet6 fd00::2/64 up');
    const typed = async () => (await made.json<RouteState[]>('route -6')).filter(({protocol}) => protocol === 'static');
    expect(await made.run(`route ${words}`)).toEqual(SILENCE);
    expect(await typed()).toMatchObject([route]);
    expect(await made.run(`route ${words.replace('add', 'delete')}`)).toEqual(SILENCE);
    expect(await typed()).toEqual([]);
  });

  test('flush deletes what was typed, of one family or of both', async () => {
    const made = new CommandBench();
    await made.output('ifconfig tun0 10.8.0.2/24 inet6 fd00::2/64 up');
    const flushed = async (line: string) => {
      await made.run('route add -6 default dev tun0');
      await made.run('route add default dev tun0');
      return made.json(line);
    };
    expect(await flushed('route -6 flush')).toEqual({deleted: 1});
    expect(await flushed('route flush')).toEqual({deleted: 2});
  });
});
