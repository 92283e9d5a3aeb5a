import {formatIp, type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {writeIpv6Address} from '../packet/ipv6-address.ts';
import {writeUint16, writeUint32} from '../packet/octets.ts';

/** Where a peer is on the outside. */
export interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

/** Address and port, 6 or 18 octets. */
export function endpointOctets({address, port}: Endpoint): Uint8Array {
  const bytes = new Uint8Array(isIpv6(address) ? 18 : 6);
  if (isIpv6(address)) writeIpv6Address(bytes, 0, address);
  else writeUint32(bytes, 0, address);
  writeUint16(bytes, bytes.length - 2, port);
  return bytes;
}

/** `192.0.2.1:51820` or `[2001:db8::1]:51820`. */
export function formatEndpoint({address, port}: Endpoint): string {
  return isIpv6(address) ? `[${formatIp(address)}]:${port}` : `${formatIp(address)}:${port}`;
}
