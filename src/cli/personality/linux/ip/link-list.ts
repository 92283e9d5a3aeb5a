/** `ip link show`. */
import type {AddressFilter} from './address-filter.ts';
import {isLinkAsked} from './address-filter.ts';
import {briefLinkAnswer, linkAnswer, type LinkView} from './link-text.ts';
import type {Link} from './links.ts';
import {type IpRun, printList} from './run.ts';

/** @returns the exit status */
export function showLinks(run: IpRun, links: readonly Link[], filter: AddressFilter, view: LinkView): number {
  const {options} = run;
  const entries = links
    .filter((link) => filter.link === undefined || filter.link === link)
    .map((link) => {
      if (!isLinkAsked(filter, link) || filter.label !== undefined) return {text: '', json: {}};
      return options.brief ? briefLinkAnswer(link) : linkAnswer(link, {...options, family: 'link'}, view);
    });
  return printList(run, entries);
}
