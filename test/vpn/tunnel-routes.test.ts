import {describe, expect, test} from 'vitest';
import {parseIp} from '../../src/packet/ip-address.ts';
import {formatIpPrefix, type IpPrefix, parseIpPrefix} from '../../src/packet/ip-prefix.ts';
import {pinnedRoutes, routedPrefixes, type Way} from '../../src/vpn/tunnel-routes.ts';

const networks = (text: string): IpPrefix[] => (text === '' ? [] : text.split(', ').map((one) => parseIpPrefix(one)!));

describe('what is allowed becomes routes', () => {
  test.each([
    ['the most specific first', '10.0.0.0/8, 10.1.0.0/16, 10.1.1.1/32', '', ['10.1.1.1', '10.1.0.0/16', '10.0.0.0/8']],
    ['each once, by its network', '10.1.2.3/8, 10.0.0.0/8', '', ['10.0.0.0/8']],
    ['not what the own addresses bring', '10.7.0.2/32, 10.8.0.0/16', '10.7.0.1/24', ['10.8.0.0/16']],
    ['everything in two halves', '0.0.0.0/0, ::/0', '', ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1']],
    ['IPv6 too', 'fd00::1/64, 10.0.0.0/8', 'fd00::2/48', ['10.0.0.0/8']],
  ])('%s', (_what, allowed, own, expected) => {
    expect(routedPrefixes(networks(allowed), networks(own)).map(formatIpPrefix)).toEqual(expected);
  });
});

describe('an endpoint', () => {
  const VIA_ROUTER = {dst: 'default', gateway: '10.0.0.2', dev: 'eth0'};

  const pinned = (endpoint: string, way: Way | undefined, captured: string) => {
    const address = parseIp(endpoint)!;
    return pinnedRoutes(
      [
        {address, port: 1},
        {address, port: 2},
      ],
      new Map(way && [[address, way]]),
      networks(captured),
    );
  };

  test.each<[string, string, Way | undefined, string, Way[]]>([
    ['that the tunnel does not take needs nothing', '192.0.2.1', VIA_ROUTER, '10.0.0.0/8, ::/1', []],
    ['keeps its way, once', '192.0.2.1', VIA_ROUTER, '128.0.0.0/1', [{...VIA_ROUTER, dst: '192.0.2.1'}]],
    [
      'on a link keeps that',
      '10.0.0.9',
      {dst: '10.0.0.0/24', dev: 'eth0'},
      '10.0.0.8/30',
      [{dst: '10.0.0.9', dev: 'eth0'}],
    ],
    [
      'whose way is more specific needs nothing',
      '10.0.0.9',
      {dst: '10.0.0.0/24', dev: 'eth0'},
      '0.0.0.0/1, 10.0.0.0/8',
      [],
    ],
    ['that has a route of its own needs nothing', '10.0.0.9', {dst: '10.0.0.9', dev: 'eth0'}, '10.0.0.9/32', []],
    [
      'of IPv6 too',
      '2001:db8::1',
      {dst: 'default', gateway: 'fe80::1', dev: 'eth0'},
      '::/1',
      [{dst: '2001:db8::1', gateway: 'fe80::1', dev: 'eth0'}],
    ],
    ['without a way that nobody takes needs nothing', '192.0.2.1', undefined, '10.0.0.0/8', []],
  ])('%s', (_what, endpoint, way, captured, expected) => {
    expect(pinned(endpoint, way, captured)).toEqual(expected);
  });

  test('that only the tunnel leads to is refused', () => {
    expect(() => pinned('192.0.2.1', undefined, '128.0.0.0/1')).toThrow(expect.objectContaining({code: 'ENETUNREACH'}));
  });
});
