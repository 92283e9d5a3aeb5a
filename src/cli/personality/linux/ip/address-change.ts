/** `ip address add`, `change`, `replace` and `delete`. */
import type {AddressSpec, AddressState} from '../../../../api/schema/interface.ts';
import {formatAddress, maskOf, parseAddress} from '../../../../packet/address.ts';
import {type AddressWords, readAddressWords} from './address-words.ts';
import {addressesOf, type LinkAddress, secondariesOf} from './address-view.ts';
import {type Link, linkFound, linksOf} from './links.ts';
import {type IpRun, kernelRefusal} from './run.ts';
import {SCOPE, scopeText} from './scopes.ts';
import {answered, explained} from './stop.ts';
import {isMulticastText} from './values.ts';
import type {IpWords} from './words.ts';

export type AddressAction = 'add' | 'change' | 'replace' | 'delete';

const LONGEST_LABEL = 15;
/** Where nothing is said of the address of everybody. */
const UNSAID = '0.0.0.0';

/** @returns the exit status */
export async function changeAddress(run: IpRun, action: AddressAction, words: IpWords): Promise<number> {
  const {session} = run;
  const wanted = readAddressWords(run, words, action === 'delete');
  if (action === 'delete' && wanted.local.family === 'inet' && !wanted.local.exact && !wanted.peer) {
    session.err(wildcardWarning(`${wanted.typed}/32`));
  }
  const link = linkFound(await linksOf(session), wanted.dev);
  const {lab, host} = session;
  const ifname = link.state.ifname;
  const change = action === 'delete' ? {remove: doomed(link, wanted)} : additionTo(link, wanted, action === 'add');
  if (!change) return 0;
  try {
    await lab.configureInterface({host, ifname, ...change});
  } catch (reason) {
    throw kernelRefusal(reason);
  }
  return 0;
}

/** Those that go, the secondary ones of the network with the primary. @throws {IpStop} there is none like that */
function doomed(link: Link, wanted: AddressWords): string[] {
  const found = addressesOf(link).find((address) => isMeant(address, wanted));
  if (!found) {
    const why = wanted.local.family === 'inet' ? 'ipv4: Address not found.' : 'ipv6: address not found.';
    throw explained(why, 'EADDRNOTAVAIL');
  }
  // The primary one last: on some hosts it takes them along.
  return [...secondariesOf(link, found), found].map(({local}) => local);
}

function isMeant(address: LinkAddress, {local, peer, label}: AddressWords): boolean {
  if (address.local !== local.address || address.family !== local.family) return false;
  if (label !== undefined && (address.label ?? label) !== label) return false;
  // IPv4 alone takes an address for any that has it, whatever its length.
  const any = local.family === 'inet' && !local.exact && !peer;
  if (!any && address.prefixlen !== local.length) return false;
  return any || (address.address ?? address.local) === (peer?.address ?? local.address);
}

function additionTo(link: Link, wanted: AddressWords, exclusive: boolean): {add: AddressSpec[]} | undefined {
  const {family, address: local, length: prefixlen} = wanted.local;
  refuseImpossible(link, wanted);
  const known = link.state.addr_info.find((each) => each.local === local);
  if (known && (exclusive || !isSame(known, wanted))) {
    throw explained(`${family === 'inet' ? 'ipv4: A' : 'ipv6: a'}ddress already assigned.`, 'EEXIST');
  }
  // Of an address that is there only its times can be changed.
  if (known) return undefined;
  const {peer, label} = wanted;
  const common = {local, prefixlen, ...(peer && {peer: peer.address})};
  if (family === 'inet6') return {add: [common]};
  return {
    add: [
      {
        ...common,
        broadcast: broadcastFor(wanted),
        ...(label !== undefined && label !== link.name && {label}),
        ...(wanted.scope !== undefined && {scope: scopeName(wanted.scope)}),
      },
    ],
  };
}

function refuseImpossible({state}: Link, {local, label, scope}: AddressWords): void {
  const {family, address} = local;
  if (family === 'inet6' && isMulticastText(family, address)) {
    throw explained('ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag.', 'EINVAL');
  }
  if (family === 'inet6' && address === '::1' && state.link_type !== 'loopback') {
    throw explained('ipv6: Cannot assign loopback address on this device.', 'EADDRNOTAVAIL');
  }
  if (label !== undefined && label.length > LONGEST_LABEL) {
    throw explained('Attribute failed policy validation.', 'EINVAL');
  }
  if (scope !== undefined && family === 'inet') scopeName(scope);
}

function scopeName(scope: number): AddressState['scope'] {
  const name = scopeText(scope);
  if (name in SCOPE) return name as AddressState['scope'];
  throw answered('Operation not supported', 'EOPNOTSUPP');
}

function isSame({prefixlen, address, local}: AddressState, wanted: AddressWords): boolean {
  return prefixlen === wanted.local.length && (address ?? local) === (wanted.peer?.address ?? local);
}

/** Of the network of the other end, where there is one. */
function broadcastFor({broadcast, local, peer}: AddressWords): string {
  if (broadcast === undefined) return UNSAID;
  if (broadcast !== '+' && broadcast !== '-') return broadcast;
  if (local.length > 30) return UNSAID;
  const address = parseAddress((peer ?? local).address)!;
  const mask = maskOf(local.length);
  return formatAddress(broadcast === '+' ? (address | ~mask) >>> 0 : (address & mask) >>> 0);
}

function wildcardWarning(prefix: string): string {
  return `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${prefix}) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`;
}
