/** What the simplest application answers. */
import {NetworkError} from '../errors.ts';
import {arpReply} from '../packet/arp-reply.ts';
import {describePacket} from '../packet/describe.ts';
import {echoReply} from '../packet/echo.ts';
import {toHex} from '../packet/hex.ts';
import type {LinkHeader} from '../packet/link-header.ts';

export const LINK_HEADERS = ['none', 'ethernet', 'pi', 'af'] as const;

/** The station that answers on a tap: locally administered. */
const RESPONDER_MAC = 0x0200_0000_0001;

/** The reply to an echo request, or on an Ethernet to an ARP request; `undefined` for anything else. A copy. */
export function answerTo(frame: Uint8Array, header: LinkHeader, ttl?: number): Uint8Array | undefined {
  return echoReply(frame, header, ttl) ?? (header === 'ethernet' ? arpReply(frame, RESPONDER_MAC) : undefined);
}

/** The same in hex. @throws {NetworkError} EINVAL: it is something else, and what */
export function hexAnswerTo(request: Uint8Array, header: LinkHeader, ttl?: number): string {
  const reply = answerTo(request, header, ttl);
  if (!reply) throw new NetworkError('EINVAL', `no echo request: ${describePacket(request, header)}`);
  return toHex(reply);
}
