import {describe, expect, test} from 'vitest';
import type {InterfaceState} from '../../src/api/schema/interface.ts';
import {benchWithTunnel, CommandBench, SILENCE} from './command-context.ts';

const LOOP = `loop\tHardware type: Local Loopback, Address: none
\tinet addr: 127.0.0.1, Mask: 255.0.0.0
\tinet6 addr: ::1, Prefix Length: 128
\tMTU: 65536, Metric: 0, up loopback link
\tReceive: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped
\tTransmit: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped
\tCollisions: 0

`;

const TUN = `tun/0\tHardware type: unknown, Address: none
\tinet addr: 10.10.10.10, Mask: 255.255.255.0
\tMTU: 1514, Metric: 0, up link
\tReceive: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped
\tTransmit: 0 packets, 0 errors, 0 bytes, 0 mcasts, 0 dropped
\tCollisions: 0

`;

async function shown(bench: CommandBench, ifname = 'tun0'): Promise<InterfaceState> {
  return bench.json<InterfaceState>(`ifconfig ${ifname}`);
}

describe('the words that take the first address away', () => {
  test.each(['ifconfig tun0 0.0.0.0', 'ifconfig tun0 delete', 'ifconfig tun0 inet -alias'])(
    '%s: that one goes with its routes, the interface stays, and doing it to no address is no mistake',
    async (line) => {
      const bench = await benchWithTunnel();
      await bench.output('ifconfig tun0 alias 10.8.0.3/24');
      const locals = async () => (await shown(bench)).addr_info.map(({local}) => local);
      expect(await bench.run(line)).toEqual(SILENCE);
      expect(await locals()).toEqual(['10.8.0.3']);
      expect(await bench.output('route -n')).not.toContain('10.10.10.');
      await bench.output(line);
      expect(await bench.run(line)).toEqual(SILENCE);
      expect(await locals()).toEqual([]);
      expect((await shown(bench)).flags).toContain('UP');
    },
  );
});

describe('ifconfig lists', () => {
  test('what Haiku prints, to the character', async () => {
    const bench = new CommandBench();
    expect(await bench.run('ifconfig tun0 inet 10.10.10.10 255.255.255.0 up')).toEqual(SILENCE);
    expect(await bench.output('ifconfig')).toBe(LOOP + TUN);
    expect(await bench.output('ifconfig -a')).toBe(LOOP + TUN);
  });

  test.each(['tun0', 'tun/0', '/dev/tun/0'])('one interface by the spelling %s', async (spelling) => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun/0 10.10.10.10 255.255.255.0 up');
    expect(await bench.output(`ifconfig ${spelling}`)).toBe(TUN);
  });

  test.each(['lo', 'lo0', 'loop'])('the loopback interface by the spelling %s', async (spelling) => {
    expect(await new CommandBench().output(`ifconfig ${spelling}`)).toBe(LOOP);
  });

  test('an interface without an address with the dashes scripts look for', async () => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun0 up');
    expect(await bench.output('ifconfig tun0')).toContain(
      '\n\tinet addr: --, Mask: --\n\tMTU: 1514, Metric: 0, up link\n',
    );
  });

  test('one line an address', async () => {
    const bench = await benchWithTunnel();
    await bench.output('ifconfig tun0 alias 10.8.0.3/24');
    expect(await bench.output('ifconfig tun0')).toContain(
      '\tinet addr: 10.10.10.10, Mask: 255.255.255.255\n\tinet addr: 10.8.0.3, Mask: 255.255.255.0\n',
    );
  });

  test('the broadcast address only where there is one', async () => {
    const bench = new CommandBench();
    await bench.output('ifconfig tun0 10.8.0.2/24 broadcast 10.8.0.255 up');
    expect(await bench.output('ifconfig tun0')).toContain(
      '\tinet addr: 10.8.0.2, Bcast: 10.8.0.255, Mask: 255.255.255.0\n\tMTU: 1514, Metric: 0, up broadcast link\n',
    );
  });

  test('a name of eight characters or more on a line of its own', async () => {
    const bench = new CommandBench();
    await bench.output('tunctl create corporate-vpn');
    expect(await bench.output('ifconfig corporate-vpn')).toMatch(
      /^corporate-vpn\n\tHardware type: unknown, Address: none\n/,
    );
  });

  test('what went through it', async () => {
    const bench = await benchWithTunnel();
    bench.answer('tun0');
    await bench.output('ping -c 2 10.10.10.8');
    const listing = await bench.output('ifconfig tun0');
    expect(listing).toContain('\tReceive: 2 packets, 0 errors, 168 bytes, 0 mcasts, 0 dropped\n');
    expect(listing).toContain('\tTransmit: 2 packets, 0 errors, 168 bytes, 0 mcasts, 0 dropped\n');
  });
});

describe('ifconfig changes, and says nothing', () => {
  test.each<[string, object]>([
    ['10.10.10.10 255.255.255.0', {addr_info: [{local: '10.10.10.10', prefixlen: 24}]}],
    ['inet 10.10.10.10 10.10.10.8', {addr_info: [{local: '10.10.10.10', address: '10.10.10.8', prefixlen: 32}]}],
    ['10.8.0.2/24', {addr_info: [{local: '10.8.0.2', prefixlen: 24}]}],
    ['10.8.0.2 netmask 255.255.0.0', {addr_info: [{prefixlen: 16}]}],
    ['10.8.0.2 netmask 0xffff0000', {addr_info: [{prefixlen: 16}]}],
    ['10.8.0.2 prefixlen 20', {addr_info: [{prefixlen: 20}]}],
    ['10.8.0.2 pointopoint 10.8.0.1', {addr_info: [{local: '10.8.0.2', address: '10.8.0.1'}]}],
    ['10.8.0.2 dstaddr 10.8.0.1', {addr_info: [{address: '10.8.0.1'}]}],
    ['10.8.0.2 peer 10.8.0.1', {addr_info: [{address: '10.8.0.1'}]}],
    ['10.8.0.2 10.8.0.1 netmask 255.255.255.0', {addr_info: [{address: '10.8.0.1', prefixlen: 24}]}],
    ['10.8.0.2/24 broadcast 10.8.0.254', {addr_info: [{broadcast: '10.8.0.254'}]}],
    ['10.8.0.2/24 add 10.9.0.2/16', {addr_info: [{local: '10.8.0.2'}, {local: '10.9.0.2', prefixlen: 16}]}],
    ['up', {flags: ['UP', 'POINTOPOINT', 'LOWER_UP']}],
    ['mtu 1400', {mtu: 1400}],
    ['mtu 68', {mtu: 68}],
    ['mtu 65535', {mtu: 65_535}],
    ['metric 7', {metric: 7}],
    ['promisc', {flags: ['POINTOPOINT', 'PROMISC', 'LOWER_UP']}],
    ['-arp', {flags: ['POINTOPOINT', 'NOARP', 'LOWER_UP']}],
    ['-promisc -arp', {flags: ['POINTOPOINT', 'NOARP', 'LOWER_UP']}],
    ['create', {ifname: 'tun0', addr_info: []}],
  ])('ifconfig tun0 %s', async (words, state) => {
    const bench = new CommandBench();
    expect(await bench.run(`ifconfig tun0 ${words}`)).toEqual(SILENCE);
    expect(await shown(bench)).toMatchObject(state);
  });

  test.each<[string, object]>([
    ['down', {flags: ['POINTOPOINT', 'LOWER_UP']}],
    ['-up', {flags: ['POINTOPOINT', 'LOWER_UP']}],
    ['10.0.0.1 down', {flags: ['POINTOPOINT', 'LOWER_UP'], addr_info: [{local: '10.0.0.1'}]}],
    ['netmask 255.255.255.0', {addr_info: [{local: '10.10.10.10', prefixlen: 24}]}],
    ['10.0.0.9/8', {addr_info: [{local: '10.0.0.9', prefixlen: 8}]}],
    ['delete 10.10.10.10', {addr_info: []}],
    ['-alias 10.10.10.10', {addr_info: []}],
    ['del 10.10.10.10', {addr_info: []}],
  ])('of an interface that is there: ifconfig tun0 %s', async (words, state) => {
    const bench = await benchWithTunnel();
    expect(await bench.run(`ifconfig tun0 ${words}`)).toEqual(SILENCE);
    expect(await shown(bench)).toMatchObject(state);
  });

  test('promisc and arp back again', async () => {
    const bench = await benchWithTunnel();
    await bench.output('ifconfig tun0 promisc -arp');
    expect(await bench.output('ifconfig tun0')).toContain(', up noarp promiscuous link\n');
    await bench.output('ifconfig tun0 -promisc arp');
    expect(await bench.output('ifconfig tun0')).toContain(', up link\n');
  });

  test.each(['ifconfig tun0 destroy', 'ifconfig --delete tun0', 'ifconfig tun/0 unplumb', 'ifconfig delete tun0'])(
    '%s takes away the interface, its routes and its device',
    async (line) => {
      const bench = await benchWithTunnel();
      expect(await bench.run(line)).toEqual(SILENCE);
      expect(await bench.output('ifconfig')).toBe(LOOP);
      expect(await bench.output('route')).not.toContain('tun');
      expect(await bench.json('tunctl list')).toEqual([]);
    },
  );

  test('ifconfig tun create takes the lowest free number and prints it, as BSD does', async () => {
    const bench = await benchWithTunnel();
    expect(await bench.output('ifconfig tun create')).toBe('tun1\n');
  });
});

describe('ifconfig --json', () => {
  test('has the keys of ip -j -s address', async () => {
    const bench = await benchWithTunnel();
    const [loopback, tun] = await bench.json<InterfaceState[]>('ifconfig');
    expect(loopback).toMatchObject({ifindex: 1, ifname: 'lo0', link_type: 'loopback'});
    const none = {packets: 0, bytes: 0, errors: 0, dropped: 0, multicast: 0, drop_reasons: {}};
    expect(tun).toEqual({
      ifindex: 2,
      ifname: 'tun0',
      link_type: 'none',
      flags: ['UP', 'POINTOPOINT', 'LOWER_UP'],
      mtu: 1514,
      txqlen: 500,
      metric: 0,
      addr_info: [{family: 'inet', local: '10.10.10.10', address: '10.10.10.8', prefixlen: 32, scope: 'global'}],
      inet6: {enabled: false, accept_ra: false, advertise: false},
      stats64: {rx: none, tx: none, collisions: 0},
    });
  });

  test('shows what a change has made of the interface', async () => {
    const bench = new CommandBench();
    expect(await bench.json<InterfaceState>('ifconfig tun0 mtu 1400')).toMatchObject({ifname: 'tun0', mtu: 1400});
  });

  test('an error is an object on stdout and a line on stderr', async () => {
    const {status, stdout, stderr} = await new CommandBench().run('ifconfig tun9 --json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {code: 'ENODEV', message: 'there is no interface tun9; see: ifconfig -a'},
    });
    expect(stderr).toBe('ifconfig: there is no interface tun9; see: ifconfig -a\n');
  });
});
