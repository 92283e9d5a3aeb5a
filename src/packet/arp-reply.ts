import {emitArp, parseArp} from './arp.ts';
import {ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, type MacAddress, emitEthernet, readEtherType} from './ethernet.ts';

/**
 * The frame in which a station with `mac` says that it has the address an ARP request asks for (RFC 826); a copy.
 * `undefined` when the frame is no ARP request, or only tells whose its own address is (RFC 5227 §3).
 */
export function arpReply(frame: Uint8Array, mac: MacAddress): Uint8Array | undefined {
  if (frame.length < ETHERNET_HEADER_LENGTH || readEtherType(frame) !== ETHERTYPE_ARP) return undefined;
  const request = parseArp(frame.subarray(ETHERNET_HEADER_LENGTH));
  if (request?.operation !== 'request' || request.senderAddress === request.targetAddress) return undefined;
  const payload = emitArp({
    operation: 'reply',
    senderMac: mac,
    senderAddress: request.targetAddress,
    targetMac: request.senderMac,
    targetAddress: request.senderAddress,
  });
  return emitEthernet({destination: request.senderMac, source: mac, etherType: ETHERTYPE_ARP, payload});
}
