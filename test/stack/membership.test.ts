import {describe, expect, test} from 'vitest';
import {Nic} from '../../src/link/nic.ts';
import {Interface} from '../../src/stack/interface.ts';
import {Memberships} from '../../src/stack/membership.ts';

const [eth0, eth1] = ['eth0', 'eth1'].map((name, index) => new Interface(index + 1, new Nic(name))) as [
  Interface,
  Interface,
];
const GROUP = 0xef01_0203;

describe('a host', () => {
  test('is a member of a group on an interface for as long as one has joined it there', () => {
    const memberships = new Memberships();
    const membership = {iface: eth0, group: GROUP};
    memberships.join(membership);
    memberships.join(membership);
    expect([memberships.joined(eth0, GROUP), memberships.joined(eth1, GROUP)]).toEqual([true, false]);
    memberships.leave(membership);
    expect(memberships.joined(eth0, GROUP)).toBe(true);
    memberships.leave(membership);
    memberships.leave(membership);
    expect(memberships.joined(eth0, GROUP)).toBe(false);
  });

  test('is always a member of 224.0.0.1, on every interface', () => {
    const memberships = new Memberships();
    memberships.join({iface: eth0, group: 0xe000_0001});
    memberships.leave({iface: eth0, group: 0xe000_0001});
    expect([eth0, eth1].map((iface) => memberships.joined(iface, 0xe000_0001))).toEqual([true, true]);
  });

  test('may be a member of groups of IPv6', () => {
    const memberships = new Memberships();
    memberships.join({iface: eth0, group: 0xff02_0000_0000_0000_0000_0000_0000_00fbn});
    expect(memberships.joined(eth0, 0xff02_0000_0000_0000_0000_0000_0000_00fbn)).toBe(true);
  });
});
