/** Addresses in rtnetlink (RFC 3549 §3.1.2, rtnetlink(7)). */
import type {AddressSpec, AddressState, InterfaceState} from '../api/schema/interface.ts';
import {NetworkError} from '../errors.ts';
import {personalName} from '../names.ts';
import {AF, addressOfOctets, octetsOfAddress} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {emitBody, headerOf, parseAttributes} from './netlink-message.ts';

/** `struct ifaddrmsg`: family, prefix length, flags, scope, index. */
const LENGTH = 8;
const ATTRIBUTE = {address: 1, local: 2, label: 3, broadcast: 4, cache: 6, flags: 8} as const;
const SCOPE = {global: 0, link: 253, host: 254} as const;
const PERMANENT = 0x80;
const TENTATIVE = 0x40;
const FOREVER = 0xffff_ffff;

export function addressBody({ifindex, ifname}: InterfaceState, address: AddressState): Uint8Array {
  const header = new Uint8Array(LENGTH);
  const flags = (address.dynamic ? 0 : PERMANENT) | (address.tentative ? TENTATIVE : 0);
  header.set([AF[address.family], address.prefixlen, flags, SCOPE[address.scope]]);
  new DataView(header.buffer).setUint32(4, ifindex, LITTLE);
  const {
    local,
    address: peer = local,
    broadcast,
    valid_life_time: valid = FOREVER,
    preferred_life_time: preferred = FOREVER,
  } = address;
  const isIpv4 = address.family === 'inet';
  return emitBody(header, [
    [ATTRIBUTE.address, octetsOfAddress(peer)],
    [ATTRIBUTE.local, isIpv4 || peer !== local ? octetsOfAddress(local) : undefined],
    [ATTRIBUTE.broadcast, octetsOfAddress(broadcast)],
    [ATTRIBUTE.label, isIpv4 ? personalName('linux', ifname) : undefined],
    [ATTRIBUTE.flags, flags],
    [ATTRIBUTE.cache, new Uint8Array(Uint32Array.of(preferred, valid, 0, 0).buffer)],
  ]);
}

export interface AddressRequest {
  /** 0: of no interface in particular. */
  readonly index: number;
  readonly family: number;
  readonly spec: AddressSpec;
}

/** @throws {NetworkError} EMALFORMED, EINVAL: it names no address. */
export function parseAddressRequest(body: Uint8Array): AddressRequest {
  const header = headerOf(body, LENGTH);
  const attributes = parseAttributes(body.subarray(LENGTH));
  const [other, own, broadcast] = [ATTRIBUTE.address, ATTRIBUTE.local, ATTRIBUTE.broadcast].map((type) =>
    addressOfOctets(attributes.get(type)),
  );
  // IFA_ADDRESS is the other end of a point-to-point link, and elsewhere the address itself.
  const local = own ?? other;
  if (local === undefined) throw new NetworkError('EINVAL', 'an address is missing');
  return {
    index: header.getUint32(4, LITTLE),
    family: header.getUint8(0),
    spec: {
      local,
      prefixlen: header.getUint8(1),
      ...(other !== undefined && other !== local && {peer: other}),
      ...(broadcast !== undefined && broadcast !== '0.0.0.0' && {broadcast}),
    },
  };
}
