/**
 * The words of `ifconfig` of FreeBSD 14 behind the name of an interface. Each takes effect where it stands; only addresses
 * are changed at the end. A word that fails ends the command, and does not undo those before it.
 */
import type {InterfaceChange} from '../../../api/schema/interface.ts';
import {NetworkError} from '../../../errors.ts';
import {canonicalName, isBridgeName, LONGEST_NAME, modeOfName, personalName} from '../../../names.ts';
import {atoi} from '../c-numbers.ts';
import {interfaceNamed} from '../interface-named.ts';
import {refused} from '../refusal.ts';
import type {ToolSession} from '../tool.ts';
import {called, complaint, systemCode, systemFailure} from './failure.ts';
import {AddressRequest} from './ifconfig-address.ts';
import {AS_IT_IS, CAPABILITY_WORDS, FAMILIES, UNSUPPORTED} from './ifconfig-vocabulary.ts';
import {KnownNames} from './known-names.ts';
import type {AddressFamily} from './interface-text.ts';

/** @returns the exit status */
export async function changeInterface(
  session: ToolSession,
  ifname: string,
  family: AddressFamily,
  words: readonly string[],
): Promise<number> {
  const warning = await new WordReader(session, ifname, family, words).run();
  // Standard error has it already.
  if (warning !== undefined) return refused({...session, err: () => undefined}, 'EINVAL', warning, 1);
  // It may have been destroyed.
  if (session.json) session.out(`${JSON.stringify((await interfaceNamed(session, ifname)) ?? {})}\n`);
  return 0;
}

/** `create`, and what is to be done with the new interface; its name is printed where FreeBSD chooses it. */
export async function createInterface(session: ToolSession, name: string, words: readonly string[]): Promise<number> {
  if (name.length > LONGEST_NAME) throw complaint('ifconfig', `${name}: cloning name too long`, 1, 'EINVAL');
  const left = [...words];
  while (left[0] === 'create' || left[0] === 'plumb') left.shift();
  const made = await makeInterface(session, name);
  try {
    const family = left[0] === undefined ? undefined : FAMILIES.get(left[0]);
    if (family !== undefined) left.shift();
    if (left.length > 0 || session.json) return await changeInterface(session, made, family ?? 'inet', left);
    return 0;
  } finally {
    if (!session.json && !/\d$/.test(name)) session.out(`${personalName('bsd', made)}\n`);
  }
}

/** @returns the name of what was made */
async function makeInterface(session: ToolSession, name: string): Promise<string> {
  const {lab, host} = session;
  const about = `SIOCIFCREATE2 (${name})`;
  try {
    if (name === 'bridge') return await makeBridge(session);
    // What is no cloner's name can not be made.
    const canonical = /^[A-Za-z][A-Za-z\d/]*$/.test(name) ? canonicalName(name) : '';
    if (isBridgeName(canonical)) return (await lab.addBridge({host, ifname: canonical})).ifname;
    if (name !== 'tun' && name !== 'tap' && modeOfName(canonical) === undefined) {
      throw new NetworkError('EINVAL', `${name} can not be made`);
    }
    return (await lab.createDevice({host, ifname: name})).ifname;
  } catch (reason) {
    throw systemFailure('ifconfig', about, systemCode(reason));
  }
}

/** The bridge of the lowest number that is free. */
async function makeBridge({lab, host}: ToolSession): Promise<string> {
  const taken = new Set((await lab.listInterfaces({host})).map(({ifname}) => ifname));
  let unit = 0;
  while (taken.has(`br${unit}`)) unit++;
  return (await lab.addBridge({host, ifname: `br${unit}`})).ifname;
}

class WordReader {
  readonly #session: ToolSession;
  readonly #ifname: string;
  readonly #family: AddressFamily;
  readonly #words: string[];
  readonly #address: AddressRequest;
  /** The first. FreeBSD ends with 0 where a warning is all there was: here a failure does not. */
  #warning: string | undefined;

  constructor(session: ToolSession, ifname: string, family: AddressFamily, words: readonly string[]) {
    this.#session = session;
    this.#ifname = ifname;
    this.#family = family;
    this.#words = [...words];
    this.#address = new AddressRequest(session, ifname, family);
  }

  /** @returns the first warning */
  async run(): Promise<string | undefined> {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) await this.#take(word);
    await this.#address.apply();
    return this.#warning;
  }

  async #take(word: string): Promise<void> {
    if (AS_IT_IS.has(word)) return;
    if (CAPABILITY_WORDS.has(word)) {
      this.#capability(word);
      return;
    }
    const unsupported = UNSUPPORTED.get(word);
    if (unsupported) {
      this.#values(word, unsupported.values);
      throw systemFailure('ifconfig', unsupported.about ?? word, unsupported.code ?? 'EOPNOTSUPP');
    }
    switch (word) {
      case 'up':
      case 'down':
        return this.#configure(word, {up: word === 'up'});
      case 'arp':
      case '-arp':
        return this.#configure(word, {arp: word === 'arp'});
      case 'promisc':
      case '-promisc':
        return this.#configure(word, {promisc: word === 'promisc'});
      case 'mtu':
        return this.#configure('ioctl SIOCSIFMTU (set mtu)', {mtu: atoi(this.#value(word))});
      case 'metric':
        return this.#metric(atoi(this.#value(word)));
      case 'accept_rtadv':
      case '-accept_rtadv':
      case 'ifdisabled':
      case '-ifdisabled':
        return this.#discovery(word);
      case 'destroy':
      case 'unplumb':
        return this.#destroy();
      case 'addm':
      case 'deletem':
        return this.#member(word, this.#value(word));
      case 'fib': {
        this.#fib(this.#value(word));
        return;
      }
      case 'vnet':
      case '-vnet':
        throw complaint('ifconfig', `jail "${this.#value(word)}" not found`, 1, 'ENOENT');
      case '-group':
        return this.#leaveGroup(this.#value(word));
      case 'media':
        return this.#media(this.#value(word));
      default:
        return this.#address.take(word, () => this.#value(word), await this.#names());
    }
  }

  #known: KnownNames | undefined;

  async #names(): Promise<KnownNames> {
    this.#known ??= await KnownNames.of(this.#session);
    return this.#known;
  }

  #value(word: string): string {
    const value = this.#words.shift();
    if (value === undefined) throw complaint('ifconfig', `'${word}' requires argument`);
    return value;
  }

  #values(word: string, count: 0 | 1 | 2): void {
    if (count === 1) this.#value(word);
    if (count === 2 && this.#words.splice(0, 2).length < 2)
      throw complaint('ifconfig', `'${word}' requires 2 arguments`);
  }

  async #configure(about: string, change: InterfaceChange): Promise<void> {
    const {lab, host} = this.#session;
    await called('ifconfig', about, lab.configureInterface({host, ifname: this.#ifname, ...change}));
  }

  /** Only the loopback has capabilities that could be switched off, and here they can not be. */
  #capability(word: string): void {
    const removes = /^-[rt]xcsum6?$/.test(word);
    if (removes && this.#ifname === 'lo0') throw systemFailure('ifconfig', word, 'EOPNOTSUPP');
  }

  /** The lab has none below 0; FreeBSD takes any. */
  async #metric(metric: number): Promise<void> {
    const about = 'ioctl SIOCSIFMETRIC (set metric)';
    if (metric < 0) throw systemFailure('ifconfig', about, 'EINVAL');
    await this.#configure(about, {metric});
  }

  /** IPv6 begins where it is told to, and not because routers are listened to. */
  async #discovery(word: string): Promise<void> {
    if (this.#family !== 'inet6') {
      this.#warn('ioctl(SIOCGIFINFO_IN6): Invalid argument');
      return;
    }
    const {lab, host} = this.#session;
    const on = !word.startsWith('-');
    const {inet6} = await lab.showInterface({host, ifname: this.#ifname});
    const change = word.endsWith('ifdisabled') ? {enabled: !on} : {accept_ra: on, enabled: inet6.enabled};
    await this.#configure('ioctl(SIOCSIFINFO_IN6)', {inet6: change});
  }

  async #destroy(): Promise<void> {
    const {lab, host} = this.#session;
    const made = modeOfName(this.#ifname) ?? isBridgeName(this.#ifname);
    const {link_type: type} = await lab.showInterface({host, ifname: this.#ifname});
    // Neither the loopback nor a NIC was made by `create`; a tun of another name was.
    if (!made && (type === 'loopback' || /^eth\d+$/.test(this.#ifname)))
      throw systemFailure('ifconfig', 'SIOCIFDESTROY', 'EINVAL');
    await called('ifconfig', 'SIOCIFDESTROY', lab.removeInterface({host, ifname: this.#ifname}));
  }

  async #member(word: 'addm' | 'deletem', port: string): Promise<void> {
    const {lab, host} = this.#session;
    const about = `${word === 'addm' ? 'BRDGADD' : 'BRDGDEL'} ${port}`;
    if (!isBridgeName(this.#ifname)) throw systemFailure('ifconfig', about, 'EINVAL');
    const state = await interfaceNamed(this.#session, port);
    if (!state) throw systemFailure('ifconfig', about, 'ENOENT');
    const change = word === 'addm' ? {join: [state.ifname]} : {leave: [state.ifname]};
    await called('ifconfig', about, lab.changeBridge({host, ifname: this.#ifname, ...change}));
  }

  /** There is one routing table. */
  #fib(value: string): void {
    if (!/^(?:0x[\da-f]+|\d+)$/i.test(value)) this.#warn(`fib ${value} not valid: Invalid argument`);
    else if (Number(value) !== 0) this.#warn('ioctl (SIOCSIFFIB): Invalid argument');
  }

  async #leaveGroup(group: string): Promise<void> {
    if (/\d$/.test(group)) throw complaint('ifconfig', 'unsetifgroup: group names may not end in a digit');
    if (group.length > LONGEST_NAME) throw complaint('ifconfig', 'unsetifgroup: group name too long');
    const {bsdInterfaces, groupOf} = await import('./interface-kind.ts');
    const iface = (await bsdInterfaces(this.#session)).find(({state}) => state.ifname === this.#ifname);
    if (iface && [groupOf(iface), 'all'].includes(group)) throw systemFailure('ifconfig', 'SIOCDIFGROUP', 'EOPNOTSUPP');
  }

  async #media(type: string): Promise<void> {
    const {lab, host} = this.#session;
    const {link_type: link} = await lab.showInterface({host, ifname: this.#ifname});
    const name = personalName('bsd', this.#ifname);
    if (link !== 'ether' || isBridgeName(this.#ifname)) {
      throw systemFailure('ifconfig', `${name}: ifconfig_media_get_mediareq`, 'EINVAL');
    }
    if (!/^(?:auto|autoselect)$/i.test(type)) throw complaint('ifconfig', `unknown media subtype: ${type}`);
  }

  #warn(text: string): void {
    this.#session.err(`ifconfig: ${text}\n`);
    this.#warning ??= `ifconfig: ${text}`;
  }
}
