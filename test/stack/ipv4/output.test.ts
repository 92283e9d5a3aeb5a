import type {IpAddress} from '../../../src/packet/ip-address.ts';
import {describe, expect, test} from 'vitest';
import {parseIpv4, readSource} from '../../../src/packet/ipv4.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import type {RouteSpec} from '../../../src/stack/routing/route.ts';
import {sendError} from '../../../src/stack/send-fault.ts';
import type {EchoRequest} from '../../../src/stack/endpoint/echo-endpoint.ts';
import {Lab} from '../../../src/lab/lab.ts';
import {VirtualClock} from '../../../src/time/virtual-clock.ts';
import {FAR, OWN, PEER, account, addTun, hostUnderTest, ip} from '../host-under-test.ts';

const DATA = new Uint8Array(56);

function sender() {
  const tested = hostUnderTest();
  const {host, iface} = tested;
  const send = (destination: number, more: Partial<EchoRequest> = {}) =>
    host.sendEcho(1, {destination, sequence: 0, data: DATA, ...more});
  const route = (more: Partial<RouteSpec<number>>) =>
    host.ipv4.routes.add({
      destination: 0,
      prefixLength: 0,
      type: 'unicast',
      interface: iface,
      metric: 0,
      protocol: 'static',
      host: false,
      ...more,
    });
  return {...tested, send, route};
}

describe('a packet that can not be sent', () => {
  test('because no route leads there is ENETUNREACH', () => {
    const {send, host} = sender();
    expect(send(FAR)).toBe('no-route');
    expect(sendError('no-route').code).toBe('ENETUNREACH');
    expect(send(FAR, {source: OWN})).toBe('no-route');
    expect(host.ipv4.output.faults.get('no-route')).toBe(2);
  });

  test.each([
    ['with a source of its own', {}],
    ['with a source that was asked for', {source: OWN}],
  ])('because a route rejects it is ENETUNREACH, %s', (_what, more) => {
    const {send, route, host, taken} = sender();
    route({type: 'unreachable', interface: undefined});
    expect(send(FAR, more)).toBe('rejected');
    expect(sendError('rejected').code).toBe('ENETUNREACH');
    expect(host.ipv4.output.faults.get('rejected')).toBe(1);
    expect(taken()).toEqual([]);
  });

  test.each([
    ['with a source of its own', {}],
    ['with a source that was asked for', {source: OWN}],
  ])('because a blackhole swallows it is no error, %s', (_what, more) => {
    const {send, route, host, taken} = sender();
    route({type: 'blackhole', interface: undefined});
    expect(send(FAR, more)).toBeUndefined();
    expect(host.ipv4.output.swallowed).toBe(1);
    expect(host.ipv4.output.faults.size).toBe(0);
    expect(taken()).toEqual([]);
  });

  test.each(['unreachable', 'blackhole'] as const)(
    'is refused or swallowed by an %s route of a host with loopback only',
    (type) => {
      const {host} = new Lab({clock: new VirtualClock(), seed: 1}).host('local');
      host.ipv4.routes.add({
        destination: 0,
        prefixLength: 0,
        type,
        interface: undefined,
        metric: 0,
        protocol: 'static',
        host: false,
      });
      expect(host.sendEcho(1, {destination: FAR, sequence: 0, data: DATA})).toBe(
        type === 'blackhole' ? undefined : 'rejected',
      );
    },
  );

  test('because the interface of its route is down is ENETDOWN, and counted there', () => {
    const {labHost, host, taken} = hostUnderTest();
    const down = addTun(labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}});
    expect(host.sendEcho(1, {destination: ip('10.20.0.2'), sequence: 0, data: DATA})).toBe('interface-down');
    expect(sendError('interface-down').code).toBe('ENETDOWN');
    expect(account(down.iface.sent)).toEqual({packets: 0, errors: 0, dropped: 1, reasons: {'interface-down': 1}});
    expect([taken(), down.taken()]).toEqual([[], []]);
  });

  test.each([true, false])('because it is longer than the MTU is EMSGSIZE (do not fragment: %s)', (dontFragment) => {
    const {send, host, iface, taken} = sender();
    configureInterface(host, iface, {mtu: 1000});
    expect(send(PEER, {data: new Uint8Array(972), dontFragment})).toBeUndefined();
    expect(taken().map(({length}) => length)).toEqual([1000]);
    if (!dontFragment) return;
    expect(send(PEER, {data: new Uint8Array(973), dontFragment})).toBe('too-long');
    expect(sendError('too-long').code).toBe('EMSGSIZE');
    expect(account(iface.sent).reasons).toEqual({'too-long': 1});
  });

  test('because IPv4 has no number for its length is EMSGSIZE', () => {
    const {send} = sender();
    expect(send(OWN, {data: new Uint8Array(65_507)})).toBeUndefined();
    expect(send(OWN, {data: new Uint8Array(65_508)})).toBe('too-long');
  });

  test('because there is nothing to send from is EADDRNOTAVAIL', () => {
    const lab = new Lab({clock: new VirtualClock(), seed: 1}).host('local');
    const bare = addTun(lab, 'tun0', {up: true});
    lab.host.ipv4.routes.add({
      destination: 0,
      prefixLength: 0,
      type: 'unicast',
      interface: bare.iface,
      metric: 0,
      protocol: 'static',
      host: false,
    });
    expect(lab.host.sendEcho(1, {destination: FAR, sequence: 0, data: DATA})).toBe('no-source');
    expect(sendError('no-source').code).toBe('EADDRNOTAVAIL');
  });
});

describe('a packet that is sent', () => {
  test('has the TTL of the host, or the one asked for, and the DF bit where asked for', () => {
    const {send, taken} = sender();
    send(PEER);
    send(PEER, {ttl: 3, dontFragment: true, ipId: 77});
    const [first, second] = taken().map(parseIpv4);
    expect(first).toMatchObject({ttl: 254, flagsAndOffset: 0, tos: 0, protocol: 1, source: OWN, destination: PEER});
    expect(second).toMatchObject({ttl: 3, flagsAndOffset: 0x4000, identification: 77});
  });

  test('is counted with its octets', () => {
    const {send, iface} = sender();
    send(PEER);
    expect(iface.sent).toMatchObject({packets: 1, bytes: 84, errors: 0, dropped: 0});
  });

  test('takes the interface asked for, whatever the routes say', () => {
    const {labHost, send, taken} = sender();
    const other = addTun(labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}, up: true});
    expect(send(PEER, {device: other.iface})).toBeUndefined();
    expect(taken()).toEqual([]);
    expect(other.taken().map(readSource)).toEqual([ip('10.20.0.1')]);
  });

  test('to an own address stays in the host, whether the interface is up or not', () => {
    const {send, host, iface, taken} = sender();
    const replies: IpAddress[] = [];
    host.echo.open(1, ({from}) => replies.push(from));
    expect(send(OWN)).toBeUndefined();
    expect(iface.sent.packets).toBe(2);
    expect(iface.received.packets).toBe(2);
    expect(replies).toEqual([OWN]);
    expect(taken()).toEqual([]);
  });

  test('to any address of the loopback network comes back from there', () => {
    const {send, host} = sender();
    const replies: IpAddress[] = [];
    host.echo.open(1, ({from}) => replies.push(from));
    for (const destination of ['127.0.0.1', '127.1.2.3']) expect(send(ip(destination))).toBeUndefined();
    expect(replies).toEqual([ip('127.0.0.1'), ip('127.1.2.3')]);
    expect(account(host.interfaces.named('lo0').received)).toEqual({packets: 4, errors: 0, dropped: 0, reasons: {}});
  });
});

describe('the source address', () => {
  const SECOND = ip('10.30.0.1');

  function host() {
    const tested = sender();
    configureInterface(tested.host, tested.iface, {add: [{local: SECOND, prefixLength: 24}]});
    return tested;
  }

  test.each<[string, string, string]>([
    ["of the peer's route", '10.10.10.8', '10.10.10.10'],
    ['of the network', '10.30.0.9', '10.30.0.1'],
    ['that is the destination itself', '10.30.0.1', '10.30.0.1'],
    ['of loopback', '127.0.0.1', '127.0.0.1'],
  ])('is that %s', (_what, destination, expected) => {
    expect(host().host.sourceFor(ip(destination))).toBe(ip(expected));
  });

  test('of a typed route is the first of its interface', () => {
    const tested = host();
    tested.route({destination: FAR, prefixLength: 32});
    expect(tested.host.sourceFor(FAR)).toBe(OWN);
  });

  test("behind a gateway is the one of the gateway's network", () => {
    const tested = host();
    tested.route({gateway: ip('10.30.0.254')});
    expect(tested.host.sourceFor(FAR)).toBe(SECOND);
  });

  test('of an interface without one is borrowed from another that is no loopback', () => {
    const tested = host();
    const bare = addTun(tested.labHost, 'tun1', {up: true});
    tested.route({interface: bare.iface});
    expect(tested.host.sourceFor(FAR)).toBe(OWN);
  });

  test('of the interface asked for comes first', () => {
    const tested = host();
    const other = addTun(tested.labHost, 'tun1', {set: {local: ip('10.20.0.1'), prefixLength: 24}, up: true});
    expect(tested.host.sourceFor(PEER, other.iface)).toBe(ip('10.20.0.1'));
  });
});
