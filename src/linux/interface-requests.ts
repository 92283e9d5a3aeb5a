/** The ioctl requests of interfaces (netdevice(7)), as `struct ifreq`: a name, and 24 octets that depend on the request. */
import type {LabApi} from '../api/lab-api.ts';
import type {ConfigureInterface, InterfaceState} from '../api/schema/interface.ts';
import {NetworkError} from '../errors.ts';
import {personalName} from '../names.ts';
import {formatAddress, maskOf, parseAddress, prefixLengthOf} from '../packet/address.ts';
import {macOfOctets, octetsOfMac} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';
import {flagBits, IFF_NOARP, IFF_PROMISC, IFF_UP} from './interface-flags.ts';
import {HARDWARE, linkNamed} from './link-messages.ts';
import {textOf} from './netlink-message.ts';
import {readSocketAddress, writeSocketAddress} from './socket-address.ts';

export const SIOC = {
  getName: 0x8910,
  getList: 0x8912,
  getFlags: 0x8913,
  setFlags: 0x8914,
  getAddress: 0x8915,
  setAddress: 0x8916,
  getPeer: 0x8917,
  setPeer: 0x8918,
  getBroadcast: 0x8919,
  setBroadcast: 0x891a,
  getNetmask: 0x891b,
  setNetmask: 0x891c,
  getMetric: 0x891d,
  setMetric: 0x891e,
  getMtu: 0x8921,
  setMtu: 0x8922,
  setHardware: 0x8924,
  getHardware: 0x8927,
  getIndex: 0x8933,
  removeAddress: 0x8936,
  getQueue: 0x8942,
  getMap: 0x8970,
} as const;

const NAME_LENGTH = 16;
const REQUEST_LENGTH = 40;
/** Where the union begins. */
const VALUE = NAME_LENGTH;

type Change = Omit<ConfigureInterface, 'host' | 'ifname'>;

/**
 * @param data a `struct ifreq`
 * @returns the structure as the program finds it afterwards
 * @throws {NetworkError} as the lab does; EOPNOTSUPP: no such request here
 */
export async function interfaceRequest(
  lab: LabApi,
  host: string,
  command: number,
  data: DataView,
): Promise<Uint8Array> {
  if (command === SIOC.getList) return interfaceList(await lab.listInterfaces({host}));
  if (data.byteLength < REQUEST_LENGTH) throw new NetworkError('EINVAL', 'a request of an interface is too short');
  const request = new Uint8Array(data.buffer, data.byteOffset, REQUEST_LENGTH).slice();
  const view = new DataView(request.buffer);
  if (command === SIOC.getName) {
    const {ifname} = await linkNamed(lab, host, {index: view.getInt32(VALUE, LITTLE)});
    writeName(request, ifname);
    return request;
  }
  // `tun0:1` is a label of tun0.
  const name = textOf(request.subarray(0, NAME_LENGTH)).replace(/:.*/, '');
  const state = await linkNamed(lab, host, {index: 0, name});
  const change = changeOf(command, view, state);
  if (change) await lab.configureInterface({host, ifname: state.ifname, ...change});
  else answer(command, request, view, state);
  return request;
}

function changeOf(command: number, view: DataView, state: InterfaceState): Change | undefined {
  switch (command) {
    case SIOC.setFlags: {
      const flags = view.getUint16(VALUE, LITTLE);
      const [promisc, noarp] = [(flags & IFF_PROMISC) !== 0, (flags & IFF_NOARP) !== 0];
      return {
        up: (flags & IFF_UP) !== 0,
        ...(promisc !== state.flags.includes('PROMISC') && {promisc}),
        ...(noarp !== state.flags.includes('NOARP') && {arp: !noarp}),
      };
    }
    case SIOC.setAddress: {
      const local = address(view);
      if (local === '0.0.0.0') return {remove_first: true};
      return {set: {local, ...(state.flags.includes('POINTOPOINT') && {prefixlen: 32})}};
    }
    case SIOC.setPeer:
      return {amend: {peer: address(view)}};
    case SIOC.setBroadcast:
      return {amend: {broadcast: address(view)}};
    case SIOC.setNetmask: {
      const prefixlen = prefixLengthOf(parseAddress(address(view)) ?? 0);
      if (prefixlen === undefined) throw new NetworkError('EINVAL', 'that is no mask');
      return {amend: {prefixlen}};
    }
    case SIOC.setMetric:
      return {metric: view.getInt32(VALUE, LITTLE)};
    case SIOC.setMtu:
      return {mtu: view.getInt32(VALUE, LITTLE)};
    case SIOC.setHardware: {
      const station = macOfOctets(new Uint8Array(view.buffer, VALUE + 2, 6));
      return station === undefined ? undefined : {address: station};
    }
    default:
      return undefined;
  }
}

function answer(command: number, request: Uint8Array, view: DataView, state: InterfaceState): void {
  const first = state.addr_info.find(({family}) => family === 'inet');
  switch (command) {
    case SIOC.getFlags:
      view.setUint16(VALUE, flagBits(state) & 0xffff, LITTLE);
      break;
    case SIOC.getAddress:
    case SIOC.getPeer:
    case SIOC.getBroadcast:
    case SIOC.getNetmask: {
      if (!first) throw new NetworkError('EADDRNOTAVAIL', `${state.ifname} has no IPv4 address`);
      const {local, address: peer = local, broadcast = '0.0.0.0', prefixlen} = first;
      const told = {
        [SIOC.getAddress]: local,
        [SIOC.getPeer]: peer,
        [SIOC.getBroadcast]: broadcast,
        [SIOC.getNetmask]: formatAddress(maskOf(prefixlen)),
      };
      writeSocketAddress(request, VALUE, told[command]);
      break;
    }
    case SIOC.getMetric:
      view.setInt32(VALUE, state.metric, LITTLE);
      break;
    case SIOC.getMtu:
      view.setInt32(VALUE, state.mtu, LITTLE);
      break;
    case SIOC.getIndex:
      view.setInt32(VALUE, state.ifindex, LITTLE);
      break;
    case SIOC.getQueue:
      view.setInt32(VALUE, state.txqlen ?? 1000, LITTLE);
      break;
    case SIOC.getHardware:
      request.fill(0, VALUE);
      view.setUint16(VALUE, HARDWARE[state.link_type], LITTLE);
      request.set(octetsOfMac(state.address) ?? [], VALUE + 2);
      break;
    case SIOC.getMap:
      request.fill(0, VALUE);
      break;
    default:
      throw new NetworkError('EOPNOTSUPP', `an interface of a lab has no request 0x${command.toString(16)}`);
  }
}

/** Those that have an IPv4 address, with it, as SIOCGIFCONF lists them. */
function interfaceList(states: readonly InterfaceState[]): Uint8Array {
  const requests = states.flatMap(({ifname, addr_info: addresses}) => {
    const first = addresses.find(({family}) => family === 'inet');
    if (!first) return [];
    const request = new Uint8Array(REQUEST_LENGTH);
    writeName(request, ifname);
    writeSocketAddress(request, VALUE, first.local);
    return [request];
  });
  return Buffer.concat(requests);
}

/** @throws {NetworkError} EAFNOSUPPORT: of another family */
function address(view: DataView): string {
  const found = readSocketAddress(view, VALUE);
  if (found === undefined) throw new NetworkError('EAFNOSUPPORT', 'an IPv4 address is wanted');
  return found;
}

function writeName(request: Uint8Array, ifname: string): void {
  request.fill(0, 0, NAME_LENGTH);
  new TextEncoder().encodeInto(personalName('linux', ifname), request.subarray(0, NAME_LENGTH - 1));
}
