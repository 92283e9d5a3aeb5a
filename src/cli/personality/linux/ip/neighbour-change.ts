/** `ip neighbour add`, `change`, `replace` and `delete`. */
import {NetworkError} from '../../../../errors.ts';
import {parseMac} from '../../../../packet/ethernet.ts';
import {type Link, linkFound, linksOf} from './links.ts';
import {readNeighbourState} from './neighbour-filter.ts';
import {neighbourEntries} from './neighbour-text.ts';
import {NEIGHBOUR_USAGE} from './neighbour-usage.ts';
import {readProtocol} from './route-numbers.ts';
import {type IpRun, kernelRefusal} from './run.ts';
import {answered, explained, garbage, givenTwice, IP_STATUS, IpStop, wrongValue, wrongWords} from './stop.ts';
import {type Family, readAddress} from './values.ts';
import {abbreviates, type IpWords} from './words.ts';

export type NeighbourAction = 'add' | 'change' | 'replace';

interface Wanted {
  readonly family: Family;
  readonly address: string;
  readonly dev?: string;
  readonly lladdr?: string;
  readonly state: string;
  readonly proxy: boolean;
  readonly unsupported: boolean;
}

/** @returns the exit status */
export async function changeNeighbour(run: IpRun, action: NeighbourAction, words: IpWords): Promise<number> {
  const {session} = run;
  const wanted = readWords(run, words);
  const link = await linkOf(run, wanted);
  const {address: dst, family, lladdr, state, proxy, unsupported} = wanted;
  const station = stationOf(lladdr);
  const known = (await neighbourEntries(session, family)).some(
    (entry) => entry.state.dst === dst && entry.dev === link.name && entry.proxy === proxy,
  );
  if (known && action === 'add' && !proxy) throw answered('File exists', 'EEXIST');
  if (!known && action === 'change' && !proxy) throw answered('No such file or directory', 'ENOENT');
  if (unsupported || !(proxy || state === 'permanent' || state === 'reachable')) {
    throw answered('Operation not supported', 'EOPNOTSUPP');
  }
  if (station === undefined && !proxy) throw explained('No link layer address given.', 'EINVAL');
  if (link.state.link_type !== 'ether') throw answered('Operation not supported', 'EOPNOTSUPP');
  const {lab, host} = session;
  try {
    await lab.setNeighbour({
      host,
      dst,
      dev: link.state.ifname,
      // Who answers for somebody else does so with its own address.
      lladdr: proxy ? link.state.address! : station!,
      ...(proxy && {proxy}),
      ...(state === 'reachable' && {temporary: true}),
    });
  } catch (reason) {
    throw kernelRefusal(reason);
  }
  return 0;
}

/** @returns the exit status */
export async function deleteNeighbour(run: IpRun, words: IpWords): Promise<number> {
  const wanted = readWords(run, words);
  const link = await linkOf(run, wanted);
  const {lab, host} = run.session;
  const {address: dst, family, proxy} = wanted;
  stationOf(wanted.lladdr);
  const known = (await neighbourEntries(run.session, family)).some(
    (entry) => entry.state.dst === dst && entry.dev === link.name && entry.proxy === proxy,
  );
  if (!known) throw answered('No such file or directory', 'ENOENT');
  try {
    await lab.deleteNeighbour({host, dst, dev: link.state.ifname});
  } catch (reason) {
    if (reason instanceof NetworkError && reason.code === 'ENOENT') {
      throw answered('No such file or directory', 'ENOENT');
    }
    throw kernelRefusal(reason);
  }
  return 0;
}

function readWords(run: IpRun, words: IpWords): Wanted {
  const {family} = run.options;
  const draft: {-readonly [Key in keyof Wanted]?: Wanted[Key]} = {};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (abbreviates(word, 'lladdr')) {
      const value = words.value();
      if (draft.lladdr !== undefined) throw givenTwice('lladdr', value);
      draft.lladdr = value;
    } else if (word === 'nud') {
      const value = words.value();
      const state = readNeighbourState(value);
      if (state === undefined) throw wrongValue('nud state is bad', value);
      draft.state = state;
    } else if (word === 'dev') draft.dev = words.value();
    else if (word === 'router' || word === 'use' || word === 'managed' || abbreviates(word, 'extern_learn')) {
      draft.unsupported = true;
    } else if (!abbreviates(word, 'proxy') && abbreviates(word, 'protocol')) {
      const value = words.value();
      if (readProtocol(value) === undefined) throw wrongValue('"protocol" value is invalid\n', value);
      draft.unsupported = true;
    } else {
      const isProxy = abbreviates(word, 'proxy');
      const value = isProxy || word === 'to' ? words.value() : word;
      if (abbreviates(value, 'help')) {
        if (isProxy) throw new IpStop(NEIGHBOUR_USAGE, IP_STATUS.usage);
        words.value();
      }
      if (draft.address !== undefined) throw isProxy ? givenTwice('address', value) : garbage('to', value);
      const found = readAddress(value, family);
      draft.address = found.address;
      draft.family = found.family;
      draft.proxy = isProxy;
    }
  }
  const {address, family: found, dev, proxy = false, state = 'permanent', unsupported = false, lladdr} = draft;
  if (address === undefined || found === undefined || (dev === undefined && !proxy)) {
    throw wrongWords('Device and destination are required arguments.');
  }
  return {
    address,
    family: found,
    ...(dev !== undefined && {dev}),
    ...(lladdr !== undefined && lladdr !== 'null' && {lladdr}),
    proxy,
    state,
    unsupported,
  };
}

async function linkOf({session}: IpRun, {dev}: Wanted): Promise<Link> {
  // Only the kernel knows what to do without one.
  if (dev === undefined) throw answered('No such device', 'ENODEV');
  return linkFound(await linksOf(session), dev);
}

/** @throws {IpStop} */
function stationOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const octets = text.split(/[:.]/);
  const wrong = octets.find((octet) => !/^[\da-f]{1,2}$/i.test(octet));
  if (wrong !== undefined) throw new IpStop(`"${wrong}" is invalid lladdr.\n`, IP_STATUS.failed);
  const station = octets.map((octet) => octet.padStart(2, '0')).join(':');
  if (octets.length !== 6 || parseMac(station) === undefined) throw explained('Invalid link address.', 'EINVAL');
  return station;
}
