/** `ip tunnel`: no interface here is a tunnel of the kernel, such as one of GRE; tuns and taps are those of `ip tuntap`. */
import {type IpRun, printList, refusedHere} from './run.ts';
import {IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {TUNNEL_USAGE} from './tunnel-usage.ts';
import {abbreviates, type IpWords} from './words.ts';

export function tunnel(run: IpRun, words: IpWords): number {
  const typed = words.next();
  const is = (...names: readonly string[]): boolean => names.some((name) => abbreviates(typed ?? '', name));
  if (typed === undefined || is('show', 'lst', 'list')) return printList(run, []);
  if (is('help')) throw new IpStop(TUNNEL_USAGE, IP_STATUS.usage);
  if (is('add', 'change', 'replace', 'delete', 'prl', '6rd')) {
    throw refusedHere(`ip tunnel ${typed}`, 'tuns and taps are what there is, by ip tuntap');
  }
  throw wrongWords(`Command "${typed}" is unknown, try "ip tunnel help"`);
}
