/** `ip address flush`. */
import {isAsked, readFilter} from './address-filter.ts';
import {addressAnswer} from './address-text.ts';
import {addressesOf, type LinkAddress, secondariesOf} from './address-view.ts';
import {type Link, linksOf} from './links.ts';
import {type IpRun, kernelRefusal, remark} from './run.ts';
import {IP_STATUS, IpStop} from './stop.ts';
import type {IpWords} from './words.ts';

/** @returns the exit status */
export async function flushAddresses(run: IpRun, words: IpWords): Promise<number> {
  const {options, session} = run;
  if (words.left === 0) throw new IpStop('Flush requires arguments.\n', IP_STATUS.failed);
  if (options.family === 'link') throw new IpStop('Cannot flush link addresses.\n', IP_STATUS.failed);
  const links = await linksOf(session);
  const filter = readFilter(words, links, options.family, 'address');
  const doomed = links
    .filter((link) => filter.link === undefined || filter.link === link)
    .map((link) => ({link, addresses: addressesOf(link).filter((each) => isAsked(filter, link, each))}))
    .filter(({addresses}) => addresses.length > 0);
  if (options.statistics > 1) {
    for (const {link, addresses} of doomed) {
      for (const each of addresses) remark(session, addressAnswer(link, each, options, true).text);
    }
  }
  for (const {link, addresses} of doomed) await removeAll(run, link, addresses);
  if (options.statistics > 0) {
    remark(session, flushReport(doomed.flatMap(({addresses}) => addresses).length, 'addresses'));
  }
  return 0;
}

/** What `-s` tells of a flush. */
export function flushReport(count: number, what: 'addresses' | 'entries'): string {
  if (count === 0) return 'Nothing to flush.\n';
  return `\n*** Round 1, deleting ${count} ${what} ***\n*** Flush is complete after 1 round ***\n`;
}

/**
 * With the primary addresses go the others of their networks, which are taken away before them. The link-local address
 * that an interface has made goes with all the others of IPv6, which then ends there until the interface is next changed.
 */
async function removeAll({session: {lab, host}}: IpRun, link: Link, addresses: readonly LinkAddress[]): Promise<void> {
  const taken = addresses.flatMap((address) => secondariesOf(link, address));
  const remove = [...new Set([...taken, ...addresses.toReversed()].map(({local}) => local))];
  const {state} = link;
  const ofIpv6 = addressesOf(link).filter(({family}) => family === 'inet6');
  const ends = ofIpv6.length > 0 && ofIpv6.every(({local}) => remove.includes(local));
  try {
    await lab.configureInterface({host, ifname: state.ifname, remove, ...(ends && {inet6: {enabled: false}})});
  } catch (reason) {
    throw kernelRefusal(reason);
  }
}
