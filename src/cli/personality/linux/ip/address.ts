/** `ip address`. */
import {ADDRESS_USAGE} from './address-usage.ts';
import {addressEntry, type AddressEntry, type AddressOptions} from './address-text.ts';
import {type AddressFilter, isAsked, isLinkAsked, readFilter} from './address-filter.ts';
import {addressesOf} from './address-view.ts';
import {changeAddress} from './address-change.ts';
import {flushAddresses} from './address-flush.ts';
import {type Link, linksOf} from './links.ts';
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
  if (filter.family === 'link') return showLinks(run, links, filter, 'address');
  const view: AddressOptions = {
    ...options,
    ...(filter.family && {family: filter.family}),
    bare: options.family === 'inet6' && filter.link === undefined,
  };
  const entries = links
    .filter((link) => filter.link === undefined || filter.link === link)
    .flatMap((link) => addressEntries(filter, link, view));
  return printList(run, entries);
}

/** What is to be told of one interface; nothing of one without any address that was asked for. */
function addressEntries(filter: AddressFilter, link: Link, options: AddressOptions): AddressEntry[] {
  const all = addressesOf(link);
  const asked = all.filter((each) => isAsked(filter, link, each));
  if (asked.length === 0 && (all.length > 0 || filter.family !== undefined)) return [];
  const alone = options.oneline && !options.brief;
  if (!alone && !isLinkAsked(filter, link)) return [{text: '', json: {}}];
  const ofFamily = all.filter(({family}) => filter.family === undefined || filter.family === family);
  const shown = filter.up && !link.state.flags.includes('UP') ? [] : ofFamily;
  const head = alone || filter.label !== undefined ? 'none' : 'link';
  return [addressEntry(link, shown, new Set(asked), options, head)];
}
