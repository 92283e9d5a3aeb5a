/** What the words of one `ifconfig` of FreeBSD 14 say about an address: it is set, added or taken away when all are read. */
import type {AddressSpec, InterfaceChange, InterfaceState} from '../../../api/schema/interface.ts';
import {classfulPrefixLength, parseAddress} from '../../../packet/address.ts';
import {formatMac, parseMac} from '../../../packet/ethernet.ts';
import {formatIpv6, isLinkLocal6, networkOf6, parseIpv6} from '../../../packet/ipv6-address.ts';
import {atoi, inetAton, onesIn} from '../c-numbers.ts';
import type {ToolSession} from '../tool.ts';
import {complaint, systemCode, systemFailure} from './failure.ts';
import type {AddressFamily} from './interface-text.ts';
import type {KnownNames} from './known-names.ts';

/** The call that failed, as FreeBSD names it whatever it was. */
const SET = 'ioctl (SIOCAIFADDR)';
const TAKE = 'ioctl (SIOCDIFADDR)';

type Alias = 'none' | 'add' | 'remove';

export class AddressRequest {
  readonly #session: ToolSession;
  readonly #ifname: string;
  readonly #family: AddressFamily;
  #alias: Alias = 'none';
  #local: string | undefined;
  /** What is to be taken away, where that is said before the address. */
  #removed: string | undefined;
  #prefixlen: number | undefined;
  #peer: string | undefined;
  #broadcast: string | undefined;
  #takes = false;
  #sets = true;
  #masked = false;

  constructor(session: ToolSession, ifname: string, family: AddressFamily) {
    this.#session = session;
    this.#ifname = ifname;
    this.#family = family;
  }

  /** @param value the word behind it */
  async take(word: string, value: () => string, names: KnownNames): Promise<void> {
    switch (word) {
      case 'add':
      case 'alias':
        this.#note('add');
        break;
      case '-alias':
      case 'delete':
      case 'remove':
        this.#note('remove');
        break;
      case 'netmask':
        this.#netmask(value(), names);
        break;
      case 'broadcast':
        this.#noMask();
        this.#broadcast = this.#read(value(), names);
        break;
      case 'prefixlen':
        this.#prefixLength(value());
        break;
      case 'eui64':
        await this.#identifier();
        break;
      default:
        this.#address(word, names);
    }
  }

  #note(alias: Alias): void {
    if (alias === 'remove' && this.#local !== undefined && this.#alias === 'none') this.#removed = this.#local;
    this.#alias = alias;
    this.#takes = alias === 'remove';
    if (alias === 'remove') this.#sets = false;
  }

  #address(word: string, names: KnownNames): void {
    if (this.#local !== undefined || this.#removed !== undefined) {
      this.#noMask();
      this.#peer = this.#read(word, names);
      return;
    }
    if (this.#family === 'link') {
      this.#local = readStation(word);
      return;
    }
    const slash = word.lastIndexOf('/');
    const address = this.#read(slash < 0 ? word : word.slice(0, slash), names);
    if (slash >= 0) this.#length(word, word.slice(slash + 1));
    if (this.#alias === 'remove') this.#removed = address;
    else {
      this.#local = address;
      if (this.#alias === 'none') this.#takes = true;
    }
  }

  /** The length behind the slash of an address. */
  #length(word: string, length: string): void {
    if (this.#family === 'inet6') {
      this.#prefixLength(length);
      return;
    }
    const wrong = /^\d+$/.test(length) ? (Number(length) > 32 ? 'too large' : undefined) : 'invalid';
    if (wrong !== undefined) throw complaint('ifconfig', `${word}: bad value (width ${wrong})`);
    this.#prefixlen = Number(length);
  }

  /** `prefixlen N`, which means something for IPv6 only. */
  #prefixLength(text: string): void {
    const length = atoi(text);
    if (length < 0 || length > 128) throw complaint('ifconfig', `${text}: bad value`);
    if (this.#family === 'inet6') this.#prefixlen = length;
  }

  #netmask(word: string, names: KnownNames): void {
    this.#noMask();
    if (this.#family === 'inet6') throw complaint('ifconfig', `${word}: bad value`);
    const mask = parseAddress(this.#read(word, names)) ?? 0;
    // FreeBSD counts the ones, wherever they are.
    this.#prefixlen = onesIn(mask);
    this.#masked = true;
  }

  /** Octets of a link-level address have no mask. */
  #noMask(): void {
    if (this.#family === 'link') throw complaint('ifconfig', "can't set link-level netmask or broadcast");
  }

  #read(word: string, names: KnownNames): string {
    const [host = '', zone] = word.split('%');
    const text = this.#family === 'inet6' && zone !== undefined ? host : word;
    const numeric = this.#family === 'inet' ? inetAton(text) : undefined;
    const address = numeric ?? names.addressOf(text, this.#family === 'inet6' ? 'inet6' : 'inet');
    if (address === undefined) throw complaint('ifconfig', `${word}: bad value`);
    return address;
  }

  /** The lower half of the interface's own link-local address behind the upper half that was typed. */
  async #identifier(): Promise<void> {
    if (this.#family !== 'inet6') throw complaint('ifconfig', 'eui64 not allowed for the AF');
    const address = parseIpv6(this.#local ?? '::') ?? 0n;
    if (networkOf6(address, 64) !== address) throw complaint('ifconfig', 'interface index is already filled');
    const {addr_info: all} = await this.#state();
    const own = all.flatMap(({local}) => parseIpv6(local) ?? []).find(isLinkLocal6);
    if (own === undefined) throw complaint('ifconfig', 'could not determine link local address');
    this.#local = formatIpv6(address | (own & ((1n << 64n) - 1n)));
  }

  async #state(): Promise<InterfaceState> {
    const {lab, host} = this.#session;
    return lab.showInterface({host, ifname: this.#ifname});
  }

  async apply(): Promise<void> {
    if (this.#family === 'link') {
      if (this.#alias === 'remove') throw systemFailure('ifconfig', TAKE, 'EINVAL');
      if (this.#local !== undefined) await this.#change(SET, {address: this.#local});
    } else if (this.#sets) {
      if (this.#local !== undefined || this.#masked) await this.#set();
    } else if (this.#takes) await this.#remove();
  }

  async #remove(): Promise<void> {
    if (this.#removed !== undefined) await this.#change(TAKE, {remove: [this.#removed]});
    else if (this.#family === 'inet') await this.#change(TAKE, {remove_first: true});
    else throw systemFailure('ifconfig', TAKE, 'EADDRNOTAVAIL');
  }

  async #set(): Promise<void> {
    const local = this.#local;
    if (local === undefined) throw systemFailure('ifconfig', SET, 'EINVAL');
    const state = await this.#state();
    if (this.#family === 'inet6') {
      const spec = {local, prefixlen: this.#prefixlen ?? (this.#peer === undefined ? 64 : 128), ...this.#ends()};
      await this.#change(SET, {inet6: {set: [spec]}, up: true});
      return;
    }
    const spec = this.#ipv4(local, state);
    const first = state.addr_info.find(({family}) => family === 'inet');
    const replaces = this.#takes;
    const others = state.addr_info.filter((each) => !(replaces && each === first));
    // The same again is that address with what is said of it now.
    if (others.some((each) => each.local === local)) await this.#change(SET, {remove: [local]});
    const removes = replaces && first !== undefined && {remove_first: true};
    await this.#change(SET, {...removes, add: [spec], up: true});
  }

  #ipv4(local: string, state: InterfaceState): AddressSpec {
    const isTun = state.link_type === 'none';
    const hasEnd = isTun && this.#peer !== undefined;
    if (this.#prefixlen === undefined && !hasEnd && state.link_type !== 'loopback') {
      const text = 'setting interface address without mask is deprecated,\ndefault mask may not be correct.';
      this.#session.err(`ifconfig: WARNING: ${text}\n`);
    }
    return {local, prefixlen: this.#prefixlen ?? classfulPrefixLength(parseAddress(local) ?? 0), ...this.#ends(isTun)};
  }

  /** The second address is the other end of what has one; else FreeBSD does not look at it. */
  #ends(hasPeer = true): {peer?: string; broadcast?: string} {
    if (hasPeer && this.#peer !== undefined) return {peer: this.#peer};
    return this.#broadcast === undefined || this.#family !== 'inet' ? {} : {broadcast: this.#broadcast};
  }

  async #change(about: string, change: InterfaceChange): Promise<void> {
    const {lab, host} = this.#session;
    try {
      await lab.configureInterface({host, ifname: this.#ifname, ...change});
    } catch (reason) {
      const code = systemCode(reason);
      // A device that has no hardware address: what its driver says to a call that it does not know.
      const told = 'address' in change && code === 'EOPNOTSUPP' ? 'EINVAL' : code;
      throw systemFailure('ifconfig', about, told);
    }
  }
}

/** `2:0:0:0:0:7`, with colons or without dots as FreeBSD's `link_addr` reads it. */
function readStation(word: string): string {
  const octets = word.split(/[:.-]/).map((octet) => octet.padStart(2, '0'));
  const mac = octets.length === 6 ? parseMac(octets.join(':')) : undefined;
  if (mac === undefined) throw complaint('ifconfig', 'malformed link-level address');
  return formatMac(mac);
}
