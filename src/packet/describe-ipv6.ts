/** An IPv6 packet in one line. */
import {describeIcmpv6} from './describe-icmpv6.ts';
import {describeRoute, describeTransport, malformed, type TransportView} from './describe-transport.ts';
import {icmpv6Fault} from './icmpv6.ts';
import {readFragment6, upperLayer, walkExtensions} from './ipv6-extension.ts';
import {NEXT_HEADER, ipv6Fault, readDestination6, readSource6, readTotalLength6} from './ipv6.ts';
import {protocolName} from './protocol-name.ts';
import {udpFault6} from './udp.ts';

export function describeIpv6(padded: Uint8Array): string {
  const fault = ipv6Fault(padded);
  if (fault) return malformed('ipv6', fault);
  const packet = padded.subarray(0, readTotalLength6(padded));
  const ends = {source: readSource6(packet), destination: readDestination6(packet)};
  const walk = walkExtensions(packet);
  if (walk.fault) return `${describeRoute(ends)}: ${malformed('ipv6', walk.fault)}`;
  const {protocol, start} = upperLayer(packet);
  const fragment = walk.fragmentAt === 0 ? undefined : readFragment6(packet, walk.fragmentAt);
  if (fragment && fragment.offset > 0) {
    const {identification, offset} = fragment;
    const place = `id ${identification}, offset ${offset}, length ${packet.length - walk.start}`;
    return `${describeRoute(ends)}: ${protocolName(protocol)} fragment, ${place}`;
  }
  if (start === undefined) return `${describeRoute(ends)}: ${malformed('ipv6', 'truncated-extension')}`;
  const isFragment = fragment?.more ?? false;
  const udpFault = () => udpFault6(packet, start);
  const line = describeTransport({packet, ...ends, protocol, start, isFragment, udpFault, icmp: describeIcmp});
  return isFragment ? `${line}, first fragment of id ${fragment!.identification}` : line;
}

function describeIcmp({packet, start, protocol, isFragment}: TransportView): string | undefined {
  if (protocol === NEXT_HEADER.none) return `no next header, length ${packet.length - start}`;
  if (protocol !== NEXT_HEADER.icmpv6) return undefined;
  const fault = icmpv6Fault(packet, start, packet.length);
  // The checksum of a first fragment covers octets that are not here.
  if (fault && !(fault === 'bad-checksum' && isFragment)) return malformed('icmpv6', fault);
  return `ICMP6, ${describeIcmpv6(packet, start)}`;
}
