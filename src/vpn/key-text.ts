/** Keys as people write them: 32 octets in base64, 44 characters. */
import {NetworkError} from '../errors.ts';
import {KEY_LENGTH} from './message.ts';

/** 43 digits and a "=": the last digit has four bits that count. */
const KEY_TEXT = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** @param what it is the key of, for the message @throws {NetworkError} EINVAL; the text is in no message: it may be secret */
export function parseKey(text: string, what: string): Uint8Array {
  if (!KEY_TEXT.test(text)) {
    throw new NetworkError('EINVAL', `${what} is not the correct length or format: 44 characters of base64 are a key`);
  }
  return Uint8Array.from(Buffer.from(text, 'base64').subarray(0, KEY_LENGTH));
}

export function formatKey(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}
