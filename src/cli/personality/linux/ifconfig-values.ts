/** Values behind words of `ifconfig`, as net-tools 2.10 reads them. */
import {parseMac} from '../../../packet/ethernet.ts';
import {Stop} from '../stop.ts';
import {atoi} from './c-numbers.ts';

/**
 * The original's arithmetic turns round at 32: /33 is /1. But not with /32 itself, which it takes for /0.
 *
 * @throws {Stop} with `usage`: it begins with no number
 */
export function maskLength(text: string, usage: string): number {
  if (text !== '' && !/^[-+]?\d/.test(text)) throw new Stop(usage, 3);
  const length = atoi(text);
  return length === 32 ? length : length & 31;
}

/** Of IPv6; what begins with no number is 0. @throws {Stop} with `usage` */
export function prefixLength(text: string, usage: string): number {
  const length = atoi(text);
  if (length >= 0 && length <= 128) return length;
  throw new Stop(usage, 3);
}

/** A hardware address, and whether no single station can have it. @throws {Stop} */
export function station(word: string): {address: string; ofNobody: boolean} {
  const octets = word.split(':').map((octet) => octet.padStart(2, '0'));
  const address = octets.join(':');
  if (octets.length !== 6 || parseMac(address) === undefined) throw new Stop(`${word}: invalid ether address.\n`, 1);
  return {address, ofNobody: (parseInt(octets[0]!, 16) & 1) === 1 || /^[0:]+$/.test(address)};
}
