/** Interfaces in rtnetlink (RFC 3549 §3.1.1, rtnetlink(7)): what a lab's host has, and what is changed about it. */
import type {LabApi} from '../api/lab-api.ts';
import type {ConfigureInterface, InterfaceState} from '../api/schema/interface.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName, personalName} from '../names.ts';
import {macOfOctets, octetsOfMac} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {flagBits, IFF_UP} from './interface-flags.ts';
import {emitAttribute, emitBody, headerOf, numberOf, parseAttributes, textOf} from './netlink-message.ts';

/** `struct ifinfomsg`: family, type, index, flags, and which of them are changed. */
const LENGTH = 16;
const ATTRIBUTE = {
  address: 1,
  broadcast: 2,
  name: 3,
  mtu: 4,
  qdisc: 6,
  txqlen: 13,
  operstate: 16,
  linkmode: 17,
  info: 18,
  stats64: 23,
  group: 27,
} as const;
const INFO_KIND = 1;
const OPERATIONAL = {unknown: 0, down: 2, up: 6} as const;

/** ARPHRD_…: what kind of hardware an interface is (linux/if_arp.h). */
export const HARDWARE = {ether: 1, loopback: 772, none: 0xfffe} as const;

export function linkBody(state: InterfaceState): Uint8Array {
  const header = new Uint8Array(LENGTH);
  const view = new DataView(header.buffer);
  const flags = flagBits(state);
  view.setUint16(2, HARDWARE[state.link_type], LITTLE);
  view.setInt32(4, state.ifindex, LITTLE);
  view.setUint32(8, flags, LITTLE);
  const station = state.link_type === 'loopback' ? new Uint8Array(6) : octetsOfMac(state.address);
  return emitBody(header, [
    [ATTRIBUTE.name, personalName('linux', state.ifname)],
    [ATTRIBUTE.txqlen, state.txqlen ?? 1000],
    [ATTRIBUTE.operstate, Uint8Array.of(operational(state))],
    [ATTRIBUTE.linkmode, Uint8Array.of(0)],
    [ATTRIBUTE.mtu, state.mtu],
    [ATTRIBUTE.group, 0],
    [ATTRIBUTE.qdisc, state.link_type === 'loopback' ? 'noqueue' : 'pfifo_fast'],
    [ATTRIBUTE.address, station],
    [ATTRIBUTE.broadcast, station?.map(() => (state.link_type === 'loopback' ? 0 : 0xff))],
    [ATTRIBUTE.stats64, statistics(state)],
    [ATTRIBUTE.info, /^(?:tun|tap)\d/.test(state.ifname) ? emitAttribute(INFO_KIND, 'tun') : undefined],
  ]);
}

function operational({link_type: type, flags}: InterfaceState): number {
  if (type === 'loopback') return OPERATIONAL.unknown;
  return flags.includes('UP') && flags.includes('LOWER_UP') ? OPERATIONAL.up : OPERATIONAL.down;
}

/** The first ten of `struct rtnl_link_stats64`. */
function statistics({stats64: {rx, tx, collisions}}: InterfaceState): Uint8Array {
  const octets = new Uint8Array(25 * 8);
  const view = new DataView(octets.buffer);
  const numbers = [
    rx.packets,
    tx.packets,
    rx.bytes,
    tx.bytes,
    rx.errors,
    tx.errors,
    rx.dropped,
    tx.dropped,
    rx.multicast,
    collisions,
  ];
  for (const [place, number] of numbers.entries()) view.setBigUint64(place * 8, BigInt(number), LITTLE);
  return octets;
}

export interface LinkRequest {
  /** By which it is named; neither: all. */
  readonly index: number;
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly change: Omit<ConfigureInterface, 'host' | 'ifname'>;
}

/** @throws {NetworkError} EMALFORMED, EOPNOTSUPP: what an interface of a lab can not be told. */
export function parseLink(body: Uint8Array): LinkRequest {
  const header = headerOf(body, LENGTH);
  const attributes = parseAttributes(body.subarray(LENGTH));
  const [name, mtu, station, info] = [ATTRIBUTE.name, ATTRIBUTE.mtu, ATTRIBUTE.address, ATTRIBUTE.info].map((type) =>
    attributes.get(type),
  );
  const kind = info && parseAttributes(info).get(INFO_KIND);
  // Who says which flags change names them; the others of the word count for nothing.
  const changed = header.getUint32(12, LITTLE) || header.getUint32(8, LITTLE) & IFF_UP;
  const address = macOfOctets(station);
  return {
    index: header.getInt32(4, LITTLE),
    name: name && textOf(name),
    kind: kind && textOf(kind),
    change: {
      ...((changed & IFF_UP) !== 0 && {up: (header.getUint32(8, LITTLE) & IFF_UP) !== 0}),
      ...(mtu && {mtu: numberOf(mtu)}),
      ...(address !== undefined && {address}),
    },
  };
}

/** @throws {NetworkError} ENODEV */
export async function linkNamed(
  lab: LabApi,
  host: string,
  {index, name}: Pick<LinkRequest, 'index' | 'name'>,
): Promise<InterfaceState> {
  const states = await lab.listInterfaces({host});
  const wanted = name === undefined ? undefined : canonicalName(name);
  const found = states.find((state) => (index > 0 ? state.ifindex === index : state.ifname === wanted));
  if (!found) throw new NetworkError('ENODEV', `there is no interface ${name ?? index}`);
  return found;
}
