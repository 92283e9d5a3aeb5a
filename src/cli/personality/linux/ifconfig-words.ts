/** The words of `ifconfig` of net-tools 2.10 behind the name of an interface. */
import {parseAddress, prefixLengthOf} from '../../../packet/address.ts';
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import type {ToolSession} from '../tool.ts';
import {atoi, inetAton, lookupFault, strtol} from './c-numbers.ts';
import {refused} from './failure.ts';
import {AS_IT_IS, HELP, REFUSED, SWITCHES} from './ifconfig-vocabulary.ts';
import {interfaceNamed} from '../interface-named.ts';
import {addFurther, deleteFurther} from './ifconfig-further.ts';
import {isMedium, isOfNobody, maskLength} from './ifconfig-values.ts';
import {inEther} from './in-ether.ts';
import {Stop} from '../stop.ts';
import {type Change, InterfaceSteps} from './interface-steps.ts';
import {LONGEST_NAME} from '../../../names.ts';

/** @returns the exit status */
export async function changeInterface(
  session: ToolSession,
  name: string,
  words: readonly string[],
  usage: string,
): Promise<number> {
  const [base = ''] = name.split(':');
  const label = name === base ? undefined : name;
  const steps = new InterfaceSteps(session, base, label, await interfaceNamed(session, base));
  const reader = new WordReader(session, steps, name, usage);
  try {
    await reader.read(words);
    await steps.flush();
  } catch (reason) {
    if (!(reason instanceof Stop)) throw reason;
    await steps.flush();
    return refused(session, 'EUSAGE', reason.text, reason.status);
  }
  if (session.json && steps.status === 0) session.out(`${JSON.stringify(steps.outcome ?? null)}\n`);
  return steps.status;
}

class WordReader {
  readonly #session: ToolSession;
  readonly #steps: InterfaceSteps;
  readonly #name: string;
  readonly #usage: string;
  #words: string[] = [];
  #ipv6 = false;
  /** The mask behind an address is set when all words are read; a mask that was set before can not be set so. */
  #lastMask: number | undefined;
  #masked = false;

  constructor(session: ToolSession, steps: InterfaceSteps, name: string, usage: string) {
    this.#session = session;
    this.#steps = steps;
    this.#name = name;
    this.#usage = usage;
  }

  async read(words: readonly string[]): Promise<void> {
    this.#words = [...words];
    if (words[0] === 'inet' || words[0] === 'inet6') this.#ipv6 = this.#words.shift() === 'inet6';
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) await this.#read(word);
    if (this.#lastMask !== undefined) this.#amend('SIOCSIFNETMASK', {prefixlen: this.#lastMask});
  }

  async #read(word: string): Promise<void> {
    const change = Object.hasOwn(SWITCHES, word) ? SWITCHES[word] : undefined;
    if (change) await this.#switch(change);
    else if (AS_IT_IS.has(word)) return;
    else if (Object.hasOwn(REFUSED, word)) {
      this.#value();
      this.#steps.fail('EOPNOTSUPP', REFUSED[word]!, 1);
    } else await this.#setting(word);
  }

  async #setting(word: string): Promise<void> {
    switch (word) {
      case 'mtu':
        this.#steps.take({change: {mtu: Math.max(0, atoi(this.#value()))}, call: 'SIOCSIFMTU', status: 1});
        break;
      case 'netmask':
        this.#netmask(this.#value());
        break;
      case 'broadcast':
        this.#broadcast();
        break;
      case 'dstaddr':
        this.#peer(this.#value());
        break;
      case 'pointopoint':
        if (this.#words[0] !== undefined && inetAton(this.#words[0]) !== undefined) this.#peer(this.#value());
        break;
      case '-pointopoint':
        if (this.#steps.isPointToPoint)
          this.#session.err(`Warning: Interface ${this.#name} still in POINTOPOINT mode.\n`);
        break;
      case 'hw':
        this.#hardware(this.#value(), this.#value());
        break;
      case 'txqueuelen':
        this.#queueLength(strtol(this.#value()));
        break;
      case 'media':
        this.#media(this.#value());
        break;
      case 'name':
        await this.#steps.rename(this.#value().slice(0, LONGEST_NAME));
        break;
      case 'add':
        await addFurther(this.#steps, this.#value(), this.#ipv6 ? 'inet6' : 'inet', this.#usage);
        break;
      case 'del':
        await deleteFurther(this.#steps, this.#value());
        break;
      default:
        await this.#address(word);
    }
  }

  /** Flags are read before they are written: that is what fails where there is no interface. */
  async #switch(change: Change): Promise<void> {
    const {state, label} = this.#steps;
    if (!state) {
      await this.#steps.flush();
      this.#steps.fail('ENODEV', `${this.#name}: ERROR while getting interface flags`, 255);
      return;
    }
    if (label !== undefined) await this.#steps.flush();
    // An alias is its address: without one there is none, and down it has none.
    if (label !== undefined && !this.#steps.draft) this.#steps.fail('EADDRNOTAVAIL', 'SIOCSIFFLAGS', 255);
    else {
      const stays = change.up ?? state.flags.includes('UP');
      const own = label === undefined ? change : stays ? {} : {remove_first: true};
      this.#steps.take({change: own, call: 'SIOCSIFFLAGS', status: 255});
    }
  }

  /** An address, perhaps with a prefix length: the first of the interface from now on, which comes up with it. */
  async #address(word: string): Promise<void> {
    const [host = '', length] = word.split('/');
    if (this.#ipv6) {
      if (length !== undefined) throw new Stop(`getaddrinfo: ${word}: -2\n${word}: Unknown host\n${HELP}`, 1);
      throw new Stop(
        parseIpv6(host) !== undefined ? "Don't know how to set addresses for family 10.\n" : lookupFault(word) + HELP,
        1,
      );
    }
    const local = inetAton(host);
    if (local === undefined) throw new Stop(lookupFault(word) + HELP, 1);
    if (length !== undefined) {
      if (this.#masked) throw new Stop(this.#usage, 3);
      this.#lastMask = maskLength(length, this.#usage);
    }
    await this.#steps.flush();
    if (local === '0.0.0.0') {
      this.#steps.draft = undefined;
      this.#steps.take({change: {remove_first: true}, call: 'SIOCSIFADDR', status: 1});
      if (this.#steps.label !== undefined) return;
    } else {
      this.#steps.replace(local);
      this.#takeDraft('SIOCSIFADDR');
    }
    await this.#switch({up: true});
  }

  #netmask(word: string): void {
    this.#masked = true;
    const mask = inetAton(word);
    const prefixlen = mask === undefined ? undefined : prefixLengthOf(parseAddress(mask)!);
    if (mask === undefined) this.#unknown(word);
    else if (prefixlen === undefined) this.#steps.fail('EINVAL', 'SIOCSIFNETMASK', 1);
    else this.#amend('SIOCSIFNETMASK', {prefixlen});
  }

  /** Without an address the flag alone is meant, which an interface has or has not. */
  #broadcast(): void {
    const broadcast = this.#words[0] === undefined ? undefined : inetAton(this.#words[0]);
    if (broadcast === undefined) return;
    this.#words.shift();
    if (!this.#steps.isPointToPoint) this.#amend('SIOCSIFBRDADDR', {broadcast});
  }

  #peer(word: string): void {
    const peer = inetAton(word);
    if (peer === undefined) this.#unknown(word);
    else this.#amend('SIOCSIFDSTADDR', {peer});
  }

  #amend(call: string, change: {prefixlen?: number; broadcast?: string; peer?: string}): void {
    const {draft, state} = this.#steps;
    if (draft) {
      this.#steps.draft = {...draft, ...change};
      this.#takeDraft(call);
    } else this.#steps.fail(state ? 'EADDRNOTAVAIL' : 'ENODEV', call, 1);
  }

  #takeDraft(call: string): void {
    if (this.#steps.draft) this.#steps.take({change: {set: {...this.#steps.draft}}, call, status: 1});
  }

  #hardware(type: string, word: string): void {
    if (type !== 'ether') throw new Stop(this.#usage, 3);
    const address = inEther(word);
    if (address === undefined) throw new Stop(`${word}: invalid ether address.\n`, 1);
    const ofNobody = isOfNobody(address);
    if (ofNobody && this.#steps.state?.link_type === 'ether') this.#steps.fail('EADDRNOTAVAIL', 'SIOCSIFHWADDR', 1);
    else this.#steps.take({change: {address}, call: 'SIOCSIFHWADDR', status: 1});
  }

  #queueLength(packets: number): void {
    if (packets < 0) this.#steps.fail('EINVAL', 'SIOCSIFTXQLEN', 1);
    else this.#steps.take({change: {txqlen: packets}, call: 'SIOCSIFTXQLEN', status: 1});
  }

  /** The flag that a medium chooses itself is kept; `auto` is then read once more, as an address. */
  #media(word: string): void {
    if (word.toLowerCase() === 'auto') {
      this.#words.unshift(word);
      if (this.#steps.state) this.#steps.take({change: {automedia: true}, call: 'SIOCSIFFLAGS', status: 255});
      else this.#steps.fail('ENODEV', `${this.#name}: ERROR while getting interface flags`, 255);
    } else if (isMedium(word)) this.#steps.fail('EOPNOTSUPP', 'port: SIOCSIFMAP', 1);
    else this.#steps.say('Unknown media type.\n', 1);
  }

  #unknown(word: string): void {
    this.#steps.say(lookupFault(word), 1);
  }

  #value(): string {
    const value = this.#words.shift();
    if (value === undefined) throw new Stop(this.#usage, 3);
    return value;
  }
}
