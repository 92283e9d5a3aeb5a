/** The names that a host knows, as FreeBSD's tools look for them: there is nobody else to ask. */
import {formatIp, parseIp} from '../../../packet/ip-address.ts';
import {parseAddress} from '../../../packet/address.ts';
import {parseIpv6} from '../../../packet/ipv6-address.ts';
import type {ToolSession} from '../tool.ts';

export class KnownNames {
  readonly #addresses: Readonly<Record<string, readonly string[]>>;
  readonly #names = new Map<string, string>();

  constructor(addresses: Readonly<Record<string, readonly string[]>>) {
    this.#addresses = addresses;
    for (const [name, known] of Object.entries(addresses)) {
      for (const address of known) if (!this.#names.has(address)) this.#names.set(address, name);
    }
  }

  static async of({lab, host}: ToolSession): Promise<KnownNames> {
    return new KnownNames((await lab.showHost({host})).names);
  }

  /** Of an address that is written as the lab writes it. */
  nameOf(address: string): string | undefined {
    return this.#names.get(address);
  }

  /** The address of a name, or of an address in any spelling, of that version of IP. */
  addressOf(word: string, family: 'inet' | 'inet6'): string | undefined {
    const address = parseIp(word);
    if (address !== undefined)
      return (typeof address === 'bigint') === (family === 'inet6') ? formatIp(address) : undefined;
    const known = Object.hasOwn(this.#addresses, word) ? this.#addresses[word]! : [];
    return known.find((each) => (family === 'inet6' ? parseIpv6(each) : parseAddress(each)) !== undefined);
  }
}
