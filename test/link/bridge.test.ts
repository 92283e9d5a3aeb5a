/** A bridge by itself: ports that note what they are sent, and frames of a few octets. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {Bridge, type BridgePort, MOST_FLOODED} from '../../src/link/bridge.ts';
import {BridgeTurns} from '../../src/link/bridge-turns.ts';
import {MOST_STATIONS} from '../../src/link/forwarding-table.ts';
import {MAC_BROADCAST, type MacAddress, emitEthernet, formatMac} from '../../src/packet/ethernet.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

const OWN = 0x0200_0000_00ff;
const [A, B, C] = [0x0200_0000_000a, 0x0200_0000_000b, 0x0200_0000_000c] as const;
const GROUP = 0x0100_5e00_0001;

const frame = (source: MacAddress, destination: MacAddress, octets = 4): Uint8Array =>
  emitEthernet({destination, source, etherType: 0x0800, payload: new Uint8Array(octets).fill(7)});

/** A bridge with three ports, up; `sent` notes by which port a frame left, `up` what the host's stack was given. */
function bridgeUnderTest({promisc = false, turns = new BridgeTurns()} = {}) {
  const clock = new VirtualClock();
  const bridge = new Bridge('br0', {clock, turns});
  const sent: string[] = [];
  const heard: Uint8Array[] = [];
  bridge.setStation({hardwareAddress: OWN, promisc});
  bridge.attach({receive: (got) => heard.push(new Uint8Array(got)), lost: () => undefined});
  bridge.setUp(true);
  const links = ['p1', 'p2', 'p3'].map((name) => ({
    name,
    live: true,
    mtu: 1500,
    full: false,
    /** Works in what it is given, as a receiver's stack may. */
    send(this: {full: boolean}, given: Uint8Array): 'queued' | 'dropped' {
      if (this.full) return 'dropped';
      sent.push(`${name} ${[...given.subarray(14)].every((octet) => octet === 7) ? 'whole' : 'damaged'}`);
      given.fill(0);
      return 'queued';
    },
  }));
  const ports = links.map((link) => bridge.join(link)) as [BridgePort, BridgePort, BridgePort];
  /** Where a frame that a port receives goes. */
  const receive = (at: number, given: Uint8Array): string[] => {
    heard.length = 0;
    bridge.receive(ports[at - 1]!, given);
    return [...sent.splice(0).map((line) => line.replace(' whole', '')), ...heard.map(() => 'stack')];
  };
  const stations = () => bridge.stations().map(({mac, port, age}) => `${formatMac(mac)} ${port.link.name} ${age}`);
  return {clock, bridge, links: links as [Link, Link, Link], ports, receive, stations, sent};
  type Link = (typeof links)[number];
}

const fates = ({counters}: BridgePort) =>
  Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0)) as Record<string, number>;

describe('a frame', () => {
  test('for a station that nobody has heard goes to all other ports', () => {
    const {receive, ports} = bridgeUnderTest();
    expect(receive(1, frame(A, B))).toEqual(['p2', 'p3']);
    expect(fates(ports[0])).toEqual({received: 1, flooded: 1});
    expect(fates(ports[1])).toEqual({sent: 1});
  });

  test('for a station that was heard goes to its port only', () => {
    const {receive, ports} = bridgeUnderTest();
    receive(1, frame(A, B));
    expect(receive(2, frame(B, A))).toEqual(['p1']);
    expect(receive(1, frame(A, B))).toEqual(['p2']);
    expect(fates(ports[1])).toEqual({received: 1, forwarded: 1, sent: 2});
  });

  test.each([
    ['everybody', MAC_BROADCAST],
    ['a group', GROUP],
  ])('for %s goes to all other ports and to the host', (_whom, destination) => {
    const {receive} = bridgeUnderTest();
    expect(receive(2, frame(A, destination))).toEqual(['p1', 'p3', 'stack']);
  });

  test('for the bridge’s own station goes to the host alone', () => {
    const {receive, ports} = bridgeUnderTest();
    expect(receive(2, frame(A, OWN))).toEqual(['stack']);
    expect(fates(ports[1])).toEqual({received: 1, local: 1});
  });

  test('never leaves by the port it came from', () => {
    const {receive, ports} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    receive(1, frame(B, MAC_BROADCAST));
    expect(receive(1, frame(A, B))).toEqual([]);
    expect(fates(ports[0])).toMatchObject({received: 3, filtered: 1});
  });

  test('for others is heard by a host that listens to all', () => {
    const {receive} = bridgeUnderTest({promisc: true});
    expect(receive(1, frame(A, B))).toEqual(['p2', 'p3', 'stack']);
    expect(receive(2, frame(B, A))).toEqual(['p1', 'stack']);
  });

  test.each<[string, Uint8Array, string]>([
    ['from a group', frame(GROUP, B), 'bad-source'],
    ['from nobody', frame(0, B), 'bad-source'],
    ['from the bridge itself', frame(OWN, B), 'own-source'],
    ['to the first reserved address', frame(A, 0x0180_c200_0000), 'reserved'],
    ['to the last', frame(A, 0x0180_c200_000f), 'reserved'],
    ['shorter than a header', new Uint8Array(13), 'malformed'],
  ])('%s goes nowhere, and teaches nothing', (_what, given, reason) => {
    const {receive, ports, stations} = bridgeUnderTest();
    expect(receive(1, given)).toEqual([]);
    expect(fates(ports[0])).toEqual({received: 1, [reason]: 1});
    expect(stations()).toEqual([]);
  });

  test('to the first address that is not reserved goes on', () => {
    expect(bridgeUnderTest().receive(1, frame(A, 0x0180_c200_0010))).toEqual(['p2', 'p3', 'stack']);
  });

  test('longer than a port carries, a tag aside, does not leave by it', () => {
    const {receive, links, ports} = bridgeUnderTest();
    links[1].mtu = 100;
    expect(receive(1, frame(A, B, 104))).toEqual(['p2', 'p3']);
    expect(receive(1, frame(A, B, 105))).toEqual(['p3']);
    expect(fates(ports[1])).toEqual({sent: 1, 'too-long': 1});
  });

  test('that a port has no room for is counted', () => {
    const {receive, links, ports} = bridgeUnderTest();
    links[1].full = true;
    expect(receive(1, frame(A, B))).toEqual(['p3']);
    expect(fates(ports[1])).toEqual({'not-sent': 1});
  });

  test('of the host goes to the port of its station, or to all', () => {
    const {bridge, receive, sent} = bridgeUnderTest();
    expect(bridge.transmit(frame(OWN, A))).toBe('queued');
    expect(sent.splice(0)).toEqual(['p1 whole', 'p2 whole', 'p3 whole']);
    receive(3, frame(A, OWN));
    bridge.transmit(frame(OWN, A));
    expect(sent.splice(0)).toEqual(['p3 whole']);
  });
});

describe('a station', () => {
  test('is found where it was heard last', () => {
    const {receive, stations} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    receive(3, frame(A, MAC_BROADCAST));
    expect(stations()).toEqual(['02:00:00:00:00:0a p3 0']);
    expect(receive(2, frame(B, A))).toEqual(['p3']);
  });

  test('is forgotten 300 s after it was last heard', () => {
    const {clock, receive, stations} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    clock.advance(200_000);
    receive(1, frame(A, MAC_BROADCAST));
    clock.advance(299_999);
    expect(stations()).toEqual(['02:00:00:00:00:0a p1 299999']);
    expect(receive(2, frame(B, A))).toEqual(['p1']);
    clock.advance(1);
    expect(receive(2, frame(B, A))).toEqual(['p1', 'p3']);
    expect(stations()).toEqual(['02:00:00:00:00:0b p2 0']);
  });

  test('is forgotten sooner where that is said, also one that is there', () => {
    const {bridge, clock, receive, stations} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    bridge.setAgeing(0.5);
    clock.advance(499);
    expect(stations()).toHaveLength(1);
    clock.advance(1);
    expect(stations()).toEqual([]);
  });

  test('is never remembered with an ageing of 0', () => {
    const {bridge, receive, stations} = bridgeUnderTest();
    bridge.setAgeing(0);
    receive(1, frame(A, MAC_BROADCAST));
    expect(receive(2, frame(B, A))).toEqual(['p1', 'p3']);
    expect(stations()).toEqual([]);
  });

  test('makes room, the one heard longest ago, where there are too many', () => {
    const {receive, bridge} = bridgeUnderTest();
    for (let unit = 0; unit < MOST_STATIONS; unit++) receive(1, frame(0x0a00_0000_0000 + unit, B));
    // Heard again, the first is not the oldest any more.
    receive(2, frame(0x0a00_0000_0000, B));
    receive(1, frame(A, B));
    const known = bridge.stations();
    expect(known).toHaveLength(MOST_STATIONS);
    expect(known[0]?.mac).toBe(0x0a00_0000_0002);
    expect(known.slice(-2).map(({mac}) => mac)).toEqual([0x0a00_0000_0000, A]);
  });

  test.each([-1, 1_000_001, NaN])('is not remembered for %d seconds', (seconds) => {
    const {bridge} = bridgeUnderTest();
    expect(() => bridge.setAgeing(seconds)).toThrow(NetworkError);
    expect(bridge.ageing).toBe(300);
  });
});

describe('a port', () => {
  test('that goes down neither sends nor receives, and who was behind it is forgotten', () => {
    const {bridge, links, ports, receive, stations} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    receive(2, frame(B, MAC_BROADCAST));
    links[0].live = false;
    bridge.portChanged(ports[0]);
    expect(stations()).toEqual(['02:00:00:00:00:0b p2 0']);
    expect(receive(1, frame(A, B))).toEqual([]);
    expect(fates(ports[0])).toMatchObject({received: 2, down: 1});
    expect(receive(2, frame(B, A))).toEqual(['p3']);
    links[0].live = true;
    bridge.portChanged(ports[0]);
    expect(receive(2, frame(B, A))).toEqual(['p1', 'p3']);
  });

  test('that leaves takes its stations along', () => {
    const {bridge, ports, receive, stations} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    bridge.leave(ports[0]);
    expect(stations()).toEqual([]);
    expect(receive(2, frame(B, A))).toEqual(['p3']);
    expect(receive(1, frame(A, B))).toEqual([]);
  });
});

describe('a bridge', () => {
  test('that is down carries nothing and remembers nobody', () => {
    const {bridge, receive, stations, ports} = bridgeUnderTest();
    receive(1, frame(A, MAC_BROADCAST));
    bridge.setUp(false);
    expect(stations()).toEqual([]);
    expect(receive(1, frame(A, B))).toEqual([]);
    expect(bridge.transmit(frame(OWN, A))).toBe('dropped');
    expect(fates(ports[0])).toMatchObject({received: 2, flooded: 1, down: 1});
  });

  test('has the MTU of the smallest port, and a link if any port has', () => {
    const {bridge, links} = bridgeUnderTest();
    expect(bridge.mtu).toEqual({initial: 1500, minimum: 68, maximum: 1500});
    links[2].mtu = 1400;
    expect(bridge.mtu).toEqual({initial: 1400, minimum: 68, maximum: 1400});
    expect(bridge.linkUp).toBe(true);
    for (const link of links) link.live = false;
    expect(bridge.linkUp).toBe(false);
    expect(bridge.transmit(frame(OWN, A))).toBe('dropped');
  });

  test('floods only so many frames in a second, and still forwards', () => {
    const {clock, bridge, ports, receive, sent} = bridgeUnderTest();
    receive(2, frame(B, MAC_BROADCAST));
    const broadcast = frame(A, MAC_BROADCAST);
    for (let times = 1; times < MOST_FLOODED; times++) {
      bridge.receive(ports[0], broadcast);
      sent.length = 0;
    }
    expect(receive(1, broadcast)).toEqual([]);
    expect(fates(ports[0])).toMatchObject({flooded: MOST_FLOODED - 1, storm: 1});
    expect(receive(1, frame(A, B))).toEqual(['p2']);
    clock.advance(1000);
    expect(receive(1, broadcast)).toEqual(['p2', 'p3', 'stack']);
  });

  test('accounts for every frame, whatever it is, and its memory is bounded', () => {
    const anyFrame = fc.oneof(
      fc.uint8Array({maxLength: 80}),
      fc
        .tuple(fc.constantFrom(A, B, C, OWN, GROUP, 0), fc.constantFrom(A, B, C, OWN, GROUP))
        .map(([from, to]) => frame(from, to)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({min: 1, max: 3}), anyFrame), {maxLength: 60}), (frames) => {
        const {receive, ports, bridge} = bridgeUnderTest();
        for (const [at, given] of frames) receive(at, given);
        for (const {counters} of ports) {
          const {received, sent, 'too-long': tooLong, 'not-sent': notSent, ...ends} = counters;
          expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(received);
          expect(tooLong + notSent + sent).toBeLessThanOrEqual(frames.length);
        }
        expect(bridge.stations().length).toBeLessThanOrEqual(frames.length);
      }),
    );
  });
});

describe('bridges that take turns', () => {
  /** Bridges joined port to port by cables that take no time. */
  function cabled(count: number, cables: readonly (readonly [number, number])[]) {
    const turns = new BridgeTurns();
    const clock = new VirtualClock();
    const bridges = Array.from({length: count}, (_, at) => {
      const bridge = new Bridge(`br${at}`, {clock, turns});
      bridge.setStation({hardwareAddress: OWN + 1 + at, promisc: false});
      bridge.setUp(true);
      return bridge;
    });
    for (const [one, other] of cables) {
      const ends: BridgePort[] = [];
      for (const [at, bridge] of [bridges[one]!, bridges[other]!].entries()) {
        const send = (given: Uint8Array) => {
          [bridges[other]!, bridges[one]!][at]!.receive(ends[1 - at]!, given);
          return 'queued' as const;
        };
        ends.push(bridge.join({name: `p${at}`, live: true, mtu: 1500, send}));
      }
    }
    return bridges;
  }

  test('carry a frame along a row of thousands, without recursion', () => {
    const row = cabled(
      5000,
      Array.from({length: 4999}, (_, at) => [at, at + 1] as const),
    );
    row[0]!.transmit(frame(OWN + 1, MAC_BROADCAST));
    expect(
      row
        .at(-1)!
        .stations()
        .map(({mac}) => mac),
    ).toEqual([OWN + 1]);
  });

  test.each([
    [
      'two bridges by two cables',
      2,
      [
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'two bridges by four, where frames multiply',
      2,
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'three bridges in a ring',
      3,
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    ],
  ] as [string, number, [number, number][]][])('end a loop of %s, and say so', (_what, count, cables) => {
    const bridges = cabled(count, cables);
    const sum = (name: 'loop' | 'received') =>
      bridges.flatMap(({ports}) => ports).reduce((total, {counters}) => total + counters[name], 0);
    bridges[0]!.receive(bridges[0]!.ports[0]!, frame(A, MAC_BROADCAST));
    expect(sum('loop')).toBeGreaterThan(0);
    expect(sum('received')).toBeLessThan(50_000);
    // The next frame finds a bridge that works.
    const before = sum('received');
    expect(bridges[0]!.transmit(frame(OWN + 1, MAC_BROADCAST))).toBe('queued');
    expect(sum('received')).toBeGreaterThan(before);
  });
});
