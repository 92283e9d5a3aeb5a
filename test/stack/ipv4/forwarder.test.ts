import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Icmpv4Message, ICMP_TYPE, emitIcmpv4, parseIcmpv4} from '../../../src/packet/icmpv4.ts';
import {
  DONT_FRAGMENT,
  MORE_FRAGMENTS,
  emitIpv4,
  ipv4Fault,
  isFragment,
  parseIpv4,
  readFragmentOffset,
} from '../../../src/packet/ipv4.ts';
import {recordInOptions} from '../../../src/packet/ipv4-options.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import type {Interface} from '../../../src/stack/interface.ts';
import {routerUnderTest, typedRoute} from '../../lab/network-under-test.ts';
import {octets, uint16, uint8} from '../../packet/arbitraries.ts';
import {account, addTun, echo, explained, ip, packet as anyPacket, total} from '../host-under-test.ts';

const CLIENT = ip('10.1.0.2');
const SERVER = ip('10.2.0.2');
const ROUTER = ip('10.1.0.1');
const UDP = 17;

/** From the client to the server, unless said otherwise. */
const packet: typeof anyPacket = (fields) =>
  anyPacket({source: CLIENT, destination: SERVER, protocol: UDP, payload: new Uint8Array(100).fill(0xaa), ...fields});

type Router = ReturnType<typeof routerUnderTest>;

/** What becomes of packets that the client hands to the router. */
function fateOf(router: Router, ...packets: Uint8Array[]) {
  const {left, right} = router;
  right.probe.taken();
  for (const each of packets) left.send(each);
  return {
    passed: right.probe.packets().map(parseIpv4),
    errors: left.probe
      .packets()
      .map((bytes) => ({...parseIpv4(bytes), message: parseIcmpv4(parseIpv4(bytes).payload)})),
    account: account(left.iface.received),
  };
}

/** The error that the router sends to the client about `about`, in front of 8 octets of its data. */
function errorAbout(about: Uint8Array, message: object) {
  const quoted = about.subarray(0, (about[0]! & 15) * 4 + 8);
  return [{source: ROUTER, destination: CLIENT, ttl: 254, message: {...message, quoted}}];
}

const unreachable = (code: number, nextHopMtu = 0) => ({type: 'destination-unreachable', code, nextHopMtu});
const dropped = (reason: string) => ({packets: 0, errors: 0, dropped: 1, reasons: {[reason]: 1}});
const PASSED = {packets: 1, errors: 0, dropped: 0, reasons: {}};

describe('a host that forwards', () => {
  test('passes a packet on, one from its TTL and all else as it was', () => {
    const router = routerUnderTest();
    const sent = packet({ttl: 64, tos: 0x10, identification: 0x1234});
    const {passed, errors, account: counted} = fateOf(router, sent);
    expect(passed).toEqual([{...parseIpv4(sent), ttl: 63}]);
    expect(errors).toEqual([]);
    expect(counted).toEqual(PASSED);
    expect(account(router.right.iface.sent)).toMatchObject({dropped: 0, errors: 0});
  });

  test('sends it to the station of the next hop', () => {
    const {left, right} = routerUnderTest();
    left.send(packet({}));
    const frame = right.probe.taken()[0]!;
    expect([...frame.subarray(0, 14)]).toEqual(
      [right.mac, right.iface.hardwareAddress].flatMap(macOctets).concat([0x08, 0x00]),
    );
  });

  test('leaves a sound header behind, whatever was in it', () => {
    const options = fc
      .array(fc.constantFrom([7, 3, 4], [1], [68, 4, 5, 0], [148, 4, 0, 0], [0]), {maxLength: 5})
      .map((list) =>
        Uint8Array.from(
          list
            .flat()
            .concat([0, 0, 0])
            .slice(0, list.flat().length + ((4 - (list.flat().length % 4)) % 4)),
        ),
      );
    const fields = fc.record({
      tos: uint8,
      identification: uint16,
      flagsAndOffset: fc.oneof(fc.constantFrom(0, DONT_FRAGMENT, MORE_FRAGMENTS), uint16),
      ttl: fc.integer({min: 2, max: 255}),
      protocol: uint8,
      options,
      payload: octets(60),
      // Any host of the two networks but the router.
      source: fc.integer({min: 2, max: 254}).map((last) => ip('10.1.0.0') + last),
    });
    const router = routerUnderTest();
    fc.assert(
      fc.property(fields, (given) => {
        const sent = packet(given);
        router.left.send(sent);
        const passed = router.right.probe.packets();
        expect(passed).toHaveLength(1);
        expect(ipv4Fault(passed[0]!)).toBeUndefined();
        recordInOptions(sent, {
          address: ip('10.2.0.1'),
          time: 0,
          isOwn: (asked) => router.host.interfaces.isOwn(asked),
        });
        expect(parseIpv4(passed[0]!)).toEqual({...parseIpv4(sent), ttl: given.ttl - 1});
      }),
    );
  });

  test('passes fragments on as they are', () => {
    const sent = packet({flagsAndOffset: MORE_FRAGMENTS | 10, payload: new Uint8Array(80)});
    expect(fateOf(routerUnderTest(), sent).passed).toEqual([{...parseIpv4(sent), ttl: 63}]);
  });

  test('passes on what is wrong inside of a packet: that is for its receiver to judge', () => {
    const sent = echo({source: CLIENT, destination: SERVER});
    sent[22]! ^= 0xff;
    expect(fateOf(routerUnderTest(), sent).passed).toHaveLength(1);
  });

  test('answers what is for any of its own addresses itself', () => {
    const router = routerUnderTest();
    const {errors, passed} = fateOf(router, echo({source: CLIENT, destination: ip('10.2.0.1'), ttl: 1}));
    expect(passed).toEqual([]);
    expect(errors).toMatchObject([{source: ip('10.2.0.1'), destination: CLIENT, message: {type: 'echo-reply'}}]);
  });
});

describe('a packet whose time is up', () => {
  test.each([1, 0])('at TTL %i ends at the router, which says so and quotes it as it was sent', (ttl) => {
    const sent = packet({ttl});
    expect(fateOf(routerUnderTest(), sent)).toMatchObject({
      passed: [],
      errors: errorAbout(sent, {type: 'time-exceeded', code: 0}),
      account: dropped('ttl-exceeded'),
    });
  });

  test('at TTL 2 reaches a neighbour of the router', () => {
    expect(fateOf(routerUnderTest(), packet({ttl: 2})).passed).toMatchObject([{ttl: 1}]);
  });

  test('is quoted with its options', () => {
    const sent = packet({ttl: 1, options: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0)});
    expect(fateOf(routerUnderTest(), sent).errors).toMatchObject(errorAbout(sent, {type: 'time-exceeded'}));
  });
});

describe('a packet that the routes lead nowhere', () => {
  const FAR = ip('192.0.2.1');

  test.each<[string, (router: Router) => void, object | undefined, string]>([
    ['without a route: network unreachable', () => undefined, unreachable(0), 'no-route'],
    [
      'by a route that rejects: host unreachable',
      ({host}) => typedRoute(host, '192.0.2.0/24', {type: 'unreachable'}),
      unreachable(1),
      'rejected',
    ],
    [
      'by a blackhole: not a word',
      ({host}) => typedRoute(host, '192.0.2.0/24', {type: 'blackhole'}),
      undefined,
      'blackhole',
    ],
    [
      'by an interface that is down: network unreachable',
      ({host, right}) => {
        configureInterface(host, right.iface, {up: false});
        typedRoute(host, '192.0.2.0/24', {dev: 'eth1'});
      },
      unreachable(0),
      'interface-down',
    ],
  ])('%s', (_what, prepare, message, reason) => {
    for (const ttl of [64, 1]) {
      const router = routerUnderTest();
      prepare(router);
      const sent = packet({destination: FAR, ttl});
      expect(fateOf(router, sent)).toMatchObject({
        passed: [],
        errors: message ? errorAbout(sent, message) : [],
        account: dropped(reason),
      });
    }
  });

  test('by an interface without a link is dropped without a word', () => {
    const router = routerUnderTest();
    router.right.wire.cut();
    expect(fateOf(router, packet({}))).toMatchObject({passed: [], errors: [], account: dropped('forward-no-carrier')});
  });

  test('to a neighbour that does not answer ends in host unreachable, from the address nearest to its sender', () => {
    const router = routerUnderTest();
    const sent = packet({destination: ip('10.2.0.77'), ttl: 9});
    expect(fateOf(router, sent)).toMatchObject({passed: [], errors: [], account: PASSED});
    router.clock.advance(5000);
    const [error] = router.left.probe.packets().map(parseIpv4);
    expect(error).toMatchObject({source: ROUTER, destination: CLIENT});
    expect(parseIcmpv4(error!.payload)).toMatchObject(unreachable(1));
    expect(account(router.right.iface.sent).reasons).toEqual({'host-unreachable': 1});
    // The next one is refused at once.
    expect(fateOf(router, sent).account.reasons).toEqual({'forward-host-unreachable': 1});
  });
});

describe('a packet that is longer than the way out takes', () => {
  const LONG = Uint8Array.from({length: 1400}, (_, at) => at);
  const narrow = (mtu: number) => {
    const router = routerUnderTest();
    configureInterface(router.host, router.right.iface, {mtu});
    return router;
  };

  test('and must not be cut, ends with the MTU told', () => {
    const sent = packet({payload: LONG, flagsAndOffset: DONT_FRAGMENT});
    const {passed, errors, account: counted} = fateOf(narrow(576), sent);
    expect(passed).toEqual([]);
    expect(errors).toMatchObject([{source: ROUTER, message: unreachable(4, 576)}]);
    expect(counted).toEqual(dropped('forward-too-long'));
  });

  test('and may be cut, goes on in fragments whose data is a multiple of 8', () => {
    const sent = parseIpv4(packet({payload: LONG, identification: 77}));
    const {passed, errors, account: counted} = fateOf(narrow(576), emitIpv4(sent));
    expect(errors).toEqual([]);
    expect(counted).toEqual(PASSED);
    expect(passed.map(({payload}) => payload.length)).toEqual([552, 552, 296]);
    expect(passed.map(({flagsAndOffset}) => flagsAndOffset)).toEqual([0x2000, 0x2000 | 69, 138]);
    expect(new Set(passed.map(({identification, ttl}) => `${identification} ${ttl}`))).toEqual(new Set(['77 63']));
    expect(passed.flatMap(({payload}) => [...payload])).toEqual([...LONG]);
  });

  test('by one octet is cut; of the very length it is not', () => {
    expect(fateOf(narrow(576), packet({payload: LONG.subarray(0, 557)})).passed).toHaveLength(2);
    expect(fateOf(narrow(576), packet({payload: LONG.subarray(0, 556)})).passed).toHaveLength(1);
  });

  test('and a fragment already is cut further', () => {
    const sent = packet({payload: LONG.subarray(0, 1000), flagsAndOffset: MORE_FRAGMENTS | 100});
    const {passed} = fateOf(narrow(576), sent);
    expect(
      passed.map((each) => [readFragmentOffset(emitIpv4(each)), isFragment(emitIpv4(each)), each.payload.length]),
    ).toEqual([
      [800, true, 552],
      [1352, true, 448],
    ]);
    expect(passed.every(({flagsAndOffset}) => (flagsAndOffset & MORE_FRAGMENTS) !== 0)).toBe(true);
  });
});

describe('a redirect', () => {
  const GATEWAY = ip('10.1.0.3');

  /** The router has a better way to 10.9.0.0/24, on the left. */
  function detour() {
    const router = routerUnderTest();
    router.left.link.arp.neighbours.setPermanent(GATEWAY, 0x0200_0000_0033, false);
    typedRoute(router.host, '10.9.0.0/24', {via: '10.1.0.3'});
    return router;
  }

  test('tells the sender of the better gateway, and the packet goes there', () => {
    const router = detour();
    const sent = packet({destination: ip('10.9.0.1')});
    router.left.send(sent);
    const [passed, redirect] = router.left.probe.packets().map(parseIpv4);
    expect(passed).toEqual({...parseIpv4(sent), ttl: 63});
    expect(redirect).toMatchObject({source: ROUTER, destination: CLIENT});
    expect(parseIcmpv4(redirect!.payload)).toEqual({
      type: 'redirect',
      code: 1,
      gateway: GATEWAY,
      quoted: sent.subarray(0, 28),
    });
    expect(account(router.left.iface.received)).toEqual(PASSED);
  });

  test('tells the sender of the destination itself, where that is its neighbour', () => {
    const router = detour();
    router.left.send(packet({destination: GATEWAY}));
    const messages = router.left.probe.packets().map((bytes) => parseIpv4(bytes));
    expect(messages).toHaveLength(2);
    expect(parseIcmpv4(messages[1]!.payload)).toMatchObject({type: 'redirect', gateway: GATEWAY});
  });

  test.each<[string, (router: Router) => void, number]>([
    ['to a sender that is not on that network', () => undefined, ip('172.16.0.9')],
    ['when it is told not to', ({host}) => (host.settings.redirects = false), CLIENT],
    [
      'to a gateway that is on another network of that wire than the sender',
      ({host, left}) => {
        configureInterface(host, left.iface, {add: [{local: ip('10.77.0.1'), prefixLength: 24}]});
        left.link.arp.neighbours.setPermanent(ip('10.77.0.5'), 0x0200_0000_0077, false);
        left.probe.taken();
      },
      ip('10.77.0.5'),
    ],
  ])('does not go %s', (_what, prepare, source) => {
    const router = detour();
    prepare(router);
    router.left.send(packet({source, destination: ip('10.9.0.1')}));
    expect(router.left.probe.packets().map(parseIpv4)).toMatchObject([{source, ttl: 63}]);
  });

  test('does not go where the packet leaves by another interface', () => {
    expect(fateOf(routerUnderTest(), packet({})).errors).toEqual([]);
  });

  test('does not go through a tunnel, which has one other end', () => {
    const router = routerUnderTest();
    const tun = addTun(router.labHost, 'tun0', {set: {local: ip('10.3.0.1'), peer: ip('10.3.0.2')}, up: true});
    typedRoute(router.host, '10.9.0.0/24', {dev: 'tun0'});
    const sent = packet({source: ip('10.3.0.2'), destination: ip('10.9.0.1')});
    tun.node.write(sent);
    expect(tun.taken().map(parseIpv4)).toEqual([{...parseIpv4(sent), ttl: 63}]);
  });
});

describe('a router does not pass on', () => {
  test.each<[string, Partial<Parameters<typeof packet>[0]>, string]>([
    ['what goes to all of a network of its', {destination: ip('10.2.0.255')}, 'directed-broadcast'],
    ['what goes to a group', {destination: ip('224.0.0.9')}, 'multicast-not-joined'],
    ['what goes to a group anywhere', {destination: ip('239.1.2.3')}, 'multicast-not-joined'],
    ['what comes from a group', {source: ip('224.0.0.1')}, 'martian-source'],
    ['what comes from everybody', {source: 0xffff_ffff}, 'martian-source'],
    ['what comes from all of the network it comes from', {source: ip('10.1.0.255')}, 'martian-source'],
    ['what comes from nobody', {source: 0}, 'martian-source'],
    ['what comes from a loopback', {source: ip('127.0.0.1')}, 'martian-source'],
    ['what goes to a loopback', {destination: ip('127.0.0.1')}, 'martian-destination'],
    ['a loose source route', {options: Uint8Array.of(131, 7, 4, 10, 2, 0, 9, 0)}, 'source-route'],
    ['a strict source route', {options: Uint8Array.of(137, 7, 4, 10, 2, 0, 9, 0)}, 'source-route'],
    ['a source route behind other options', {options: Uint8Array.of(1, 1, 131, 3, 4, 0, 0, 0)}, 'source-route'],
    ['a source route that is used up', {options: Uint8Array.of(131, 7, 8, 10, 2, 0, 9, 0)}, 'source-route'],
  ])('%s, and says nothing', (_what, fields, reason) => {
    expect(fateOf(routerUnderTest(), packet(fields))).toMatchObject({passed: [], errors: [], account: dropped(reason)});
  });

  test('anything while it is told not to; the sender learns that there is no way', () => {
    const router = routerUnderTest();
    router.host.settings.forwarding = false;
    const sent = packet({});
    expect(fateOf(router, sent)).toMatchObject({
      passed: [],
      errors: errorAbout(sent, unreachable(1)),
      account: dropped('not-local'),
    });
  });

  test('what arrived in a frame to everybody', () => {
    const {left, right} = routerUnderTest();
    const frame = new Uint8Array([...macOctets(2 ** 48 - 1), ...macOctets(left.mac), 8, 0, ...packet({ttl: 1})]);
    left.probe.send(frame);
    expect([...left.probe.packets(), ...right.probe.packets()]).toEqual([]);
  });
});

describe('no error is sent about', () => {
  const query: Icmpv4Message = {type: 'echo-request', identifier: 1, sequence: 2, data: new Uint8Array(20)};
  const quoted = packet({}).subarray(0, 28);
  const errors: [string, Icmpv4Message][] = [
    ['destination unreachable', {type: 'destination-unreachable', code: 1, nextHopMtu: 0, quoted}],
    ['time exceeded', {type: 'time-exceeded', code: 0, quoted}],
    ['a parameter problem', {type: 'parameter-problem', code: 0, pointer: 20, quoted}],
    ['a redirect', {type: 'redirect', code: 1, gateway: ROUTER, quoted}],
    ['a source quench', {type: 'other', typeNumber: ICMP_TYPE.sourceQuench, code: 0, rest: 0, body: quoted}],
    ['ICMP of an unknown type', {type: 'other', typeNumber: 200, code: 0, rest: 0, body: quoted}],
  ];

  test.each<[string, Uint8Array, boolean]>([
    ...errors.map(([what, message]): [string, Uint8Array, boolean] => [
      what,
      packet({protocol: 1, ttl: 1, payload: emitIcmpv4(message)}),
      false,
    ]),
    ['an echo request: there is one', packet({protocol: 1, ttl: 1, payload: emitIcmpv4(query)}), true],
    ['a fragment other than the first', packet({ttl: 1, flagsAndOffset: 10}), false],
    ['a fragment in the middle', packet({ttl: 1, flagsAndOffset: MORE_FRAGMENTS | 1}), false],
    ['the first fragment: there is one', packet({ttl: 1, flagsAndOffset: MORE_FRAGMENTS}), true],
    ['a source of class E', packet({ttl: 1, source: ip('240.0.0.1')}), false],
    ['a source that is all of another network here', packet({ttl: 1, source: ip('10.2.0.255')}), false],
  ])('%s', (_what, sent, complained) => {
    const {errors: complaints, account: counted, passed} = fateOf(routerUnderTest(), sent);
    expect(complaints).toHaveLength(complained ? 1 : 0);
    expect({passed, counted}).toEqual({passed: [], counted: dropped('ttl-exceeded')});
  });

  test('what goes to all of a network here, by a host that passes nothing on', () => {
    const router = routerUnderTest();
    router.host.settings.forwarding = false;
    expect(fateOf(router, packet({destination: ip('10.2.0.255')}))).toMatchObject({
      passed: [],
      errors: [],
      account: dropped('not-local'),
    });
  });
});

test('whatever is sent through a router, each packet is in one counter of each interface, and each loss has its reason', () => {
  const address = fc.constantFrom(
    ...['10.1.0.1', '10.1.0.2', '10.2.0.2', '10.2.0.9', '10.1.0.255', '10.2.0.255', '10.9.0.1', '10.8.0.1'].map(ip),
    ...['192.0.2.1', '224.0.0.1', '255.255.255.255', '127.0.0.1', '0.0.0.0'].map(ip),
  );
  const step = fc.record({
    from: fc.constantFrom('left' as const, 'right' as const),
    source: address,
    destination: address,
    ttl: fc.constantFrom(0, 1, 2, 64),
    protocol: fc.constantFrom(1, UDP, 99),
    flagsAndOffset: fc.constantFrom(0, 0, DONT_FRAGMENT, MORE_FRAGMENTS, 5),
    payload: octets(1400),
    pause: fc.constantFrom(0, 0, 0, 700),
  });
  fc.assert(
    fc.property(fc.array(step, {maxLength: 60, size: 'max'}), (steps) => {
      const router = routerUnderTest();
      const {clock, host, left, right} = router;
      configureInterface(host, right.iface, {mtu: 576});
      typedRoute(host, '10.9.0.0/24', {via: '10.1.0.2'});
      typedRoute(host, '10.8.0.0/24', {type: 'blackhole'});
      left.probe.taken();
      const before = {left: left.iface.sent.packets, right: right.iface.sent.packets};
      right.probe.taken();
      const written = {left: 0, right: 0};
      for (const {from, pause, ...fields} of steps) {
        written[from]++;
        router[from].send(anyPacket(fields));
        clock.advance(pause);
      }
      clock.advance(60_000);
      const looped = loops(left.iface) + loops(right.iface);
      for (const side of ['left', 'right'] as const) {
        const {iface, probe} = router[side];
        const frames = probe.taken();
        expect(explained(iface.received)).toBe(iface.received.errors + iface.received.dropped);
        expect(explained(iface.sent)).toBe(iface.sent.errors + iface.sent.dropped);
        if (looped === 0) {
          expect(total(iface.received)).toBe(written[side]);
          expect(iface.sent.packets - before[side]).toBe(frames.length);
        }
        for (const frame of frames)
          if (frame[12] === 8 && frame[13] === 0) expect(ipv4Fault(frame.subarray(14))).toBeUndefined();
      }
    }),
  );
});

/** Whether a host may have told something to itself; only then do sent and received say more than the wire. */
function loops({received}: Interface): number {
  return received.reasons.get('no-endpoint') ?? 0;
}

function macOctets(mac: number): number[] {
  return [40, 32, 24, 16, 8, 0].map((shift) => Math.floor(mac / 2 ** shift) & 0xff);
}
