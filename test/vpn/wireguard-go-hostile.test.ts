/** Somebody between us and wireguard-go who repeats, changes and delays what passes. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {messageType} from '../../src/vpn/message.ts';
import {DatagramRelay, type Direction, type Relayed} from './datagram-relay.ts';
import {newEnds, type Pinged, thisEnd, TunnelHere} from './tunnel-here.ts';
import {INNER, otherEnd, PORT, WireguardGo, whatWireguardGoLacks} from './wireguard-go-under-test.ts';

const lacks = whatWireguardGoLacks();
if (lacks !== undefined) console.log(`skipped: what is done to tunnels to wireguard-go (${lacks})`);

const PINGS = 20;
/** As many as certainly find room in a socket's buffer. */
const LOT = 64;

describe.skipIf(lacks !== undefined)('a tunnel to wireguard-go, and somebody between', () => {
  let there: WireguardGo;
  let here: TunnelHere;
  let relay: DatagramRelay;
  let pings: number;
  beforeEach(async () => {
    const {ours, theirs} = newEnds();
    there = new WireguardGo();
    here = new TunnelHere();
    relay = await DatagramRelay.between({address: there.outer.there, port: PORT});
    await there.up(otherEnd(theirs));
    const {listenPort} = await here.up(thisEnd({...ours, endpoint: `127.0.0.1:${relay.port}`}));
    relay.ourPort = listenPort;
    pings = 0;
    await expectUse();
  });
  afterEach(async () => {
    relay.close();
    await here.remove();
    await there.remove();
  });

  /** All pings are answered, and nothing else has ever come out at either end. */
  async function expectUse(count = PINGS): Promise<void> {
    await expectAnswers(here.ping({destination: INNER.there, count}), count);
  }

  async function expectAnswers(pinged: Promise<Pinged>, count: number): Promise<void> {
    expect(await pinged).toMatchObject({sent: count, answered: count});
    pings += count;
    expect(await packetsHere()).toBe(pings);
    expect(there.packetsReceived).toBe(pings);
  }

  async function packetsHere(): Promise<number> {
    return (await here.lab.showInterface({host: 'local', ifname: 'wg0'})).stats64.rx.packets;
  }

  async function allDrops(): Promise<number> {
    const {drops} = await here.status();
    return Object.values(drops).reduce((sum, count) => sum + count, 0);
  }

  function passed(direction: Direction, type: ReturnType<typeof messageType>): Relayed[] {
    return relay.seen.filter((relayed) => relayed.direction === direction && messageType(relayed.datagram) === type);
  }

  /** Sends all, and no more at a time than there is room for: those to us are counted as dropped, each of them. */
  async function sendAll(direction: Direction, all: readonly Relayed[]): Promise<void> {
    for (let from = 0; from < all.length; from += LOT) {
      const lot = all.slice(from, from + LOT);
      const before = await allDrops();
      for (const relayed of lot) await relay.send(relayed);
      const taken = async () => {
        if (direction === 'to-us') expect(await allDrops()).toBe(before + lot.length);
        else expect(there.unread).toBe(0);
      };
      await vi.waitFor(taken, {timeout: 20_000, interval: 10});
    }
  }

  describe.each<Direction>(['to-us', 'to-them'])('%s', (direction) => {
    test('data that is repeated is dropped, and counted', async () => {
      const data = passed(direction, 'data');
      expect(data.length).toBeGreaterThanOrEqual(PINGS);
      await sendAll(direction, data);
      expect(await here.drops('replayed')).toBe(direction === 'to-us' ? data.length : 0);
      await expectUse();
    });

    test('handshakes that are repeated are dropped, and counted', async () => {
      const messages = [...passed(direction, 'initiation'), ...passed(direction, 'response')];
      expect(messages).toHaveLength(1);
      await sendAll(direction, messages);
      expect(await here.drops('unknown-session')).toBe(direction === 'to-us' ? 1 : 0);
      await expectUse();
    });

    test('data with any one bit changed is dropped, and counted; and as it was, it is still good', async () => {
      relay.held = [];
      const pinged = here.ping({destination: INNER.there, count: 1, wait: 60});
      if (direction === 'to-us') await letGo(await held('to-them', 1));
      const data = await held(direction, 1);
      const changed = changes(data[0]!);
      await sendAll(direction, changed);
      const toUs = direction === 'to-us' ? changed.length : 0;
      expect(await allDrops()).toBe(toUs);
      // But for those in its first sixteen octets, which say what it is and whose.
      expect(await here.drops('not-authentic')).toBeGreaterThanOrEqual(Math.max(0, toUs - 16 * 8));
      const rest = direction === 'to-us' ? [] : held('to-us', 1);
      await letGo(data);
      await letGo(await rest);
      relay.held = undefined;
      await expectAnswers(pinged, 1);
      await expectUse();
    });

    test('a handshake with any one bit changed is dropped, and counted', async () => {
      const [handshake] = [...passed(direction, 'initiation'), ...passed(direction, 'response')];
      const changed = changes(handshake!);
      await sendAll(direction, changed);
      expect(await allDrops()).toBe(direction === 'to-us' ? changed.length : 0);
      await expectUse();
    });
  });

  test('packets that come in the reverse order all come out', async () => {
    relay.held = [];
    const pinged = here.ping({destination: INNER.there, count: LOT, preload: LOT, wait: 60});
    await letGo((await held('to-them', LOT)).reverse());
    await letGo((await held('to-us', LOT)).reverse());
    relay.held = undefined;
    await expectAnswers(pinged, LOT);
    expect((await here.status()).drops).toEqual({});
  });

  /** Waits until that many are held, and nothing else, and takes them. */
  async function held(direction: Direction, count: number): Promise<Relayed[]> {
    await vi.waitFor(() => expect(relay.held).toHaveLength(count), {timeout: 20_000});
    const all = relay.held!.splice(0);
    expect(new Set(all.map((relayed) => relayed.direction))).toEqual(new Set([direction]));
    return all;
  }

  async function letGo(all: readonly Relayed[]): Promise<void> {
    for (const relayed of all) await relay.send(relayed);
  }
});

/** It with each of its bits changed, one at a time. */
function changes({direction, datagram}: Relayed): Relayed[] {
  return Array.from({length: datagram.length * 8}, (_, bit) => ({direction, datagram: flipped(datagram, bit)}));
}

function flipped(datagram: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(datagram);
  changed[bit >>> 3]! ^= 1 << (bit & 7);
  return changed;
}
