/** A host with one tunnel, an application that reads all that comes out of it, and packets to write into it. */
import {Lab} from '../../src/lab/lab.ts';
import type {LabHost} from '../../src/lab/lab-host.ts';
import {parseAddress} from '../../src/packet/address.ts';
import {type Icmpv4Message, emitIcmpv4} from '../../src/packet/icmpv4.ts';
import {type Ipv4Packet, emitIpv4} from '../../src/packet/ipv4.ts';
import type {LinkHeader} from '../../src/packet/link-header.ts';
import {type InterfaceChange, configureInterface} from '../../src/stack/configure.ts';
import type {Traffic} from '../../src/stack/traffic.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';

export const ip = (text: string): number => parseAddress(text)!;
export const OWN = ip('10.10.10.10');
export const PEER = ip('10.10.10.8');
export const FAR = ip('172.16.0.1');

export function hostUnderTest({linkHeader = 'none', ...change}: InterfaceChange & {linkHeader?: LinkHeader} = {}) {
  const clock = new VirtualClock();
  const lab = new Lab({clock, seed: 1});
  const labHost = lab.host('local');
  const {host} = labHost;
  const tun = addTun(labHost, 'tun0', {set: {local: OWN, peer: PEER}, up: true, ...change});
  tun.device.settings.linkHeader = linkHeader;
  return {clock, lab, labHost, host, ...tun};
}

/** One more tunnel; `taken` is what its application has read so far, and is emptied by looking. */
export function addTun(labHost: LabHost, name: string, change: InterfaceChange) {
  const device = labHost.createDevice(name, 'tun');
  const iface = labHost.host.interfaces.named(name);
  configureInterface(labHost.host, iface, change);
  const read: Uint8Array[] = [];
  device.provideNode();
  const node = device.open({ready: () => true, take: (frame) => read.push(new Uint8Array(frame))});
  return {device, iface, node, taken: () => read.splice(0)};
}

/** An IPv4 packet; from the peer to the host unless said otherwise. */
export function packet(fields: Partial<Ipv4Packet>): Uint8Array {
  return emitIpv4({
    tos: 0,
    identification: 7,
    flagsAndOffset: 0,
    ttl: 64,
    protocol: 1,
    source: PEER,
    destination: OWN,
    options: new Uint8Array(),
    payload: new Uint8Array(),
    ...fields,
  });
}

export const ECHO_DATA = Uint8Array.from({length: 20}, (_, index) => index * 3);

export function echo(fields: Partial<Ipv4Packet> = {}, message: Partial<Icmpv4Message> = {}): Uint8Array {
  const whole = {type: 'echo-request', identifier: 5, sequence: 6, data: ECHO_DATA, ...message} as Icmpv4Message;
  return packet({payload: emitIcmpv4(whole), ...fields});
}

/** How many frames ended where. */
export function account({packets, errors, dropped, reasons}: Traffic) {
  return {packets, errors, dropped, reasons: Object.fromEntries(reasons)};
}

export function total({packets, errors, dropped}: Traffic): number {
  return packets + errors + dropped;
}

export function explained({reasons}: Traffic): number {
  return [...reasons.values()].reduce((sum, times) => sum + times, 0);
}
