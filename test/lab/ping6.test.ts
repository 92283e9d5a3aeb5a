/** Pings and datagrams over IPv6 through hosts, wires and a router. Every size at 1280 and 1500: TUNLAB_LONG=1. */
import {describe, expect, test} from 'vitest';
import {ANY} from '../../src/packet/address.ts';
import {formatIpv6} from '../../src/packet/ipv6-address.ts';
import {UDP_MAXIMUM_PAYLOAD6} from '../../src/packet/udp.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import type {UdpMessage} from '../../src/stack/endpoint/udp-endpoint.ts';
import {ip6} from '../packet/golden.ts';
import {explained} from '../stack/host-under-test.ts';
import {linkLocalOf, networkUnderTest6} from './network6-under-test.ts';
import {ping} from './network-under-test.ts';

const LONG = process.env['TUNLAB_LONG'] === '1';
const CLIENT = ip6('2001:db8:1::2');
const SERVER = ip6('2001:db8:2::2');
/** Data of an echo request in the longest packet. */
const LONGEST = 65_527;
const SECOND_TTL = 'ttl 63 time 0';

type Network = ReturnType<typeof networkUnderTest6>;

/** Nothing was lost for a reason that nobody gave, anywhere. */
function expectExplained({client, router, server}: Network): void {
  for (const {host} of [client, router, server]) {
    for (const {received, sent} of host.interfaces) {
      for (const traffic of [received, sent]) expect(explained(traffic)).toBe(traffic.errors + traffic.dropped);
      expect([received.errors, sent.errors]).toEqual([0, 0]);
    }
  }
}

describe('a ping over IPv6', () => {
  test('goes through a router and back, in both directions', () => {
    const network = networkUnderTest6();
    const {clock, client, server} = network;
    expect(ping(clock, client, '2001:db8:2::2')).toEqual([`64 octets from 2001:db8:2::2: seq 0 ${SECOND_TTL}`]);
    expect(ping(clock, server, '2001:db8:1::2')).toEqual([`64 octets from 2001:db8:1::2: seq 0 ${SECOND_TTL}`]);
    expectExplained(network);
  });

  test.each(['2001:db8:1::2', '::1'])('to the own address %s does not leave the host', (own) => {
    const {clock, client} = networkUnderTest6();
    const {sent} = client.host.interfaces.named('eth0');
    const {packets} = sent;
    expect(ping(clock, client, own)).toEqual([`64 octets from ${own}: seq 0 ttl 64 time 0`]);
    expect(sent.packets - packets).toBe(own === '::1' ? 0 : 2);
  });

  test.each(['::', '2001:db8:9::1'])('to %s is refused where no route leads there', (nowhere) => {
    const {clock, client} = networkUnderTest6();
    const routes = client.host.ipv6.routes;
    if (nowhere !== '::') routes.delete(routes.routeTo(SERVER)!);
    expect(ping(clock, client, nowhere)).toEqual(['ENETUNREACH']);
  });

  test('whose hop limit is too small is told so by the router', () => {
    const {clock, client} = networkUnderTest6();
    expect(ping(clock, client, '2001:db8:2::2', {ttl: 1})).toEqual(['from 2001:db8:1::1: 3/0']);
  });

  test('to who is not there is told so by the last router', () => {
    const {clock, client} = networkUnderTest6();
    expect(ping(clock, client, '2001:db8:2::9')).toEqual(['from 2001:db8:1::1: 1/3']);
  });

  test('to an address of the link, and to all of its stations, is answered there', () => {
    const {clock, client, router} = networkUnderTest6();
    const near = linkLocalOf(router.host.interfaces.named('eth0'));
    const device = client.host.interfaces.named('eth0');
    const answer = [expect.stringMatching(/^64 octets from fe80::.*: seq 0 ttl 64 time 0$/)];
    for (const options of [{}, {device}]) {
      expect(ping(clock, client, 'ff02::1', options)).toEqual(answer);
      expect(ping(clock, client, formatIpv6(near), options)).toEqual(answer);
    }
    // The router has two links.
    expect(ping(clock, router, 'ff02::1')).toEqual(['EINVAL']);
  });

  test('through a narrower link learns what that takes, and sends no more of it', () => {
    const {clock, client, router} = networkUnderTest6({mtu: 1280});
    const size = 1400;
    expect(ping(clock, client, '2001:db8:2::2', {size})).toEqual(['from 2001:db8:1::1: 2/0 mtu 1280']);
    expect(client.host.ipv6.pathMtu.lookup(SERVER)).toBe(1280);
    expect(ping(clock, client, '2001:db8:2::2', {size})).toEqual([
      `1408 octets from 2001:db8:2::2: seq 0 ${SECOND_TTL}`,
    ]);
    expect(ping(clock, client, '2001:db8:2::2', {size, dontFragment: true})).toEqual(['EMSGSIZE']);
    expect(router.host.interfaces.named('eth0').received.reasons).toEqual(new Map([['forward-too-long', 1]]));
    // Ten minutes later the way may have become wider.
    clock.advance(600_000);
    expect(ping(clock, client, '2001:db8:2::2', {size})).toEqual(['from 2001:db8:1::1: 2/0 mtu 1280']);
  });

  test('stops when the interface has no IPv6 any more', () => {
    const {clock, client} = networkUnderTest6();
    configureInterface(client.host, client.host.interfaces.named('eth0'), {ipv6: {remove: [CLIENT], enabled: false}});
    // The default route was typed, and stays.
    expect(ping(clock, client, '2001:db8:1::1')).toEqual(['EADDRNOTAVAIL']);
  });
});

/** Every number of fragments with its shortest and longest packet, and all residues of 8. */
function* sizes(mtu: number): Iterable<number> {
  const room = (mtu - 48) & ~7;
  for (let size = 0; size <= LONGEST; size++) {
    const edge = (size + 8) % room;
    if (
      LONG ||
      edge <= 1 ||
      edge === room - 1 ||
      size % 331 === 0 ||
      size >= LONGEST - 8 ||
      Math.abs(size - mtu + 48) < 9
    )
      yield size;
  }
}

describe('pings of many sizes', () => {
  test.each([1500, 1280])(
    'come back as they were sent through an MTU of %i',
    (mtu) => {
      const network = networkUnderTest6({mtu});
      const {clock, client, server} = network;
      let asked = new Uint8Array();
      let answers = 0;
      const identifier = client.host.echo.open(undefined, (message) => {
        if (message.kind === 'reply' && Buffer.from(message.data).equals(asked)) answers++;
      });
      client.host.ipv6.pathMtu.learn(SERVER, mtu, 1500);
      const failed: number[] = [];
      let count = 0;
      for (const size of sizes(mtu)) {
        asked = Uint8Array.from({length: size}, (_, at) => (at * 7) ^ (at >>> 8) ^ size);
        answers = 0;
        client.host.sendEcho(identifier, {destination: SERVER, sequence: size & 0xffff, data: asked});
        clock.runUntilIdle(1000);
        if (answers !== 1) failed.push(size);
        count++;
      }
      expect(failed).toEqual([]);
      expect(count).toBeGreaterThan(200);
      for (const {host} of [client, server]) {
        const {waiting, octets, created, completed} = host.ipv6.reassembly;
        expect([waiting, octets, created]).toEqual([0, 0, completed]);
      }
      expectExplained(network);
    },
    300_000,
  );

  test('65528 octets are refused, and nothing is sent', () => {
    const {clock, client} = networkUnderTest6();
    const {sent} = client.host.interfaces.named('eth0');
    const before = sent.packets;
    expect(ping(clock, client, '2001:db8:2::2', {size: LONGEST + 1})).toEqual(['EMSGSIZE']);
    expect(sent.packets).toBe(before);
  });
});

describe('datagrams over IPv6', () => {
  /** An endpoint and what it has been told, as text. */
  function endpoint({host}: Network['client'], port: number) {
    const told: string[] = [];
    const binding = host.udp.bind(ANY, port, (message: UdpMessage) => {
      told.push(message.kind === 'datagram' ? `${message.data.length} octets` : `${message.type}/${message.code}`);
      return 'taken';
    });
    return {binding, told: () => told.splice(0)};
  }
  const from = (sourcePort: number, destination: bigint, octets: number, destinationPort = 7) => ({
    ...{source: undefined, destination, sourcePort, destinationPort, data: new Uint8Array(octets).fill(3)},
  });

  test('go through a router in both directions, of any size', () => {
    const {clock, client, server} = networkUnderTest6();
    const [one, other] = [endpoint(client, 9), endpoint(server, 7)];
    for (const octets of [0, 1, 1452, 1453, UDP_MAXIMUM_PAYLOAD6]) {
      expect(client.host.sendUdp(from(9, SERVER, octets))).toBeUndefined();
      expect(server.host.sendUdp(from(7, CLIENT, octets, 9))).toBeUndefined();
      clock.runUntilIdle(100);
      expect([one.told(), other.told()], `${octets}`).toEqual([[`${octets} octets`], [`${octets} octets`]]);
    }
    expect(client.host.sendUdp(from(9, SERVER, UDP_MAXIMUM_PAYLOAD6 + 1))).toBe('too-long');
  });

  test('to a closed port come back as an error', () => {
    const {clock, client} = networkUnderTest6();
    const one = endpoint(client, 9);
    client.host.sendUdp(from(9, SERVER, 5));
    clock.runUntilIdle(100);
    expect(one.told()).toEqual(['1/4']);
  });

  test('to a group reach who has joined it on that link, this host as well, and go no further', () => {
    const {clock, client, router, server} = networkUnderTest6();
    const group = ip6('ff02::1234');
    const ends = [client, router, server].map((host) => endpoint(host, 7));
    for (const [index, {host}] of [client, router, server].entries()) {
      ends[index]!.binding.join(host.interfaces.named('eth0'), group);
    }
    client.host.sendUdp(from(9, group, 5));
    clock.runUntilIdle(100);
    expect(ends.map(({told}) => told())).toEqual([['5 octets'], ['5 octets'], []]);
  });
});
