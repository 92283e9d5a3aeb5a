/** The words behind the interface of `ifconfig`, in any order; `netmask`, `broadcast` and `peer` belong to the address before them. */
import type {AddressSpec, InterfaceChange} from '../../api/schema/interface.ts';
import {
  isFamilyWord,
  looksLikeAddress,
  maskLength,
  quoted,
  readAddress,
  readMac,
  readMask,
  readNumber,
  readPrefixed,
  readPrefixLength,
  usage,
} from './values.ts';
import type {Words} from './words.ts';

/** @throws {NetworkError} EUSAGE, or EAFNOSUPPORT where IPv6 is asked for. */
export function parseChange(words: Words): InterfaceChange {
  return new ChangeReader(words).read();
}

type Draft = Partial<AddressSpec>;
type Settings = Pick<InterfaceChange, 'up' | 'mtu' | 'metric' | 'promisc' | 'arp' | 'address' | 'remove_first'>;

class ChangeReader {
  readonly #words: Words;
  readonly #settings: Settings = {};
  /** Becomes `set` when an address is typed, otherwise `amend`. */
  #first: Draft = {};
  readonly #added: Draft[] = [];
  readonly #removed: Draft[] = [];
  /** The draft that `netmask`, `broadcast` and `peer` belong to. */
  #current: Draft = this.#first;

  constructor(words: Words) {
    this.#words = words;
  }

  read(): InterfaceChange {
    for (let word = this.#words.next(); word !== undefined; word = this.#words.next()) this.#take(word);
    const first = finished(this.#first);
    const change: InterfaceChange = {...this.#settings};
    // As on Haiku, naming an interface is enough to make it; but nobody makes one to take an address away from it.
    if (change.remove_first && Object.keys(first).length > 0) {
      throw usage('the first address is taken away: leave out what else is said about it');
    }
    if (this.#removed.length === 0 && !change.remove_first) change.create = true;
    if (this.#removed.length > 0) change.remove = this.#removed.map(addressAlone);
    if (isSpec(first)) change.set = first;
    else if (Object.keys(first).length > 0) change.amend = first;
    if (this.#added.length > 0) change.add = this.#added.map(finished).filter(isSpec);
    return change;
  }

  #take(word: string): void {
    switch (word) {
      case 'up':
      case '-down':
        this.#flag('up', true, 'up and down');
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
        this.#mask(readMask(this.#words.operand(word, 'a mask')));
        break;
      case 'prefixlen':
      case 'plen':
      case 'prefix-length':
        this.#mask(readPrefixLength(this.#words.operand(word, 'a prefix length')));
        break;
      case 'broadcast':
      case 'bc':
        if (this.#current.broadcast !== undefined) throw twice('the broadcast address');
        this.#current.broadcast = readAddress(this.#words.operand(word, 'an address'));
        break;
      case 'pointopoint':
      case 'dstaddr':
      case 'peer':
      case 'destination':
        this.#peer(readAddress(this.#words.operand(word, 'the address of the other end')));
        break;
      case 'add':
      case 'alias':
        this.#add(word);
        break;
      case 'del':
      case '-alias':
      case 'delete':
      case 'remove':
        this.#remove(word);
        break;
      case 'create':
      case 'plumb':
        break;
      case 'destroy':
      case 'unplumb':
        throw usage(
          `${quoted(word)} destroys the whole interface, so nothing can be changed with it: leave out the rest`,
        );
      default:
        this.#other(word);
    }
  }

  #other(word: string): void {
    if (isFamilyWord(word)) return;
    if (looksLikeAddress(word)) {
      this.#set(word);
      return;
    }
    throw usage(`${quoted(word)} is neither an address nor a word of ifconfig, such as up, down, mtu, netmask or peer`);
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

  #mask(length: number): void {
    if (this.#current.prefixlen !== undefined) throw twice('the mask');
    this.#current.prefixlen = length;
  }

  #peer(address: string): void {
    if (this.#current.peer !== undefined) throw twice('the address of the other end');
    this.#current.peer = address;
  }

  #set(word: string): void {
    if (this.#first.local !== undefined) {
      throw usage(`${quoted(word)} is one address too many: write a further one with add, the other end with peer`);
    }
    this.#current = this.#first;
    // The first address goes, whichever it is: on Linux by setting it to 0.0.0.0, on the BSDs by `delete` alone.
    if (word === '0.0.0.0') this.#settings.remove_first = true;
    else this.#address(word);
  }

  #address(word: string): void {
    const {address, length} = readPrefixed(word);
    if (address === '0.0.0.0') throw usage('0.0.0.0 can not be set; to take an address away, write: delete ADDRESS');
    this.#current.local = address;
    if (length !== undefined) this.#mask(length);
    const second = this.#words.nextAddress();
    if (second !== undefined) this.#second(second);
  }

  /** The address right behind an address: Haiku writes the mask there, a BSD the other end. */
  #second(word: string): void {
    if (word.startsWith('0x') || maskLength(word) !== undefined) this.#mask(readMask(word));
    else this.#peer(readAddress(word));
  }

  #add(word: string): void {
    const next = this.#words.nextAddress();
    if (next !== undefined) {
      this.#current = {};
      this.#added.push(this.#current);
      this.#address(next);
      return;
    }
    // FreeBSD also writes the word behind its address: `inet 10.0.0.2/32 alias`.
    this.#added.push(this.#takeFirst(word));
  }

  #remove(word: string): void {
    const next = this.#words.nextAddress();
    if (next !== undefined) {
      this.#removed.push({local: readAddress(next)});
      return;
    }
    if (word !== 'del' && this.#first.local === undefined && this.#current === this.#first) {
      this.#settings.remove_first = true;
      return;
    }
    this.#removed.push(this.#takeFirst(word));
  }

  #takeFirst(word: string): Draft {
    const taken = this.#first;
    if (taken.local === undefined || this.#current !== taken) throw usage(`${quoted(word)} needs an address behind it`);
    this.#first = {};
    return taken;
  }
}

function isSpec(draft: Draft): draft is AddressSpec {
  return draft.local !== undefined;
}

function addressAlone({local = '', ...further}: Draft): string {
  if (Object.keys(further).length === 0) return local;
  throw usage(`an address is taken away by itself, without mask or other end: delete ${local}`);
}

/** macOS and Solaris write the own address once more where there is no other end, only a mask. */
function finished(draft: Draft): Draft {
  const {peer, ...rest} = draft;
  if (peer === undefined || peer !== rest.local) return draft;
  return {prefixlen: 32, ...rest};
}

function twice(what: string): Error {
  return usage(`${what} is given twice: give it once`);
}
