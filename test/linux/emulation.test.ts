/** What a supervisor asks on behalf of a program, and what it is answered: over a lab in this process. */
import {Duplex, duplexPair} from './duplex-pair.ts';
import {beforeEach, describe, expect, test} from 'vitest';
import {FrameDecoder, FrameWriter} from '../../src/api/frame.ts';
import {LITTLE} from '../../src/linux/control-stream.ts';
import {emulateKernel} from '../../src/linux/emulation.ts';
import {DUMP, emitBody, emitMessage, parseMessages, type NetlinkMessage} from '../../src/linux/netlink-message.ts';
import {CommandBench} from '../commands/command-context.ts';

const KIND = {setiff: 1, set: 2, up: 3, ioctl: 4, netlink: 5, closed: 6};
const [EIO, EBUSY, ENODEV, EINVAL, EEXIST, EADDRNOTAVAIL, EOPNOTSUPP] = [5, 16, 19, 22, 17, 99, 95];

class Supervisor {
  readonly datagrams: NetlinkMessage[] = [];
  readonly #writer: FrameWriter;
  readonly #waiting = new Map<bigint, (answer: {errno: number; data: Buffer}) => void>();
  #calls = 0n;

  constructor(stream: Duplex) {
    const decoder = new FrameDecoder(1 << 20);
    this.#writer = new FrameWriter(stream);
    stream.on('data', (chunk: Buffer) => {
      decoder.push(chunk, (frame) => {
        const bytes = Buffer.from(frame);
        if (bytes[0] === 2) this.datagrams.push(...parseMessages(bytes.subarray(12)));
        else this.#waiting.get(bytes.readBigUInt64LE(4))?.({errno: bytes.readInt32LE(12), data: bytes.subarray(16)});
      });
    });
  }

  ask(kind: number, slot: number, data: Uint8Array = new Uint8Array()): Promise<{errno: number; data: Buffer}> {
    const head = Buffer.alloc(12);
    head[0] = kind;
    head.writeUInt16LE(slot, 2);
    head.writeBigUInt64LE(++this.#calls, 4);
    this.#writer.write(Buffer.concat([head, data]));
    return new Promise((resolve) => this.#waiting.set(this.#calls, resolve));
  }

  setInterface(slot: number, name: string, flags: number): Promise<{errno: number; data: Buffer}> {
    const data = Buffer.alloc(18);
    data.write(name);
    data.writeUInt16LE(flags, 16);
    return this.ask(KIND.setiff, slot, data);
  }

  ioctl(command: number, name: string, value: Uint8Array = new Uint8Array()): Promise<{errno: number; data: Buffer}> {
    const data = Buffer.alloc(48);
    data.writeUInt32LE(command, 0);
    data.writeUInt32LE(2, 4);
    data.write(name, 8);
    data.set(value, 24);
    return this.ask(KIND.ioctl, 0, data);
  }

  /** The messages that come back, and their bodies. */
  async netlink(type: number, flags: number, body: Uint8Array): Promise<NetlinkMessage[]> {
    this.datagrams.length = 0;
    const request = emitMessage({type, flags: flags | 1, sequence: 5, body}, 0);
    const {data} = await this.ask(KIND.netlink, 940, request);
    expect(Number(data.readBigUInt64LE())).toBe(request.length);
    return [...this.datagrams];
  }
}

// The test writes as a machine of that order does.
describe.runIf(LITTLE)('a supervised program', () => {
  let bench: CommandBench;
  let supervisor: Supervisor;

  beforeEach(async () => {
    bench = new CommandBench();
    await bench.output('host set local personality linux');
    const [here, there] = duplexPair();
    emulateKernel(here, bench.lab, 'local');
    supervisor = new Supervisor(there);
  });

  const address = (...octets: number[]) => Uint8Array.of(2, 0, 0, 0, ...octets);

  describe('that opens a tun', () => {
    test('gets the lowest free number, and a device that goes when it closes it', async () => {
      await bench.output('tunctl create tun0');
      const {errno, data} = await supervisor.setInterface(900, 'tun%d', 0x1001);
      expect({errno, name: data.subarray(0, 4).toString(), mode: data.readUInt16LE(16)}).toEqual({
        errno: 0,
        name: 'tun1',
        mode: 1,
      });
      expect(await bench.json('tunctl show tun1')).toMatchObject({persist: false, mode: 'tun'});
    });

    test.each([
      ['neither a tun nor a tap', 'tun0', 0x1000, EINVAL],
      ['both', 'tun0', 0x1003, EINVAL],
      ['several queues', 'tun0', 0x1101, EINVAL],
      ['a name that is a tap', 'tap0', 0x1001, EINVAL],
      ['a name that can be none', 'a/b', 0x1001, EINVAL],
      ['the loopback', 'lo', 0x1001, EINVAL],
    ])('is refused %s', async (_what, name, flags, errno) => {
      expect((await supervisor.setInterface(900, name, flags)).errno).toBe(errno);
    });

    test('is refused one that somebody has open', async () => {
      await bench.output('tunctl create tun0');
      await bench.output('ifconfig tun0 up');
      bench.answer('tun0');
      expect((await supervisor.setInterface(900, 'tun0', 0x1001)).errno).toBe(EBUSY);
    });

    test('is told by an empty write whether it is up', async () => {
      await supervisor.setInterface(900, 'tun0', 0x1001);
      expect((await supervisor.ask(KIND.up, 900)).errno).toBe(EIO);
      await bench.output('ifconfig tun0 up');
      expect((await supervisor.ask(KIND.up, 900)).errno).toBe(EINVAL);
    });

    test('makes it persistent, and somebody its owner', async () => {
      await supervisor.setInterface(900, 'tun0', 0x1001);
      const set = (command: number, argument: number) =>
        supervisor.ask(KIND.set, 900, Buffer.from(Uint32Array.of(command, argument).buffer));
      expect((await set(0x400454cb, 1)).errno).toBe(0);
      expect((await set(0x400454cc, 65534)).errno).toBe(0);
      expect(await bench.json('tunctl show tun0')).toMatchObject({persist: true, user: '65534'});
    });
  });

  describe('by ioctl', () => {
    beforeEach(async () => {
      await bench.output('tunctl create tun0');
    });

    test('gives an interface its addresses, and reads them', async () => {
      expect((await supervisor.ioctl(0x8916, 'tun0', address(10, 8, 0, 2))).errno).toBe(0);
      expect((await supervisor.ioctl(0x8918, 'tun0', address(10, 8, 0, 1))).errno).toBe(0);
      expect((await supervisor.ioctl(0x891c, 'tun0', address(255, 255, 255, 0))).errno).toBe(0);
      expect((await supervisor.ioctl(0x8914, 'tun0', Uint8Array.of(0x81, 0))).errno).toBe(0);
      expect(await bench.output('ifconfig tun0')).toMatch(
        /UP.*\n *inet 10\.8\.0\.2 {2}netmask 255\.255\.255\.0 {2}destination 10\.8\.0\.1/,
      );
      const read = async (command: number) => [...(await supervisor.ioctl(command, 'tun0')).data.subarray(20, 24)];
      expect(await read(0x8915)).toEqual([10, 8, 0, 2]);
      expect(await read(0x8917)).toEqual([10, 8, 0, 1]);
      expect(await read(0x891b)).toEqual([255, 255, 255, 0]);
    });

    test('reads and sets the MTU, the index, the queue, and the flags', async () => {
      expect((await supervisor.ioctl(0x8922, 'tun0', Uint8Array.of(0x78, 5, 0, 0))).errno).toBe(0);
      const number = async (command: number) => (await supervisor.ioctl(command, 'tun0')).data.readInt32LE(16);
      expect(await number(0x8921)).toBe(1400);
      expect(await number(0x8933)).toBe(2);
      expect(await number(0x8942)).toBe(500);
      expect((await supervisor.ioctl(0x8913, 'lo')).data.readUInt16LE(16)).toBe(0x49);
    });

    test.each([
      ['an interface that is not there', 0x8913, 'eth7', ENODEV],
      ['an address that is not there', 0x8915, 'tun0', EADDRNOTAVAIL],
      ['a request that no interface of a lab has', 0x8946, 'tun0', EOPNOTSUPP],
      ['a name that is none', 0x8913, '', EINVAL],
    ])('is told of %s', async (_what, command, name, errno) => {
      expect((await supervisor.ioctl(command, name)).errno).toBe(errno);
    });

    test('makes a route, and takes it away', async () => {
      await bench.output('ifconfig tun0 10.8.0.2 pointopoint 10.8.0.1 up');
      const route = Buffer.alloc(8 + 136);
      const put = (at: number, ...octets: number[]) => route.set(address(...octets), 8 + at);
      put(8, 10, 66, 0, 0);
      put(24, 10, 8, 0, 1);
      put(40, 255, 255, 0, 0);
      route.writeUInt16LE(3, 8 + 56);
      route.writeInt16LE(6, 8 + 80);
      for (const [command, expected] of [
        [0x890b, /10\.66\.0\.0 +10\.8\.0\.1 +255\.255\.0\.0 +UG +5 /],
        [0x890c, /^(?!.*10\.66)/s],
      ] as const) {
        route.writeUInt32LE(command, 0);
        route.writeUInt32LE(2, 4);
        expect((await supervisor.ask(KIND.ioctl, 0, route)).errno).toBe(0);
        expect(await bench.output('route -n')).toMatch(expected);
      }
    });
  });

  describe('by rtnetlink', () => {
    const link = (index: number, flags = 0, changed = 0) => {
      const header = Buffer.alloc(16);
      header.writeInt32LE(index, 4);
      header.writeUInt32LE(flags, 8);
      header.writeUInt32LE(changed, 12);
      return header;
    };
    const errnoOf = (messages: readonly NetlinkMessage[]) => 0 - Buffer.from(messages[0]!.body).readInt32LE(0);

    beforeEach(async () => {
      await bench.output('tunctl create tun0');
    });

    test('sets an interface up with an MTU, an address and a route', async () => {
      expect(errnoOf(await supervisor.netlink(16, 4, emitBody(link(2, 1, 1), [[4, 1400]])))).toBe(0);
      const spec = Buffer.from([2, 32, 0, 0, 2, 0, 0, 0]);
      const addresses = [
        [2, Uint8Array.of(10, 8, 0, 2)],
        [1, Uint8Array.of(10, 8, 0, 1)],
      ] as const;
      expect(errnoOf(await supervisor.netlink(20, 4 | 0x600, emitBody(spec, addresses)))).toBe(0);
      expect(errnoOf(await supervisor.netlink(20, 4 | 0x600, emitBody(spec, addresses)))).toBe(EEXIST);
      const route = Buffer.from([2, 16, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0]);
      expect(
        errnoOf(
          await supervisor.netlink(
            24,
            4 | 0x600,
            emitBody(route, [
              [1, Uint8Array.of(10, 66, 0, 0)],
              [5, Uint8Array.of(10, 8, 0, 1)],
            ]),
          ),
        ),
      ).toBe(0);
      expect(await bench.output('ifconfig tun0')).toMatch(/UP.*mtu 1400\n *inet 10\.8\.0\.2 .*destination 10\.8\.0\.1/);
      expect(await bench.output('route -n')).toMatch(/10\.66\.0\.0 +10\.8\.0\.1/);
    });

    test('lists interfaces, addresses and routes, and then that this was all', async () => {
      await bench.output('ifconfig tun0 10.8.0.2 pointopoint 10.8.0.1 up');
      for (const [type, answer, least] of [
        [18, 16, 2],
        [22, 20, 3],
        [26, 24, 3],
      ] as const) {
        const messages = await supervisor.netlink(type, DUMP, new Uint8Array(16));
        expect(messages.at(-1)!.type).toBe(3);
        expect(new Set(messages.slice(0, -1).map((each) => each.type))).toEqual(new Set([answer]));
        expect(messages.length).toBeGreaterThan(least);
      }
    });

    test('is told what can not be', async () => {
      expect(errnoOf(await supervisor.netlink(16, 4, link(99, 1, 1)))).toBe(ENODEV);
      expect(errnoOf(await supervisor.netlink(36, 4, new Uint8Array(16)))).toBe(EOPNOTSUPP);
      expect(errnoOf(await supervisor.netlink(24, 4, Uint8Array.of(2)))).toBe(EINVAL);
      expect(
        errnoOf(
          await supervisor.netlink(
            16,
            4,
            emitBody(link(0), [
              [3, 'd0'],
              [18, Buffer.from('0a00010064756d6d79000000', 'hex')],
            ]),
          ),
        ),
      ).toBe(EOPNOTSUPP);
    });

    test('deletes an interface', async () => {
      expect(errnoOf(await supervisor.netlink(17, 4, link(2)))).toBe(0);
      expect((await bench.run('ifconfig tun0')).status).toBe(1);
    });
  });
});
