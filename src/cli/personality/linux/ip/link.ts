/** `ip link`. */
import {readFilter} from './address-filter.ts';
import {addLink, deleteLink} from './link-life.ts';
import {showLinks} from './link-list.ts';
import {linksOf} from './links.ts';
import {setLink} from './link-change.ts';
import {LINK_USAGE} from './link-usage.ts';
import {type IpRun, refusedHere} from './run.ts';
import {IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {abbreviates, type IpWords} from './words.ts';

export async function link(run: IpRun, words: IpWords): Promise<number> {
  const typed = words.ahead;
  const is = (word: string): boolean => typed !== undefined && abbreviates(typed, word);
  words.next();
  if (typed === undefined || is('show') || is('list') || is('lst')) return listLinks(run, words);
  if (is('add')) return addLink(run, words);
  if (is('set') || is('change')) return setLink(run, words);
  if (is('delete')) return deleteLink(run, words);
  if (is('xstats') || is('afstats') || is('property') || typed === 'replace') {
    throw refusedHere(`ip link ${typed}`, 'interfaces have none of it');
  }
  if (is('help')) throw new IpStop(LINK_USAGE, IP_STATUS.usage);
  throw wrongWords(`Command "${typed}" is unknown, try "ip link help".`);
}

async function listLinks(run: IpRun, words: IpWords): Promise<number> {
  const links = await linksOf(run.session);
  return showLinks(run, links, readFilter(words, links, 'link', 'link'), 'link');
}
