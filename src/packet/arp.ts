/** ARP for IPv4 over Ethernet (RFC 826). */
import type {Ipv4Address} from './address.ts';
import {ETHERTYPE_IPV4, type MacAddress, readMac, writeMac} from './ethernet.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

export const ARP_LENGTH = 28;

export interface ArpPacket {
  readonly operation: 'request' | 'reply';
  readonly senderMac: MacAddress;
  readonly senderAddress: Ipv4Address;
  readonly targetMac: MacAddress;
  readonly targetAddress: Ipv4Address;
}

/** Hardware type Ethernet, protocol IPv4, 6 and 4 octets of address: the first eight octets less the operation. */
const ETHERNET_IPV4 = {hardware: 1, protocol: ETHERTYPE_IPV4, lengths: 0x0604} as const;
const OPERATIONS = {1: 'request', 2: 'reply'} as const;

/** `undefined` for other hardware, other protocols, other operations and what is too short; octets behind it are ignored. */
export function parseArp(bytes: Uint8Array): ArpPacket | undefined {
  if (bytes.length < ARP_LENGTH) return undefined;
  const {hardware, protocol, lengths} = ETHERNET_IPV4;
  if (readUint16(bytes, 0) !== hardware || readUint16(bytes, 2) !== protocol || readUint16(bytes, 4) !== lengths) {
    return undefined;
  }
  const operation = OPERATIONS[readUint16(bytes, 6) as keyof typeof OPERATIONS] as ArpPacket['operation'] | undefined;
  return (
    operation && {
      operation,
      senderMac: readMac(bytes, 8),
      senderAddress: readUint32(bytes, 14),
      targetMac: readMac(bytes, 18),
      targetAddress: readUint32(bytes, 24),
    }
  );
}

export function emitArp({operation, senderMac, senderAddress, targetMac, targetAddress}: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(ARP_LENGTH);
  writeUint16(bytes, 0, ETHERNET_IPV4.hardware);
  writeUint16(bytes, 2, ETHERNET_IPV4.protocol);
  writeUint16(bytes, 4, ETHERNET_IPV4.lengths);
  writeUint16(bytes, 6, operation === 'request' ? 1 : 2);
  writeMac(bytes, 8, senderMac);
  writeUint32(bytes, 14, senderAddress);
  writeMac(bytes, 18, targetMac);
  writeUint32(bytes, 24, targetAddress);
  return bytes;
}
