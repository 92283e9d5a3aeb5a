/** What of DHCP is kept, and what becomes of it when the lab begins again. */
import {expect, test} from 'vitest';
import {Lab} from '../../src/lab/lab.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {ip} from '../stack/host-under-test.ts';
import {GENEROUS, OFFERED, type Policy, dhcpUnderTest} from '../stack/dhcp/server-under-test.ts';
import {ping, plugged} from './network-under-test.ts';

/** The lab that was kept, `later` seconds later, with a server that may have changed its mind. */
function begunAgain(later: number, policy: Policy) {
  const first = dhcpUnderTest();
  first.labHost.dhcp.start('eth0');
  const kept = new Map<string, unknown>();
  for (const [key, record] of first.lab.takeChanges()) kept.set(key, structuredClone(record));
  const clock = new VirtualClock(1_000_000 + later * 1000);
  const lab = new Lab({clock, seed: 2, entries: [...kept].filter(([, record]) => record !== undefined)});
  return {...dhcpUnderTest(policy, clock, lab), before: first.iface.addresses};
}

test('a lab that begins again asks for the address that it has', () => {
  const {labHost, iface, clock, server, before} = begunAgain(10, GENEROUS);
  expect(iface.addresses).toEqual(before);
  expect(labHost.nameservers).toEqual([ip('10.0.0.3')]);
  const client = labHost.dhcp.get('eth0')!;
  expect(client.state).toBe('rebooting');
  clock.advance(10_000);
  expect(server.asked().map(({options: {type, requested, server: to}}) => [type, requested, to])).toEqual([
    ['request', OFFERED, undefined],
  ]);
  expect(client.state).toBe('bound');
  labHost.dhcp.stop('eth0');
  expect([iface.addresses, iface.mtu, labHost.nameservers]).toEqual([[], 1500, []]);
});

test('what was refused meanwhile is given up', () => {
  const {labHost, iface, clock} = begunAgain(10, (asked) =>
    asked.options.requested === OFFERED && asked.options.server === undefined
      ? {yours: 0, options: {type: 'nak', server: ip('10.0.0.1')}}
      : {...GENEROUS(asked)!, yours: ip('10.0.0.44')},
  );
  clock.advance(10_000);
  expect(iface.addresses).toEqual([{local: ip('10.0.0.44'), prefixLength: 24}]);
  expect(labHost.dhcp.get('eth0')!.state).toBe('bound');
});

test('what nobody answers for is used until it is over', () => {
  const {labHost, iface, clock} = begunAgain(10, () => undefined);
  clock.advance(100_000);
  expect(labHost.dhcp.get('eth0')!.state).toBe('bound');
  expect(iface.addresses).toHaveLength(1);
  clock.advance(86_400_000);
  expect(iface.addresses).toEqual([]);
});

test('what was over meanwhile is not used', () => {
  const {labHost, iface, server} = begunAgain(86_401, GENEROUS);
  expect(iface.addresses).toEqual([]);
  expect(labHost.dhcp.get('eth0')!.state).toBe('selecting');
  expect(server.asked()).toEqual([]);
});

test('what was stopped does not come again', () => {
  const {lab, labHost} = dhcpUnderTest();
  labHost.dhcp.start('eth0');
  labHost.dhcp.stop('eth0');
  const kept = [...lab.takeChanges()].filter(([, record]) => record !== undefined);
  expect(kept.filter(([key]) => key.includes('/dhcp/'))).toEqual([]);
});

test('two clients of one host, and a ping with what they got', () => {
  const {lab, labHost, iface, clock} = dhcpUnderTest();
  labHost.dhcp.start('eth0');
  plugged(lab, 'lan', lab.addHost('peer'), 'eth0', '10.0.0.2/24');
  expect(ping(clock, labHost, '10.0.0.2')).toEqual([expect.stringContaining('octets from 10.0.0.2')]);
  configureInterface(labHost.host, iface, {up: false});
  expect(labHost.dhcp.get('eth0')!.state).toBe('bound');
});
