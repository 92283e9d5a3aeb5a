/** `struct sockaddr_in` in the structures of ioctl requests: 16 octets, family first. */
import {AF, addressOfOctets, octetsOfAddress} from './address-octets.ts';
import {LITTLE} from './control-stream.ts';

const ADDRESS = 4;

/** The address at `at`; `undefined` where it is of no IPv4. */
export function readSocketAddress(view: DataView, at: number): string | undefined {
  if (view.getUint16(at, LITTLE) !== AF.inet) return undefined;
  return addressOfOctets(new Uint8Array(view.buffer, view.byteOffset + at + ADDRESS, 4));
}

export function writeSocketAddress(octets: Uint8Array, at: number, address: string): void {
  octets.fill(0, at, at + 16);
  new DataView(octets.buffer, octets.byteOffset).setUint16(at, AF.inet, LITTLE);
  octets.set(octetsOfAddress(address) ?? [], at + ADDRESS);
}
