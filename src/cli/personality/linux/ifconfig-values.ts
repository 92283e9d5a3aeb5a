/** Values behind words of `ifconfig`, as net-tools 2.10 reads them. */
import {Stop} from '../stop.ts';
import {atoi, isNumber, strtol} from './c-numbers.ts';

/** The original's arithmetic turns round at 32: /33 is /1, and /32 is /0. @throws {Stop} with `usage`: it is no number */
export function maskLength(text: string, usage: string): number {
  if (!isNumber(text)) throw new Stop(usage, 3);
  return strtol(text) & 31;
}

/** Of IPv6; what begins with no number is 0. @throws {Stop} with `usage` */
export function prefixLength(text: string, usage: string): number {
  const length = atoi(text);
  if (length >= 0 && length <= 128) return length;
  throw new Stop(usage, 3);
}

/** Whether no single station can have a hardware address. */
export function isOfNobody(address: string): boolean {
  return (parseInt(address.slice(0, 2), 16) & 1) === 1 || /^[0:]+$/.test(address);
}

/** What net-tools calls the ports of a card, each by any of its names. */
const MEDIA: ReadonlySet<string> = new Set(
  'unknown 10base2 bnc coax 10baset utp tpe aui thick db15 100baset 100basetx 100basefx'.split(' '),
);

export function isMedium(word: string): boolean {
  return MEDIA.has(word.toLowerCase()) || /^[-+]?\d+$/.test(word);
}
