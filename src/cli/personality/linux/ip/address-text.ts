/** Addresses as `ip address` prints them. */
import {type Answer, type IpJson} from './answer.ts';
import {Answer as Entry} from './answer.ts';
import {type LinkAddress} from './address-view.ts';
import {briefStart, lineEnd, linkAnswer, sayCounters} from './link-text.ts';
import type {Link} from './links.ts';
import type {IpOptions} from './options.ts';
import {SCOPE, scopeText} from './scopes.ts';

/** What the kernel has for "without end". */
const FOREVER = 4_294_967_295;

export interface AddressOptions extends IpOptions {
  /** Links were listed as IPv6 lists them: without what only the link itself has. */
  readonly bare?: boolean;
}

export type AddressEntry = Pick<Answer, 'text' | 'json'>;

/**
 * One interface with its addresses.
 *
 * @param asked those that are to be shown: of the others the original leaves an empty object in its JSON
 * @param head `none`: the addresses alone
 */
export function addressEntry(
  link: Link,
  addresses: readonly LinkAddress[],
  asked: ReadonlySet<LinkAddress>,
  options: AddressOptions,
  head: 'link' | 'none',
): AddressEntry {
  const first = head === 'none' ? new Entry() : options.brief ? briefStart(link) : linkAnswer(link, options, 'address');
  const rows = addresses.map((each) => (asked.has(each) ? addressAnswer(link, each, options) : new Entry()));
  const foot = new Entry();
  if (!options.brief && head === 'link' && options.statistics > 0) {
    sayCounters(foot, link, options);
    foot.say(lineEnd(options));
  }
  const text = [first, ...rows, foot].map((part) => part.text).join('') + (options.brief ? '\n' : '');
  return {text, json: {...first.json, addr_info: rows.map(({json}): IpJson => json), ...foot.json}};
}

/** @param named the interface is told with the address */
export function addressAnswer(link: Link, address: LinkAddress, options: IpOptions, named = options.oneline): Answer {
  const answer = new Entry();
  const {family, local, address: peer, prefixlen, broadcast} = address;
  if (!options.brief) {
    if (named) {
      answer.keep('index', link.state.ifindex);
      answer.keep('dev', link.name);
      answer.say(`${link.state.ifindex}: ${link.name}`);
    }
    answer.both('family', family, `    ${family} `);
  }
  const {nameOf} = options;
  answer.word('local', nameOf(local), '');
  if (peer !== undefined && peer !== local) answer.both('address', nameOf(peer), ` peer ${nameOf(peer)}`);
  answer.both('prefixlen', prefixlen, `/${prefixlen} `);
  if (options.brief) return answer;
  if (broadcast !== undefined) answer.both('broadcast', nameOf(broadcast), `brd ${nameOf(broadcast)} `);
  const scope = scopeText(SCOPE[address.scope], options.numeric);
  answer.both('scope', scope, `scope ${scope} `);
  sayFlags(answer, address);
  if (family === 'inet') answer.word('label', address.label ?? link.name, '');
  sayLifetimes(answer, address, options);
  answer.say('\n');
  return answer;
}

function sayFlags(answer: Answer, address: LinkAddress): void {
  if (address.secondary) answer.flag('secondary');
  if (address.optimistic) answer.flag('optimistic');
  if (address.dadfailed) answer.flag('dadfailed');
  if (address.deprecated) answer.flag('deprecated');
  if (address.tentative) answer.flag('tentative');
  if (address.dynamic) answer.flag('dynamic');
}

function sayLifetimes(answer: Answer, address: LinkAddress, options: IpOptions): void {
  const text = (seconds: number | undefined): string => (seconds === undefined ? 'forever' : `${seconds}sec`);
  const {valid_life_time: valid, preferred_life_time: preferred} = address;
  answer.both('valid_life_time', valid ?? FOREVER, `${lineEnd(options)}       valid_lft ${text(valid)}`);
  answer.both('preferred_life_time', preferred ?? FOREVER, ` preferred_lft ${text(preferred)}`);
}
