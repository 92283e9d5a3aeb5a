/** `ip neighbour`. */
import {NetworkError} from '../../../../errors.ts';
import {changeNeighbour, deleteNeighbour} from './neighbour-change.ts';
import {isNeighbourAsked, readNeighbourFilter} from './neighbour-filter.ts';
import {neighbourAnswer, type NeighbourEntry, neighbourEntries} from './neighbour-text.ts';
import {NEIGHBOUR_USAGE} from './neighbour-usage.ts';
import {flushReport} from './address-flush.ts';
import {linkFound, linksOf} from './links.ts';
import {type IpRun, kernelRefusal, printList, remark} from './run.ts';
import {explained, garbage, givenTwice, IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {type Family, readAddress} from './values.ts';
import {abbreviates, type IpWords} from './words.ts';

export async function neighbour(run: IpRun, words: IpWords): Promise<number> {
  const typed = words.next();
  const is = (word: string): boolean => typed !== undefined && abbreviates(typed, word);
  if (typed === undefined) return showNeighbours(run, words);
  if (is('add')) return changeNeighbour(run, 'add', words);
  if (is('change') || typed === 'chg') return changeNeighbour(run, 'change', words);
  if (is('replace')) return changeNeighbour(run, 'replace', words);
  if (is('delete')) return deleteNeighbour(run, words);
  if (is('get')) return getNeighbour(run, words);
  if (is('show') || is('lst') || is('list')) return showNeighbours(run, words);
  if (is('flush')) return flushNeighbours(run, words);
  if (is('help')) throw new IpStop(NEIGHBOUR_USAGE, IP_STATUS.usage);
  throw wrongWords(`Command "${typed}" is unknown, try "ip neigh help".`);
}

async function showNeighbours(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  const links = await linksOf(session);
  const filter = readNeighbourFilter(words, links, options.family, false);
  const found = (await neighbourEntries(session, filter.family)).filter((entry) => isNeighbourAsked(filter, entry));
  return printList(
    run,
    found.map((entry) => neighbourAnswer(entry, options, filter.dev !== undefined)),
  );
}

async function getNeighbour(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  let dev: string | undefined;
  let found: {family: Family; address: string} | undefined;
  let proxy = false;
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'dev') {
      dev = words.value();
      continue;
    }
    const isProxy = abbreviates(word, 'proxy');
    const value = isProxy || word === 'to' ? words.value() : word;
    if (abbreviates(value, 'help')) throw new IpStop(NEIGHBOUR_USAGE, IP_STATUS.usage);
    if (found) throw isProxy ? givenTwice('address', value) : garbage('to', value);
    proxy ||= isProxy;
    found = readAddress(value, options.family);
  }
  if (!found || (dev === undefined && !proxy)) {
    throw new IpStop('Device and address are required arguments.\n', IP_STATUS.failed);
  }
  const {address, family} = found;
  const link = dev === undefined ? undefined : linkFound(await linksOf(session), dev);
  const entry = (await neighbourEntries(session, family)).find(
    (each) => each.state.dst === address && each.proxy === proxy && (!link || each.dev === link.name),
  );
  if (!entry) throw explained('Neighbour entry not found.', 'ENOENT');
  return printList(run, [neighbourAnswer(entry, options, false)]);
}

async function flushNeighbours(run: IpRun, words: IpWords): Promise<number> {
  const {session, options} = run;
  if (words.left === 0) throw new IpStop('Flush requires arguments.\n', IP_STATUS.failed);
  const links = await linksOf(session);
  const filter = readNeighbourFilter(words, links, options.family, true);
  const found = (await neighbourEntries(session, filter.family)).filter((entry) => isNeighbourAsked(filter, entry));
  if (options.statistics > 1) {
    const texts = found.map((entry) => neighbourAnswer(entry, options, filter.dev !== undefined).text);
    remark(session, texts.join(''));
  }
  for (const entry of found) await forget(run, entry);
  if (options.statistics > 0) remark(session, flushReport(found.length, 'entries'));
  return 0;
}

async function forget({session: {lab, host}}: IpRun, {state}: NeighbourEntry): Promise<void> {
  try {
    await lab.deleteNeighbour({host, dst: state.dst, dev: state.dev});
  } catch (reason) {
    // Forgotten meanwhile, by itself.
    if (reason instanceof NetworkError && reason.code === 'ENOENT') return;
    throw kernelRefusal(reason);
  }
}
