import {type IpAddress, isIpv6} from '../packet/ip-address.ts';

/** Of how many other ends one is remembered; the one that was heard of first is forgotten. */
const MOST = 1024;

/** To which of the host's addresses others have sent, so that they are answered from there (RFC 1122 §4.1.3.5). */
export class AnswerAddresses {
  readonly #addresses = new Map<number | string, IpAddress>();

  /** @param to the address of the host that a datagram of theirs was for */
  heard(address: IpAddress, port: number, to: IpAddress): void {
    const key = keyOf(address, port);
    if (this.#addresses.get(key) === to) return;
    if (this.#addresses.size >= MOST && !this.#addresses.has(key)) {
      const [oldest] = this.#addresses.keys();
      this.#addresses.delete(oldest!);
    }
    this.#addresses.set(key, to);
  }

  /** Where to answer them from; `undefined`: they have not been heard of. */
  for(address: IpAddress, port: number): IpAddress | undefined {
    return this.#addresses.get(keyOf(address, port));
  }
}

function keyOf(address: IpAddress, port: number): number | string {
  return isIpv6(address) ? `${address} ${port}` : address * 0x1_0000 + port;
}
