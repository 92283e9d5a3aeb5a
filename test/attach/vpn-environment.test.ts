import {describe, expect, test} from 'vitest';
import {vpnProgram} from '../../src/attach/vpn-environment.ts';

describe('of OpenConnect', () => {
  const OPENCONNECT = {
    VPNFD: '9',
    INTERNAL_IP4_ADDRESS: '192.168.55.15',
    INTERNAL_IP4_NETMASK: '255.255.255.0',
    INTERNAL_IP4_NETMASKLEN: '24',
    INTERNAL_IP4_NETADDR: '192.168.55.0',
    INTERNAL_IP4_MTU: '1434',
    INTERNAL_IP4_DNS: '192.168.55.1 192.168.55.2',
    INTERNAL_IP6_ADDRESS: 'fd55::f973:1',
    INTERNAL_IP6_NETMASK: 'fd55::f973:1/128',
  };

  test('split routes are taken over', () => {
    const env = {
      ...OPENCONNECT,
      CISCO_SPLIT_INC: '2',
      CISCO_SPLIT_INC_0_ADDR: '10.66.0.0',
      CISCO_SPLIT_INC_0_MASK: '255.255.0.0',
      CISCO_SPLIT_INC_0_MASKLEN: '16',
      CISCO_SPLIT_INC_1_ADDR: '10.67.1.0',
      CISCO_SPLIT_INC_1_MASKLEN: '24',
      CISCO_IPV6_SPLIT_INC: '1',
      CISCO_IPV6_SPLIT_INC_0_ADDR: 'fd66::',
      CISCO_IPV6_SPLIT_INC_0_MASKLEN: '48',
    };
    expect(vpnProgram(env)).toEqual({
      program: 'openconnect',
      fd: 9,
      mode: 'tun',
      settings: {
        mtu: 1434,
        addresses: [
          {local: '192.168.55.15', prefixlen: 32},
          {local: 'fd55::f973:1', prefixlen: 128},
        ],
        routes: [{dst: '192.168.55.0/24'}, {dst: '10.66.0.0/16'}, {dst: '10.67.1.0/24'}, {dst: 'fd66::/48'}],
        nameservers: ['192.168.55.1', '192.168.55.2'],
      },
    });
  });

  test('without split routes everything goes through the tunnel', () => {
    const routes = vpnProgram(OPENCONNECT)?.settings.routes;
    expect(routes).toEqual([{dst: '192.168.55.0/24'}, {dst: '0.0.0.0/0'}, {dst: '::/0'}]);
  });
});

describe('of OpenVPN', () => {
  const OPENVPN = {TUNTAP_SOCKET_FD: '4', TUNTAP_DEV_TYPE: 'tun', TUNTAP_MTU: '1500'};

  test('a subnet, routes with metrics, and name servers', () => {
    const env = {
      ...OPENVPN,
      ifconfig_local: '10.8.0.2',
      ifconfig_netmask: '255.255.255.0',
      ifconfig_ipv6_local: 'fd00:8::1000',
      ifconfig_ipv6_netbits: '64',
      route_network_1: '192.168.77.0',
      route_netmask_1: '255.255.255.0',
      route_gateway_1: '10.8.0.1',
      route_network_2: '192.168.78.1',
      route_gateway_2: '10.8.0.1',
      route_metric_2: '5',
      route_ipv6_network_1: 'fd77::/64',
      route_ipv6_gateway_1: 'fd00:8::1',
      foreign_option_1: 'dhcp-option DNS 10.8.0.1',
      foreign_option_2: 'dhcp-option DOMAIN exp.test',
    };
    expect(vpnProgram(env)).toEqual({
      program: 'openvpn',
      fd: 4,
      mode: 'tun',
      settings: {
        mtu: 1500,
        addresses: [
          {local: '10.8.0.2', prefixlen: 24},
          {local: 'fd00:8::1000', prefixlen: 64},
        ],
        routes: [
          {dst: '192.168.77.0/24', gateway: '10.8.0.1'},
          {dst: '192.168.78.1/32', gateway: '10.8.0.1', metric: 5},
          {dst: 'fd77::/64', gateway: 'fd00:8::1'},
        ],
        nameservers: ['10.8.0.1'],
      },
    });
  });

  test('the other end of a point-to-point tunnel', () => {
    const env = {...OPENVPN, ifconfig_local: '10.8.0.2', ifconfig_remote: '10.8.0.1'};
    expect(vpnProgram(env)?.settings.addresses).toEqual([{local: '10.8.0.2', prefixlen: 32, peer: '10.8.0.1'}]);
  });

  test('a tap and its hardware address, and no IPv4 at all', () => {
    const env = {...OPENVPN, TUNTAP_DEV_TYPE: 'tap', TUNTAP_LLADDR: '02:00:00:00:00:09'};
    expect(vpnProgram(env)).toMatchObject({
      mode: 'tap',
      settings: {address: '02:00:00:00:00:09', addresses: [], routes: []},
    });
  });
});

test.each([
  ['no program', {}],
  ['a descriptor that is none', {VPNFD: 'nine'}],
])('of %s is none', (_what, env) => {
  expect(vpnProgram(env)).toBeUndefined();
});

test('counts that are lies are bounded', () => {
  expect(vpnProgram({VPNFD: '9', CISCO_SPLIT_INC: '999999999'})?.settings.routes).toEqual([]);
});
