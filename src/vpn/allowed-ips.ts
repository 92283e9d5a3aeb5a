/** Crypto-key routing (whitepaper §2): which peer an address belongs to. The longest prefix that fits has it. */
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import type {IpPrefix} from '../packet/ip-prefix.ts';
import {networkOfIp} from '../packet/ip-prefix.ts';
import {writeUint32} from '../packet/octets.ts';
import {writeIpv6Address} from '../packet/ipv6-address.ts';

/** A node of a binary trie with compressed paths: all below it begins with the first `length` bits of `bits`. */
interface Node<Owner> {
  readonly bits: Uint8Array;
  readonly length: number;
  owner: Owner | undefined;
  readonly children: [Node<Owner> | undefined, Node<Owner> | undefined];
}

const OCTETS = {4: 4, 6: 16} as const;

export class AllowedIps<Owner> {
  readonly #roots: {4: Node<Owner> | undefined; 6: Node<Owner> | undefined} = {4: undefined, 6: undefined};

  /** A prefix has one owner: who had it before has it no more. */
  add(prefix: IpPrefix, owner: Owner): void {
    const version = isIpv6(prefix.address) ? 6 : 4;
    const bits = octetsOf(networkOfIp(prefix.address, prefix.length));
    this.#roots[version] = insert(this.#roots[version], bits, prefix.length, owner);
  }

  /** Takes away all that `owner` has. */
  removeOwner(owner: Owner): void {
    this.#roots[4] = without(this.#roots[4], owner);
    this.#roots[6] = without(this.#roots[6], owner);
  }

  /** @param at offset of an IPv4 address in `bytes` */
  find4(bytes: Uint8Array, at: number): Owner | undefined {
    return find(this.#roots[4], bytes, at, OCTETS[4] * 8);
  }

  /** @param at offset of an IPv6 address in `bytes` */
  find6(bytes: Uint8Array, at: number): Owner | undefined {
    return find(this.#roots[6], bytes, at, OCTETS[6] * 8);
  }
}

function octetsOf(address: IpAddress): Uint8Array {
  const bytes = new Uint8Array(isIpv6(address) ? OCTETS[6] : OCTETS[4]);
  if (isIpv6(address)) writeIpv6Address(bytes, 0, address);
  else writeUint32(bytes, 0, address);
  return bytes;
}

function find<Owner>(root: Node<Owner> | undefined, bytes: Uint8Array, at: number, width: number): Owner | undefined {
  let best: Owner | undefined;
  for (let node = root; node && commonBits(node.bits, bytes, at, node.length) === node.length;) {
    best = node.owner ?? best;
    if (node.length === width) break;
    node = node.children[bitOf(bytes, at, node.length)];
  }
  return best;
}

function insert<Owner>(node: Node<Owner> | undefined, bits: Uint8Array, length: number, owner: Owner): Node<Owner> {
  if (!node) return {bits, length, owner, children: [undefined, undefined]};
  const common = commonBits(node.bits, bits, 0, Math.min(node.length, length));
  if (common === node.length) {
    if (common === length) {
      node.owner = owner;
    } else {
      const side = bitOf(bits, 0, common);
      node.children[side] = insert(node.children[side], bits, length, owner);
    }
    return node;
  }
  const parent: Node<Owner> = {bits, length: common, owner: undefined, children: [undefined, undefined]};
  parent.children[bitOf(node.bits, 0, common)] = node;
  if (common === length) parent.owner = owner;
  else parent.children[bitOf(bits, 0, common)] = insert<Owner>(undefined, bits, length, owner);
  return parent;
}

/** What is left of a trie; nodes that neither own anything nor branch go. */
function without<Owner>(node: Node<Owner> | undefined, owner: Owner): Node<Owner> | undefined {
  if (!node) return undefined;
  node.children[0] = without(node.children[0], owner);
  node.children[1] = without(node.children[1], owner);
  if (node.owner === owner) node.owner = undefined;
  if (node.owner !== undefined || (node.children[0] && node.children[1])) return node;
  return node.children[0] ?? node.children[1];
}

function bitOf(bytes: Uint8Array, at: number, bit: number): 0 | 1 {
  return ((bytes[at + (bit >>> 3)]! >>> (7 - (bit & 7))) & 1) as 0 | 1;
}

/** How many of the first `limit` bits of `prefix` and of `bytes` at an offset are the same. */
function commonBits(prefix: Uint8Array, bytes: Uint8Array, at: number, limit: number): number {
  for (let bit = 0; bit < limit; bit += 8) {
    const different = prefix[bit >>> 3]! ^ bytes[at + (bit >>> 3)]!;
    if (different !== 0) return Math.min(limit, bit + Math.clz32(different) - 24);
  }
  return limit;
}
