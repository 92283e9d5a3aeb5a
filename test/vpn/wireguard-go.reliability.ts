/** Tunnels to wireguard-go with the protocol's own numbers, for as long as it takes to replace three sessions. */
import {text} from 'node:stream/consumers';
import {afterAll, describe, test} from 'vitest';
import {KEY_LENGTH, messageType} from '../../src/vpn/message.ts';
import {PROTOCOL_CONSTANTS} from '../../src/vpn/protocol-constants.ts';
import {SYSTEM_RANDOM} from '../../src/vpn/system-random.ts';
import {DatagramRelay, type Direction} from './datagram-relay.ts';
import {newEnds, type Pinged, thisEnd, TunnelHere} from './tunnel-here.ts';
import {INNER, otherEnd, PORT, WireguardGo, whatWireguardGoLacks} from './wireguard-go-under-test.ts';

const REKEYS = 3;
const SECONDS = (REKEYS * PROTOCOL_CONSTANTS.rekeyAfterTime) / 1000 + 30;
/** Seconds between two pings. */
const INTERVAL = 0.02;

const lacks = whatWireguardGoLacks();
if (lacks !== undefined) console.log(`skipped: tunnels to wireguard-go (${lacks})`);

describe.skipIf(lacks !== undefined)('a tunnel to wireguard-go loses nothing while its sessions are replaced', () => {
  const ends: {remove(): Promise<void>}[] = [];
  const relays: DatagramRelay[] = [];
  const report: string[] = [];
  afterAll(async () => {
    for (const relay of relays) relay.close();
    for (const end of ends) await end.remove();
    console.log(report.join('\n'));
  });

  test.concurrent.for([
    ['we', 'to-them', undefined],
    ['they', 'to-us', SYSTEM_RANDOM(KEY_LENGTH)],
  ] as const)('by who began: %s', {timeout: 2 * SECONDS * 1000}, async ([who, direction, presharedKey], {expect}) => {
    const {ours, theirs} = newEnds();
    const there = new WireguardGo();
    const here = new TunnelHere();
    ends.push(here, there);
    const relay = await DatagramRelay.between({address: there.outer.there, port: PORT});
    relays.push(relay);
    relay.keeps = ({datagram}) => messageType(datagram) === 'initiation';
    const endpoint = who === 'we' ? `127.0.0.1:${relay.port}` : undefined;
    const {listenPort} = await here.up(thisEnd({...ours, presharedKey, endpoint}));
    relay.ourPort = listenPort;
    const ourPlace = who === 'they' ? `${there.outer.here}:${relay.port}` : undefined;
    await there.up(otherEnd({...theirs, presharedKey, endpoint: ourPlace}));
    if (who === 'they') expect(await there.ping(INNER.here, 1, 56)).toBe(1);

    const begun = performance.now();
    const over = () => performance.now() - begun > SECONDS * 1000;
    const handshakes = new Set<number>();
    const fromHere = async (destination: string): Promise<Pinged> => {
      const sum = {sent: 0, answered: 0, longest: 0};
      while (!over()) {
        const sweep = {largest: 3000, step: 12, each: 1};
        const pinged = await here.ping({destination, size: 0, sweep, interval: INTERVAL}, async () => {
          handshakes.add((await here.peer()).latestHandshake);
          return over();
        });
        sum.sent += pinged.sent;
        sum.answered += pinged.answered;
        sum.longest = Math.max(sum.longest, pinged.longest);
      }
      return sum;
    };
    const fromThere = async (destination: string): Promise<string> => {
      const count = String(Math.floor(SECONDS / INTERVAL));
      const words = ['-q', '-i', String(INTERVAL), '-c', count, '-s', '1400', destination];
      return text(there.start('ping', ...words).stdout!);
    };
    const [v4, v6, kernel4, kernel6] = await Promise.all([
      fromHere(INNER.there),
      fromHere(INNER.there6),
      fromThere(INNER.here),
      fromThere(INNER.here6),
    ]);
    const initiations = (way: Direction) => relay.seen.filter((relayed) => relayed.direction === way).length;
    const {drops} = await here.status();
    const {transferRx, transferTx} = await here.peer();
    const moments = [...handshakes].sort((one, other) => one - other);
    const ages = moments.slice(1).map((moment, index) => ((moment - moments[index]!) / 1000).toFixed(1));
    report.push(
      `${who} begin, ${presharedKey ? 'with' : 'without'} a preshared key, ${SECONDS} s:`,
      `  sessions replaced after ${ages.join(', ')} s; initiations: ${initiations('to-them')} ours, ${initiations('to-us')} theirs`,
      `  pings from the lab: IPv4 ${v4.answered} of ${v4.sent}, longest ${v4.longest.toFixed(1)} ms; IPv6 ${v6.answered} of ${v6.sent}, longest ${v6.longest.toFixed(1)} ms`,
      ...[kernel4, kernel6].map(
        (printed) => `  pings from the kernel: ${printed.split('\n').slice(-3).join(' ').trim()}`,
      ),
      `  octets received ${transferRx}, sent ${transferTx}; dropped: ${JSON.stringify(drops)}`,
    );

    expect(ages.length).toBeGreaterThanOrEqual(REKEYS);
    expect(relay.seen.every((relayed) => relayed.direction === direction)).toBe(true);
    expect(drops).toEqual({});
    for (const {sent, answered} of [v4, v6]) expect(answered).toBe(sent);
    for (const printed of [kernel4, kernel6]) expect(printed).toMatch(/ 0% packet loss/);
  });
});
