import {beforeEach, describe, expect, test, vi} from 'vitest';
import {CommandBench} from '../commands/command-context.ts';
import {labUnderTest} from './lab-under-test.ts';

const HELD = {
  host: 'local',
  ifname: 'tun0',
  mtu: 1400,
  addresses: [
    {local: '10.8.0.2', prefixlen: 24},
    {local: 'fd00:8::2', prefixlen: 64},
  ],
  routes: [
    {dst: '10.66.0.0/16', gateway: '10.8.0.1'},
    {dst: 'fd66::/48', gateway: 'fd00:8::1'},
  ],
};

describe('a configuration that is held', () => {
  let bench: CommandBench;
  beforeEach(() => {
    bench = new CommandBench();
  });

  /** Holds it while `during` runs. */
  async function hold(request: typeof HELD | object, during: () => Promise<void>): Promise<void> {
    const release = new AbortController();
    const held = bench.lab.holdConfiguration({...HELD, ...request}, release.signal)[Symbol.asyncIterator]();
    await held.next();
    await during();
    const over = held.next();
    release.abort();
    expect((await over).done).toBe(true);
  }

  test('is there, and is gone with the device that it made', async () => {
    const before = await bench.dump();
    await hold({}, async () => {
      expect(await bench.json('ifconfig tun0')).toMatchObject({
        mtu: 1400,
        flags: expect.arrayContaining(['UP']) as unknown,
      });
      expect(await bench.output('route')).toMatch(/10\.66\.0\.0.*10\.8\.0\.1/);
    });
    expect(await bench.dump()).toEqual(before);
  });

  test('leaves what was there before as it was', async () => {
    await bench.output('ifconfig tun0 10.1.0.1 10.1.0.2 mtu 1500 up');
    await bench.output('ifconfig tun0 alias 10.8.0.2/24');
    await bench.output('ifconfig tun0 inet6 fd00:8::1/64');
    await bench.output('route add 10.66.0.0/16 gw 10.8.0.1');
    await bench.output('ifconfig tun0 down');
    const before = await bench.dump({counters: false});
    await hold({}, async () => {
      expect(await bench.json('ifconfig tun0')).toMatchObject({mtu: 1400});
    });
    expect(await bench.dump({counters: false})).toEqual(before);
  });

  test('takes away what the first address of IPv6 brought', async () => {
    await bench.output('ifconfig tun0 10.1.0.1 10.1.0.2 up');
    const before = await bench.dump({counters: false});
    await hold({}, async () => {
      expect(await bench.output('ifconfig tun0')).toContain('fe80::');
    });
    expect(await bench.dump({counters: false})).toEqual(before);
  });

  test('has a UDP port of the host, a free one unless it is told which', async () => {
    const before = await bench.dump();
    await hold({udp: {port: 1234}}, async () => {
      expect(await bench.lab.listUdp({host: 'local'})).toMatchObject([{port: 1234}]);
    });
    expect(await bench.lab.listUdp({host: 'local'})).toEqual([]);
    await hold({udp: {}}, async () => {
      expect(await bench.lab.listUdp({host: 'local'})).toMatchObject([{port: expect.any(Number) as unknown}]);
    });
    expect(await bench.lab.listUdp({host: 'local'})).toEqual([]);
    expect(await bench.dump()).toEqual(before);
  });

  test('may have routes by other interfaces', async () => {
    await bench.output('ifconfig tun1 10.1.0.1 10.1.0.2 up');
    const before = await bench.dump();
    const routes = [{dst: '192.0.2.1', gateway: '10.1.0.2', dev: 'tun1'}];
    await hold({routes}, async () => {
      expect(await bench.lab.lookupRoute({host: 'local', destination: '192.0.2.1'})).toMatchObject({dev: 'tun1'});
    });
    expect(await bench.dump()).toEqual(before);
  });

  test('that is refused in the middle leaves nothing', async () => {
    const before = await bench.dump();
    const held = bench.lab.holdConfiguration({
      ...HELD,
      routes: [{dst: '10.67.0.0/16', gateway: '192.0.2.1'}, {dst: '10.66.0.1/16'}],
    });
    await expect(held[Symbol.asyncIterator]().next()).rejects.toMatchObject({code: expect.any(String) as unknown});
    expect(await bench.dump()).toEqual(before);
  });

  test('ends quietly where somebody has taken it away meanwhile', async () => {
    const before = await bench.dump();
    await hold({}, async () => {
      await bench.output('tunctl delete tun0');
    });
    expect(await bench.dump()).toEqual(before);
  });

  test('of a daemon that was killed is undone by the next', async () => {
    const made = labUnderTest();
    const host = 'local';
    await made.api.createDevice({host, ifname: 'tun7'});
    const before = new Map(made.kept);
    const held = made.api.holdConfiguration({...HELD, udp: {port: 1234}})[Symbol.asyncIterator]();
    await held.next();
    expect(made.kept).not.toEqual(before);

    const next = labUnderTest({entries: made.kept});
    await vi.waitFor(async () => {
      expect((await next.api.listInterfaces({host})).map(({ifname}) => ifname)).toEqual(['lo0', 'tun7']);
    });
    expect(await next.api.listUdp({host})).toEqual([]);
    expect([...next.kept.keys()].sort()).toEqual([...before.keys()].sort());
  });
});
