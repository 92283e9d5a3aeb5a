/**
 * Datagrams with the address of their other end, as they travel between a UDP node and its application: the fields ATYP,
 * ADDR, PORT and DATA of the UDP request header of RFC 1928 §7. The length of DATA is what is left of the frame.
 */
import {type IpAddress, isIpv6} from './ip-address.ts';
import {readIpv6Address, writeIpv6Address} from './ipv6-address.ts';
import {MalformedPacketError} from './malformed-packet-error.ts';
import {readUint16, readUint32, writeUint16, writeUint32} from './octets.ts';

/** ATYP, and the octets of the address behind it. A name (3) is none: a host resolves nothing for others. */
const IPV4 = {type: 1, octets: 4} as const;
const IPV6 = {type: 4, octets: 16} as const;

export interface UdpFrame {
  /** Where the datagram came from, or is to go. */
  readonly address: IpAddress;
  readonly port: number;
  /** After parsing a view, not a copy. */
  readonly data: Uint8Array;
}

export type UdpFrameFault = 'address-type' | 'truncated';

/** Why `frame` holds no datagram; `undefined` for none. */
export function udpFrameFault(frame: Uint8Array): UdpFrameFault | undefined {
  const [type] = frame;
  if (type === undefined) return 'truncated';
  if (type !== IPV4.type && type !== IPV6.type) return 'address-type';
  return frame.length < headerLength(type) ? 'truncated' : undefined;
}

/** @throws {MalformedPacketError} for whatever `udpFrameFault` finds. */
export function parseUdpFrame(frame: Uint8Array): UdpFrame {
  const fault = udpFrameFault(frame);
  if (fault) throw new MalformedPacketError('udp frame', fault);
  const type = frame[0]!;
  const length = headerLength(type);
  return {
    address: type === IPV4.type ? readUint32(frame, 1) : readIpv6Address(frame, 1),
    port: readUint16(frame, length - 2),
    data: frame.subarray(length),
  };
}

/** In a new array. */
export function emitUdpFrame({address, port, data}: UdpFrame): Uint8Array {
  const type = isIpv6(address) ? IPV6.type : IPV4.type;
  const length = headerLength(type);
  const frame = new Uint8Array(length + data.length);
  frame[0] = type;
  if (isIpv6(address)) writeIpv6Address(frame, 1, address);
  else writeUint32(frame, 1, address);
  writeUint16(frame, length - 2, port);
  frame.set(data, length);
  return frame;
}

/** Octets in front of the data. */
function headerLength(type: number): number {
  return 1 + (type === IPV4.type ? IPV4 : IPV6).octets + 2;
}
