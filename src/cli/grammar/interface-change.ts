/** The words behind the interface of `ifconfig`, in any order; `netmask`, `broadcast` and `peer` belong to the address before them. */
import type {InterfaceChange} from '../../api/schema/interface.ts';
import type {Family} from '../../api/schema/scalars.ts';
import {AddressDraft, firstAddresses} from './address-draft.ts';
import {
  addressOn,
  familyNamed,
  familyOf,
  looksLikeAddress,
  readAddressToRemove,
  readPrefixed,
  readScopedAddress,
} from './address.ts';
import {type Inet6Flags, takeInet6Flag} from './inet6-flags.ts';
import {checkLinkFlag} from './link-flag.ts';
import {maskLength} from './mask.ts';
import {quoted, readMac, readNumber, twice, usage} from './values.ts';
import type {Words} from './words.ts';

/**
 * @param ifname canonical name of the interface
 * @throws {NetworkError} EUSAGE
 */
export function parseChange(ifname: string, words: Words): InterfaceChange {
  return new ChangeReader(ifname, words).read();
}

type Settings = Pick<InterfaceChange, 'up' | 'mtu' | 'metric' | 'promisc' | 'arp' | 'address' | 'remove_first'>;

class ChangeReader {
  readonly #ifname: string;
  readonly #words: Words;
  readonly #settings: Settings = {};
  readonly #inet6: Inet6Flags = {};
  /** Becomes `set` when an address is typed, otherwise, of IPv4, `amend`. */
  readonly #first: Record<Family, AddressDraft> = {inet: new AddressDraft('inet'), inet6: new AddressDraft('inet6')};
  readonly #added: {draft: AddressDraft; word: string}[] = [];
  readonly #removed: AddressDraft[] = [];
  /** The draft that `netmask`, `broadcast` and `peer` belong to. */
  #current: AddressDraft = this.#first.inet;
  /** Named last: the addresses behind it are of it. */
  #family: Family | undefined;

  constructor(ifname: string, words: Words) {
    this.#ifname = ifname;
    this.#words = words;
  }

  read(): InterfaceChange {
    for (let word = this.#words.next(); word !== undefined; word = this.#words.next()) this.#take(word);
    const change: InterfaceChange = {...this.#settings, ...firstAddresses(this.#first)};
    if (change.remove_first && !this.#first.inet.isEmpty) {
      throw usage('the first address is taken away: leave out what else is said about it');
    }
    if (this.#removed.length > 0) change.remove = this.#removed.map((draft) => draft.alone());
    // As on Haiku, naming an interface is enough to make it; but nobody makes one to take something away from it.
    else if (!change.remove_first && this.#inet6.enabled !== false) change.create = true;
    if (this.#added.length > 0) change.add = this.#added.map(({draft, word}) => draft.addedBy(word));
    if (Object.keys(this.#inet6).length > 0) change.inet6 = {...this.#inet6, ...change.inet6};
    return change;
  }

  #take(word: string): void {
    switch (word) {
      case 'up':
      case '-down':
        this.#flag('up', true, 'up and down');
        // Of IPv6 alone it is meant for IPv6 too: that begins only where somebody asks for it.
        if (this.#family === 'inet6') this.#inet6.enabled ??= true;
        break;
      case 'down':
      case '-up':
        this.#flag('up', false, 'up and down');
        break;
      case 'promisc':
      case '-promisc':
        this.#flag('promisc', word === 'promisc', 'promisc and -promisc');
        break;
      case 'arp':
      case '-arp':
        this.#flag('arp', word === 'arp', 'arp and -arp');
        break;
      case 'mtu':
      case 'metric':
        if (this.#settings[word] !== undefined) throw twice(`the ${word}`);
        this.#settings[word] = readNumber(this.#words.operand(word, 'a number'), word);
        break;
      case 'hw':
        this.#hardwareClass(this.#words.operand(word, '"ether" and a hardware address'));
        break;
      case 'ether':
      case 'lladdr':
      case 'link':
        this.#station(word);
        break;
      case 'netmask':
      case 'nm':
        this.#current.setMask(this.#words.operand(word, 'a mask'));
        break;
      case 'prefixlen':
      case 'plen':
      case 'prefix-length':
        this.#current.readPrefixLength(this.#words.operand(word, 'a prefix length'));
        break;
      case 'broadcast':
      case 'bc':
        this.#current.setBroadcast(this.#addressBehind(word, 'an address'));
        break;
      case 'pointopoint':
      case 'dstaddr':
      case 'peer':
      case 'destination':
        this.#current.setPeer(this.#addressBehind(word, 'the address of the other end'));
        break;
      case 'add':
      case 'addif':
      case 'alias':
        this.#added.push({draft: this.#nextOrTyped(word, (next) => this.#address(next)), word});
        break;
      case 'del':
      case '-alias':
      case 'delete':
      case 'remove':
        this.#remove(word);
        break;
      case 'create':
        break;
      case 'link0':
      case '-link0':
        checkLinkFlag(this.#ifname, word);
        break;
      case 'plumb':
        if (this.#family === 'inet6') this.#inet6.enabled = true;
        break;
      case 'unplumb':
        if (this.#family === 'inet6') this.#inet6.enabled = false;
        else throw destroys(word);
        break;
      case 'destroy':
        throw destroys(word);
      default:
        this.#other(word);
    }
  }

  #other(word: string): void {
    const family = familyNamed(word);
    if (family) this.#setFamily(family);
    else if (looksLikeAddress(word)) this.#set(word);
    else if (word === 'eui64') {
      throw usage(
        '"eui64" is not for ifconfig here: write the whole address, or let routers tell the prefix: accept_rtadv',
      );
    } else if (!takeInet6Flag(this.#inet6, word)) {
      throw usage(
        `${quoted(word)} is neither an address nor a word of ifconfig, such as up, down, mtu, netmask or peer`,
      );
    }
  }

  #setFamily(family: Family): void {
    this.#family = family;
    if (this.#current.family !== family) this.#current = this.#first[family];
  }

  #flag(name: 'up' | 'promisc' | 'arp', value: boolean, both: string): void {
    if (this.#settings[name] === !value) throw usage(`${both} contradict each other: give one of them`);
    this.#settings[name] = value;
  }

  #hardwareClass(word: string): void {
    if (word !== 'ether') throw usage(`${quoted(word)} is not a kind of hardware here: write hw ether MAC`);
    this.#station(word);
  }

  #station(word: string): void {
    if (this.#settings.address !== undefined) throw twice('the hardware address');
    this.#settings.address = readMac(this.#words.operand(word, 'a hardware address'));
  }

  #set(word: string): void {
    this.#current.refuseNumber(word);
    const draft = this.#first[this.#family ?? familyOf(word)];
    if (draft.local !== undefined) {
      throw usage(`${quoted(word)} is one address too many: write a further one with add, the other end with peer`);
    }
    // The first address goes, whichever it is: on Linux by setting it to 0.0.0.0, on the BSDs by `delete` alone.
    if (word === '0.0.0.0' && draft.family === 'inet') {
      this.#settings.remove_first = true;
      this.#current = draft;
    } else this.#address(word, draft);
  }

  #address(word: string, draft = new AddressDraft(this.#family ?? familyOf(word))): AddressDraft {
    const {length, ...scoped} = readPrefixed(word, this.#family);
    const address = addressOn(this.#ifname, scoped);
    if (address === '0.0.0.0') throw usage('0.0.0.0 can not be set; to take an address away, write: delete ADDRESS');
    draft.setLocal(address);
    this.#current = draft;
    if (length !== undefined) draft.setPrefixLength(length);
    const second = this.#words.nextAddress(draft.family);
    if (second !== undefined) this.#second(second);
    return draft;
  }

  /** The address right behind an address: Haiku writes the mask there, a BSD the other end. */
  #second(word: string): void {
    const {family} = this.#current;
    if (word.startsWith('0x') || maskLength(word, family) !== undefined) this.#current.setMask(word);
    else this.#current.setPeer(addressOn(this.#ifname, readScopedAddress(word, family)));
  }

  #addressToRemove(word: string): AddressDraft {
    const draft = new AddressDraft(this.#family ?? familyOf(word));
    draft.setLocal(addressOn(this.#ifname, readAddressToRemove(word, draft.family)));
    return draft;
  }

  #addressBehind(word: string, what: string): string {
    return addressOn(this.#ifname, readScopedAddress(this.#words.operand(word, what), this.#current.family));
  }

  /** The address behind `word`; FreeBSD also writes the word behind its address: `inet 10.0.0.2/32 alias`. */
  #nextOrTyped(word: string, read: (next: string) => AddressDraft): AddressDraft {
    const {word: next, family} = this.#words.nextAddressOf(this.#family);
    if (family) this.#setFamily(family);
    if (next !== undefined) return read(next);
    const taken = this.#current;
    if (taken.local === undefined || !this.#isFirst(taken)) throw usage(`${quoted(word)} needs an address behind it`);
    this.#first[taken.family] = new AddressDraft(taken.family);
    return taken;
  }

  #remove(word: string): void {
    const {local, family} = this.#current;
    const alone = local === undefined && family === 'inet' && this.#isFirst(this.#current) && word !== 'del';
    if (alone && !this.#words.isAddressNext()) this.#settings.remove_first = true;
    else this.#removed.push(this.#nextOrTyped(word, (next) => this.#addressToRemove(next)));
  }

  #isFirst(draft: AddressDraft): boolean {
    return draft === this.#first[draft.family];
  }
}

function destroys(word: string): Error {
  return usage(`${quoted(word)} destroys the whole interface, so nothing can be changed with it: leave out the rest`);
}
