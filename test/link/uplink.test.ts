import {describe, expect, test} from 'vitest';
import {NetworkError} from '../../src/errors.ts';
import {Nic} from '../../src/link/nic.ts';
import {Uplink, type UplinkPrograms} from '../../src/link/uplink.ts';
import {uplinkFault} from '../../src/link/uplink-filter.ts';
import {
  UPLINK_NETWORK,
  type UplinkProgramName,
  checkUplinkNetwork,
  uplinkAddresses,
} from '../../src/link/uplink-settings.ts';
import {formatAddress, parsePrefix} from '../../src/packet/address.ts';
import {emitArp} from '../../src/packet/arp.ts';
import {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, emitEthernet} from '../../src/packet/ethernet.ts';
import {emitIpv4} from '../../src/packet/ipv4.ts';
import {ip} from '../stack/host-under-test.ts';
import {fakePrograms} from './programs-under-test.ts';

const [NEAR, FAR] = [0x0200_0000_0001, 0x5255_0a00_0202];
const frame = (etherType: number, payload: Uint8Array) =>
  emitEthernet({destination: FAR, source: NEAR, etherType, payload});
const packet = (destination: string, protocol: number, payload = new Uint8Array(40), flagsAndOffset = 0) =>
  frame(
    ETHERTYPE_IPV4,
    emitIpv4({
      tos: 0,
      identification: 1,
      flagsAndOffset,
      ttl: 64,
      protocol,
      source: ip('10.0.2.15'),
      destination: ip(destination),
      options: new Uint8Array(),
      payload,
    }),
  );
/** A datagram whose checksum was not computed. */
const udp = (destination: string, port: number) =>
  packet(destination, 17, Uint8Array.of(0, 68, port >>> 8, port & 255, 0, 8, 0, 0));

const ARP = frame(
  ETHERTYPE_ARP,
  emitArp({operation: 'request', senderMac: NEAR, senderAddress: 0, targetMac: 0, targetAddress: 0}),
);
const PING = packet('192.0.2.1', 1);

function uplinkUnderTest(programs: UplinkPrograms, settings: {via?: UplinkProgramName; restrict?: boolean} = {}) {
  const events: string[] = [];
  const watchers = new Set([() => void events.push('changed')]);
  const all = {via: 'qemu', restrict: false, network: UPLINK_NETWORK, ...settings} as const;
  const uplink: Uplink = new Uplink(all, programs, watchers, () => events.push('released'));
  const nic = new Nic('eth1', 'local:eth1');
  const heard: Uint8Array[] = [];
  nic.attach({receive: (got) => heard.push(got.slice()), lost: () => undefined});
  nic.setUp(true);
  return {uplink, nic, heard, events};
}

describe('an uplink', () => {
  test('has a link as long as its program answers', () => {
    const programs = fakePrograms({answers: false});
    const {uplink, nic, heard} = uplinkUnderTest(programs);
    nic.plug(uplink);
    const [program] = programs.started;
    expect([uplink.state, nic.linkUp]).toEqual(['starting', false]);
    expect(nic.transmit(PING)).toBe('dropped');
    program!.end.receive(PING);
    program!.end.ready();
    expect([uplink.state, nic.linkUp]).toEqual(['up', true]);
    expect(nic.transmit(PING)).toBe('queued');
    program!.end.receive(ARP);
    expect([program!.sent, heard]).toEqual([[PING], [ARP]]);
    program!.end.ended('it fell over');
    expect([uplink.state, uplink.reason, nic.linkUp]).toEqual(['failed', 'it fell over', false]);
    expect(nic.transmit(PING)).toBe('dropped');
    expect(program!.stopped).toBe(true);
    expect(uplink.counters).toEqual({sent: 1, received: 1});
    expect(Object.fromEntries(uplink.dropped)).toEqual({'no-link': 2});
  });

  test('has failed where its program can not be started', () => {
    const refusal = (): never => {
      throw new NetworkError('ENOENT', 'there is none');
    };
    const {uplink, nic} = uplinkUnderTest({choose: refusal, start: refusal});
    nic.plug(uplink);
    expect([uplink.state, uplink.reason, nic.linkUp]).toEqual(['failed', 'there is none', false]);
  });

  test('ends its program when it is unplugged, and hears no more of it', () => {
    const programs = fakePrograms({answers: false});
    const {uplink, nic, heard, events} = uplinkUnderTest(programs);
    nic.plug(uplink);
    const [program] = programs.started;
    program!.end.ready();
    nic.unplug();
    program!.end.receive(ARP);
    program!.end.ended('late');
    expect(program!.stopped).toBe(true);
    expect([heard, uplink.reason]).toEqual([[], undefined]);
    expect(events).toEqual(['changed', 'released', 'changed', 'changed']);
  });

  test('drops what its program does not read, as a full queue does', () => {
    const programs = fakePrograms({answers: false});
    const {uplink, nic} = uplinkUnderTest(programs);
    nic.plug(uplink);
    programs.started[0]!.end.ready();
    programs.started[0]!.full = true;
    expect(nic.transmit(PING)).toBe('dropped');
    expect(Object.fromEntries(uplink.dropped)).toEqual({'queue-full': 1});
  });

  test('has one end only', () => {
    const {uplink, nic} = uplinkUnderTest(fakePrograms());
    nic.plug(uplink);
    expect(() => new Nic('eth2', 'local:eth2').plug(uplink)).toThrow(expect.objectContaining({code: 'EBUSY'}));
  });

  test('loses what its program must not have without a word to who sends it', () => {
    const programs = fakePrograms({answers: false});
    const {uplink, nic} = uplinkUnderTest(programs, {restrict: true});
    nic.plug(uplink);
    programs.started[0]!.end.ready();
    expect(nic.transmit(PING)).toBe('queued');
    expect(programs.started[0]!.sent).toEqual([]);
    expect(Object.fromEntries(uplink.dropped)).toEqual({restricted: 1});
  });
});

describe('what goes out', () => {
  const cases: readonly [string, Uint8Array, string | undefined, string | undefined][] = [
    ['ARP', ARP, undefined, undefined],
    ['an echo request to somebody', PING, undefined, 'restricted'],
    ['one to the gateway', packet('10.0.2.2', 1), undefined, undefined],
    ['a question of DHCP', udp('255.255.255.255', 67), undefined, undefined],
    ['another datagram to the gateway', udp('10.0.2.2', 7777), undefined, 'restricted'],
    ['a question to the resolver', udp('10.0.2.3', 53), undefined, 'restricted'],
    ['TCP to the gateway', packet('10.0.2.2', 6), undefined, 'restricted'],
    ['a fragment for the gateway', packet('10.0.2.2', 1, new Uint8Array(8), 0x2000), undefined, 'restricted'],
    ['IPv6', frame(ETHERTYPE_IPV6, new Uint8Array(40)), 'not-ip', 'not-ip'],
    ['anything else', frame(0x88cc, new Uint8Array(40)), 'not-ip', 'not-ip'],
    ['half a packet', PING.subarray(0, 20), 'malformed', 'malformed'],
  ];
  test.each(cases)('%s', (_what, sent, open, restricted) => {
    const settings = {via: 'qemu', network: UPLINK_NETWORK} as const;
    expect(uplinkFault(sent, {...settings, restrict: false})).toBe(open);
    expect(uplinkFault(sent, {...settings, restrict: true})).toBe(restricted);
  });

  test('fragments do not go to passt', () => {
    const settings = {restrict: false, network: UPLINK_NETWORK} as const;
    for (const place of [0x2000, 0x2001, 1]) {
      const fragment = packet('192.0.2.1', 17, new Uint8Array(8), place);
      expect(uplinkFault(fragment, {...settings, via: 'passt'})).toBe('fragment');
      expect(uplinkFault(fragment, {...settings, via: 'qemu'})).toBeUndefined();
    }
  });
});

describe('the network of an uplink', () => {
  test('has its places where libslirp has them', () => {
    const {gateway, resolver, host} = uplinkAddresses(UPLINK_NETWORK);
    expect([gateway, resolver, host].map(formatAddress)).toEqual(['10.0.2.2', '10.0.2.3', '10.0.2.15']);
  });

  test.each(['10.0.2.0/28', '10.0.2.1/24', '10.0.2.0/32', '0.0.0.0/0', '0.0.0.0/8', '224.0.0.0/8', '127.0.0.0/8'])(
    'is not %s',
    (text) => {
      expect(() => checkUplinkNetwork(parsePrefix(text)!)).toThrow(expect.objectContaining({code: 'EINVAL'}));
    },
  );
});
