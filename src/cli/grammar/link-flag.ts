import {quoted, usage} from './values.ts';

/**
 * `link0` makes a tap of OpenBSD's tun, and `-link0` a tun again: here each is what its name says.
 *
 * @throws {NetworkError} EUSAGE: it is the other.
 */
export function checkLinkFlag(ifname: string, word: 'link0' | '-link0'): void {
  const wanted = word === 'link0' ? 'tap' : 'tun';
  if (ifname.startsWith(wanted)) return;
  throw usage(`${quoted(word)} is for a ${wanted}, and ${ifname} is none: make a ${wanted} instead`);
}
