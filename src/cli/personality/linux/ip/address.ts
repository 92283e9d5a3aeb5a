/** `ip address`. */
import {ADDRESS_USAGE} from './address-usage.ts';
import {addressEntry} from './address-text.ts';
import {isAsked, isLinkAsked, readFilter} from './address-filter.ts';
import {addressesOf} from './address-view.ts';
import {changeAddress} from './address-change.ts';
import {flushAddresses} from './address-flush.ts';
import {linksOf} from './links.ts';
import {showLinks} from './link-list.ts';
import {type IpRun, printList, refusedHere} from './run.ts';
import {IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {abbreviated, type IpWords} from './words.ts';

const ACTIONS = [
  'add',
  'change',
  'chg',
  'replace',
  'delete',
  'list',
  'show',
  'lst',
  'flush',
  'save',
  'showdump',
  'restore',
  'help',
] as const;

export async function address(run: IpRun, words: IpWords): Promise<number> {
  const typed = words.next();
  const action = typed === undefined ? 'list' : abbreviated(typed, ACTIONS);
  switch (action) {
    case 'add':
    case 'change':
    case 'chg':
    case 'replace':
    case 'delete':
      return changeAddress(run, action === 'chg' ? 'change' : action, words);
    case 'list':
    case 'show':
    case 'lst':
      return showAddresses(run, words);
    case 'flush':
      return flushAddresses(run, words);
    case 'help':
      throw new IpStop(ADDRESS_USAGE, IP_STATUS.usage);
    case 'save':
    case 'showdump':
    case 'restore':
      throw refusedHere(`ip address ${action}`, 'tunlab keeps addresses by itself');
    case undefined:
      throw wrongWords(`Command "${typed ?? ''}" is unknown, try "ip address help".`);
  }
}

async function showAddresses(run: IpRun, words: IpWords): Promise<number> {
  const {options, session} = run;
  const links = await linksOf(session);
  const filter = readFilter(words, links, options.family, 'address');
  if (filter.family === 'link') return showLinks(run, links, filter);
  const entries = links
    .filter((link) => filter.link === undefined || filter.link === link)
    .flatMap((link) => {
      const all = addressesOf(link);
      const asked = all.filter((each) => isAsked(filter, link, each));
      // An interface without any address is told where none of a kind is asked for.
      if (asked.length === 0 && (all.length > 0 || filter.family !== undefined)) return [];
      const hides = filter.label !== undefined && !options.oneline;
      const shown = filter.up && !link.state.flags.includes('UP') ? [] : asked;
      if (options.oneline && !options.brief) return [addressEntry(link, shown, options)];
      if (!isLinkAsked(filter, link)) return [{text: '', json: {}}];
      if (hides) return [addressEntry(link, shown, {...options, oneline: false})];
      return [addressEntry(link, shown, options)];
    });
  return printList(run, entries);
}
