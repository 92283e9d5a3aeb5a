import {NetworkError} from '../errors.ts';
import {describePacket} from '../packet/describe.ts';
import {echoReply} from '../packet/echo.ts';
import {toHex} from '../packet/hex.ts';
import type {LinkHeader} from '../packet/link-header.ts';

export const LINK_HEADERS = ['none', 'ethernet', 'pi', 'af'] as const;

/** The reply to an echo request, in hex. @throws {NetworkError} EINVAL: it is something else, and what */
export function echoReplyTo(request: Uint8Array, header: LinkHeader, ttl?: number): string {
  const reply = echoReply(request, header, ttl);
  if (!reply) throw new NetworkError('EINVAL', `no echo request: ${describePacket(request, header)}`);
  return toHex(reply);
}
