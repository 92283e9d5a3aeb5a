/** What an application may write in front of, and as, an IP packet; and what the driver puts in front of one. */
import {NetworkError} from '../errors.ts';
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV4, ETHERTYPE_IPV6} from '../packet/ethernet.ts';
import {AF_INET, LINK_HEADER_LENGTH, type LinkHeader, packetType} from '../packet/link-header.ts';
import {writeUint16} from '../packet/octets.ts';
import type {Scratch} from '../packet/scratch.ts';

/** AF_INET6 as FreeBSD has it. */
const AF_INET6 = 28;

/** Why a frame can not be what an application may write. */
export type FrameFault = 'empty' | 'short-header' | 'short-frame' | 'too-long' | 'not-ip' | 'unknown-family';

/** `tun` carries IP packets, `tap` Ethernet frames. */
export type DeviceMode = 'tun' | 'tap';

/** Longest IP packet that a node takes, in octets. */
const LONGEST_PACKET = 65_535;

/** What is wrong with a frame that an application wrote, before the stack has seen it. */
export function frameFault(frame: Uint8Array, mode: DeviceMode, header: LinkHeader): FrameFault | undefined {
  return mode === 'tun' ? packetFault(frame, header) : etherFault(frame);
}

function etherFault(frame: Uint8Array): FrameFault | undefined {
  if (frame.length === 0) return 'empty';
  if (frame.length < ETHERNET_HEADER_LENGTH) return 'short-frame';
  return frame.length > ETHERNET_HEADER_LENGTH + LONGEST_PACKET ? 'too-long' : undefined;
}

function packetFault(frame: Uint8Array, header: LinkHeader): FrameFault | undefined {
  const length = LINK_HEADER_LENGTH[header];
  if (frame.length === 0) return 'empty';
  if (frame.length < length) return 'short-header';
  if (frame.length > length + LONGEST_PACKET) return 'too-long';
  if (frame.length === length) return 'empty';
  const version = frame[length]! >>> 4;
  if (version !== 4 && version !== 6) return 'not-ip';
  const type = packetType(frame, header);
  if (type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return 'unknown-family';
  return (type === ETHERTYPE_IPV4) === (version === 4) ? undefined : 'not-ip';
}

const FAULTS: Readonly<Record<FrameFault, readonly ['EINVAL' | 'EMSGSIZE' | 'EAFNOSUPPORT', string]>> = {
  empty: ['EINVAL', 'there is no packet in it'],
  'short-header': ['EINVAL', 'it is shorter than its link header'],
  'short-frame': ['EINVAL', 'it is shorter than an Ethernet header'],
  'too-long': ['EMSGSIZE', `it is longer than ${LONGEST_PACKET} octets`],
  'not-ip': ['EINVAL', 'it starts neither as IPv4 (4) nor as IPv6 (6)'],
  'unknown-family': ['EAFNOSUPPORT', 'its link header names no protocol that this device carries'],
};

export function frameError(device: string, fault: FrameFault): NetworkError {
  const [code, reason] = FAULTS[fault];
  return new NetworkError(code, `${device}: packet refused: ${reason}`, {reason: fault});
}

/** An IP packet with a link header in front: in `scratch`, till that is used again. */
export function putBehindHeader(packet: Uint8Array, header: LinkHeader, scratch: Scratch): Uint8Array {
  const length = LINK_HEADER_LENGTH[header];
  const isIpv4 = packet[0]! >>> 4 !== 6;
  const frame = scratch.take(length + packet.length);
  frame.fill(0, 0, length);
  if (header === 'af') frame[3] = isIpv4 ? AF_INET : AF_INET6;
  else if (header !== 'none') writeUint16(frame, length - 2, isIpv4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6);
  frame.set(packet, length);
  return frame;
}
