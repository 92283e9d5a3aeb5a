/** Tunnels to wireguard-go, whose inside is a kernel's stack. Ten thousand pings through each: TUNLAB_LONG=1. */
import {text} from 'node:stream/consumers';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {KEY_LENGTH} from '../../src/vpn/message.ts';
import {SYSTEM_RANDOM} from '../../src/vpn/system-random.ts';
import {newEnds, thisEnd, TunnelHere} from './tunnel-here.ts';
import {INNER, otherEnd, PORT, WireguardGo, whatWireguardGoLacks} from './wireguard-go-under-test.ts';

const LONG = process.env['TUNLAB_LONG'] === '1';
const lacks = whatWireguardGoLacks();
if (lacks !== undefined) console.log(`skipped: tunnels to wireguard-go (${lacks})`);

const {ours, theirs} = newEnds();
/** Numbers that let a tunnel notice soon that the other end has gone, or does not answer. */
const HASTY = {keepaliveTimeout: 200, rekeyTimeout: 200, rekeyAttemptTime: 600, rekeyJitter: 0};

describe.skipIf(lacks !== undefined)('a tunnel to wireguard-go', () => {
  let there: WireguardGo;
  let here: TunnelHere;
  beforeAll(() => {
    there = new WireguardGo();
    return () => there.remove();
  });
  beforeEach(() => {
    here = new TunnelHere();
  });
  afterEach(async () => {
    await there.down();
    await here.remove();
  });
  const endpointThere = () => `${there.outer.there}:${PORT}`;
  const endpointHere = (port: number) => `${there.outer.here}:${port}`;

  describe.each(['we', 'they'])('that %s begin', (who) => {
    test.each([
      ['without a preshared key', undefined],
      ['with one', SYSTEM_RANDOM(KEY_LENGTH)],
    ])('%s, loses no ping of any size, of neither version of IP', async (_how, presharedKey) => {
      const {listenPort} = await here.up(
        thisEnd({...ours, presharedKey, ...(who === 'we' && {endpoint: endpointThere()})}),
      );
      await there.up(otherEnd({...theirs, presharedKey, ...(who === 'they' && {endpoint: endpointHere(listenPort)})}));
      let pings = 0;
      const fromThere = async (destination: string, size: number, count: number) => {
        expect(await there.ping(destination, count, size), `${count} of ${size} octets to ${destination}`).toBe(count);
        pings += count;
      };
      if (who === 'they') await fromThere(INNER.here, 56, 1);
      for (const destination of [INNER.there, INNER.there6]) {
        const {sent, answered} = await here.ping({
          destination,
          size: 0,
          sweep: {largest: 3000, step: 5, each: LONG ? 8 : 1},
        });
        expect({destination, answered}).toEqual({destination, answered: sent});
        pings += sent;
      }
      for (const destination of [INNER.here, INNER.here6]) {
        for (const size of [0, 56, 1372, 1400, 3000]) await fromThere(destination, size, LONG ? 100 : 50);
      }
      expect(pings).toBeGreaterThanOrEqual(LONG ? 10_000 : 1600);
      expect((await here.status()).drops).toEqual({});
      const {latestHandshake} = await here.peer();
      expect(there.show('latest-handshakes')).not.toMatch(/\t0$/);
      expect(latestHandshake).toBeGreaterThan(0);
    });
  });

  test('has a new session again and again, and loses nothing by it', async () => {
    await there.up(otherEnd(theirs));
    await here.up(thisEnd({...ours, endpoint: endpointThere()}), {
      rekeyAfterTime: 300,
      rekeyTimeout: 100,
      rejectAfterTime: 900,
    });
    const handshakes = new Set<number>();
    const pinged = await here.ping({destination: INNER.there}, async () => {
      handshakes.add((await here.peer()).latestHandshake);
      return handshakes.size > 5;
    });
    // On a busy machine an answer may come when its handshake has been begun anew; nothing else goes astray.
    expect(pinged.answered).toBe(pinged.sent);
    const {'unknown-session': late = 0, ...others} = (await here.status()).drops;
    expect(others).toEqual({});
    expect(late).toBeLessThan(handshakes.size);
  });

  test('goes on when the other end was started again', async () => {
    const {listenPort} = await here.up(thisEnd({...ours, endpoint: endpointThere()}), HASTY);
    const config = otherEnd({...theirs, endpoint: endpointHere(listenPort)});
    await there.up(config);
    expect(await here.ping({destination: INNER.there, count: 3})).toMatchObject({answered: 3});
    await there.down();
    await there.up(config);
    // The session is in nobody's memory but ours, which silence tells us.
    expect((await here.ping({destination: INNER.there, interval: 0.05, replies: 3})).answered).toBe(3);
    await there.down();
    await there.up(config);
    // This time they begin.
    expect(await there.ping(INNER.here, 3, 56)).toBe(3);
  });

  test('goes on when this end was started again, at another port', async () => {
    await there.up(otherEnd(theirs));
    const config = thisEnd({...ours, endpoint: endpointThere(), keepalive: 25});
    const ports = [];
    for (let start = 0; start < 3; start++) {
      const {listenPort} = await here.up(config);
      ports.push(listenPort);
      await vi.waitFor(async () => expect((await here.peer()).latestHandshake).toBeGreaterThan(0), {timeout: 20_000});
      expect(await there.ping(INNER.here, 3, 56)).toBe(3);
      expect(there.show('endpoints')).toMatch(new RegExp(`\t${endpointHere(listenPort)}$`));
      await here.down();
    }
    expect(new Set(ports).size).toBe(3);
  });

  test.skipIf(!LONG)('goes on when this end was started again and waits for the other to notice', async () => {
    const {listenPort} = await here.up(thisEnd(ours));
    await there.up(otherEnd({...theirs, endpoint: endpointHere(listenPort)}));
    expect(await there.ping(INNER.here, 3, 56)).toBe(3);
    await here.down();
    await here.up(thisEnd({...ours, listenPort}));
    // After 15 seconds without an answer.
    const pinging = there.start('ping', '-q', '-c', '1', '-w', '40', '-i', '0.5', INNER.here);
    expect(await text(pinging.stdout!)).toContain(' 1 received');
    expect(await here.drops('unknown-session')).toBeGreaterThan(0);
  });

  describe('refuses', () => {
    const {ours: stranger} = newEnds();

    /** What is dropped for that reason shows that it was tried. */
    const dropped = (reason: string) =>
      vi.waitFor(async () => expect(await here.drops(reason)).toBeGreaterThan(0), {timeout: 20_000, interval: 50});
    const nothingAgreed = async () => {
      expect((await here.peer()).latestHandshake).toBe(0);
      expect(there.show('latest-handshakes')).toMatch(/\t0$/);
      expect(there.packetsReceived).toBe(0);
      expect((await here.lab.showInterface({host: 'local', ifname: 'wg0'})).stats64.rx.packets).toBe(0);
    };
    const pingsThere = () => there.start('ping', '-c', '1', '-W', '1', INNER.here);

    test('us, if our key is not the one they know', async () => {
      await there.up(otherEnd(theirs));
      await here.up(thisEnd({...stranger, peer: ours.peer, endpoint: endpointThere()}), HASTY);
      await here.ping({destination: INNER.there, count: 1, wait: 0});
      await dropped('handshake-failed');
      await nothingAgreed();
    });

    test('them, if their key is not the one that we know', async () => {
      const {listenPort} = await here.up(thisEnd(ours));
      await there.up(otherEnd({...theirs, privateKey: stranger.privateKey, endpoint: endpointHere(listenPort)}));
      pingsThere();
      await dropped('unknown-peer');
      await nothingAgreed();
    });

    test('them, if the key that they know is not ours', async () => {
      const {listenPort} = await here.up(thisEnd(ours));
      await there.up(otherEnd({...theirs, peer: stranger.peer, endpoint: endpointHere(listenPort)}));
      pingsThere();
      await dropped('wrong-mac1');
      await nothingAgreed();
    });

    test.each(['we', 'they'])('preshared keys that differ, when %s begin', async (who) => {
      const {listenPort} = await here.up(
        thisEnd({
          ...ours,
          presharedKey: SYSTEM_RANDOM(KEY_LENGTH),
          ...(who === 'we' && {endpoint: endpointThere()}),
        }),
        HASTY,
      );
      const endpoint = who === 'they' ? endpointHere(listenPort) : undefined;
      await there.up(otherEnd({...theirs, presharedKey: SYSTEM_RANDOM(KEY_LENGTH), endpoint}));
      if (who === 'we') {
        await here.ping({destination: INNER.there, count: 1, wait: 0});
        await dropped('not-authentic');
      } else {
        pingsThere();
        await vi.waitFor(() => expect(there.log).toMatch(/Failed to (consume|derive)|[Ii]nvalid .*response/), {
          timeout: 20_000,
        });
      }
      await nothingAgreed();
    });
  });
});
