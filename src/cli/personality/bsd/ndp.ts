/** `ndp` of FreeBSD 14. */
import type {NeighbourState} from '../../../api/schema/host.ts';
import {isLinkLocal6, networkOf6, parseIpv6} from '../../../packet/ipv6-address.ts';
import {refused} from '../refusal.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {parseStation} from './arp-words.ts';
import {called, complaint, ending, Failure, systemCode, systemFailure} from './failure.ts';
import {type BsdInterface, bsdInterfaces} from './interface-kind.ts';
import {KnownNames} from './known-names.ts';
import {discoveryText, NDP_HEADING, neighbourLine, timeOfDay} from './ndp-text.ts';
import {NDP_USAGE} from './ndp-usage.ts';
import {readInterfaceFlags, readMarks, readNdp} from './ndp-words.ts';

/** A line of the table. */
interface NdpEntry {
  readonly iface: BsdInterface;
  /** The interface's own address. */
  readonly own: boolean;
  readonly state: NeighbourState;
}

/** Whom a word means: an address, and of a link-local one the interface it is behind. */
interface Target {
  readonly dst: string;
  readonly iface?: BsdInterface;
}

interface Showing {
  readonly numeric: boolean;
  readonly timed: boolean;
}

export const ndp: Tool = ending(async (session) => {
  const words = readNdp(session.words);
  if (typeof words === 'string') return usage(session, words);
  const {deed, about, operands} = words;
  switch (deed) {
    case '':
      return show(session, operands[0], words);
    case 'a':
      return show(session, undefined, words);
    case 'c':
      return forgetAll(session, words.numeric);
    case 'd':
      return forget(session, about, words.numeric);
    case 'i':
      return onInterface(session, about, operands);
    case 's':
      return set(session, operands);
  }
});

/** Where others complain; the text itself is printed where others print what was asked for. */
function usage(session: ToolSession, fault: string): number {
  if (fault !== '') session.err(`ndp: ${fault}\n`);
  return refused({...session, err: session.json ? session.err : session.out}, 'EUSAGE', NDP_USAGE, 1);
}

async function show(session: ToolSession, name: string | undefined, showing: Showing): Promise<number> {
  const names = await KnownNames.of(session);
  const entries = await entriesOf(session);
  const target = name === undefined ? undefined : await targetOf(session, names, name);
  const found = entries.filter(({iface, state}) => target === undefined || isMeant(target, iface, state.dst));
  const {json, out, lab} = session;
  if (!json && !showing.timed) out(NDP_HEADING);
  if (found.length === 0 && target !== undefined) {
    const address = hostText(target.dst, target.iface, showing.numeric ? undefined : names);
    throw complaint('ndp', `${name!} (${address}) -- no entry`, 1, 'ENOENT');
  }
  if (json) {
    out(`${JSON.stringify(found.map(({state}) => state))}\n`);
    return 0;
  }
  const time = showing.timed ? `${timeOfDay((await lab.showClock({})).now)} ` : '';
  for (const {iface, state} of found) {
    out(`${time}${neighbourLine(state, hostText(state.dst, iface, showing.numeric ? undefined : names), iface.name)}`);
  }
  return 0;
}

/** One on a link is meant only together with its interface. */
function isMeant(target: Target, iface: BsdInterface, dst: string): boolean {
  return dst === target.dst && (!isOnLink(dst) || iface.name === target.iface?.name);
}

function isOnLink(address: string): boolean {
  return isLinkLocal6(parseIpv6(address) ?? 0n);
}

/** As `getnameinfo` writes it. */
function hostText(dst: string, iface: BsdInterface | undefined, names: KnownNames | undefined): string {
  return names?.nameOf(dst) ?? (isOnLink(dst) && iface ? `${dst}%${iface.name}` : dst);
}

/** Of each Ethernet its own addresses, and the neighbours behind it. */
async function entriesOf(session: ToolSession): Promise<NdpEntry[]> {
  const {lab, host} = session;
  const [neighbours, interfaces] = await Promise.all([
    lab.listNeighbours({host, family: 'inet6'}),
    bsdInterfaces(session),
  ]);
  return interfaces.flatMap((iface) => [
    ...ownEntries(iface),
    ...neighbours.filter(({dev}) => dev === iface.state.ifname).map((state): NdpEntry => ({iface, own: false, state})),
  ]);
}

function ownEntries(iface: BsdInterface): NdpEntry[] {
  const {address: lladdr, addr_info: addresses, ifname: dev, link_type: type} = iface.state;
  if (type !== 'ether') return [];
  return addresses
    .filter(({family}) => family === 'inet6')
    .map(({local: dst}) => ({
      iface,
      own: true,
      state: {dst, dev, ...(lladdr !== undefined && {lladdr}), state: 'permanent', proxy: false, router: false},
    }));
}

/** @throws {Failure} */
async function targetOf(session: ToolSession, names: KnownNames, name: string): Promise<Target> {
  const [word = '', zone] = name.split('%');
  const dst = names.addressOf(word, 'inet6');
  const iface =
    zone === undefined
      ? undefined
      : (await bsdInterfaces(session)).find((each) => each.name === zone || each.state.ifname === zone);
  if (dst === undefined || (zone !== undefined && !iface)) {
    throw complaint('ndp', `${name}: Name does not resolve`, 1, 'ENOTFOUND');
  }
  return {dst, ...(iface && {iface})};
}

/** The Ethernet that is named, or that has the address on its own network. @throws {Failure} */
async function ethernetOf(session: ToolSession, {dst, iface}: Target, name: string): Promise<BsdInterface> {
  const interfaces = iface ? [iface] : isOnLink(dst) ? [] : await bsdInterfaces(session);
  const found = interfaces.find(
    ({state: {link_type: type, addr_info: addresses}}) =>
      type === 'ether' &&
      (iface !== undefined ||
        addresses.some(({family, local, prefixlen}) => family === 'inet6' && areTogether(dst, local, prefixlen))),
  );
  // The original says, too, that all is well, and says so of `-s` as well.
  if (!found) throw complaint('ndp', `delete: cannot locate ${name}`, 1, 'ENOENT');
  return found;
}

/** Whether both addresses are of one network. */
function areTogether(one: string, other: string, length: number): boolean {
  return networkOf6(parseIpv6(one)!, length) === networkOf6(parseIpv6(other)!, length);
}

function isOwn({state}: BsdInterface, dst: string): boolean {
  return state.addr_info.some(({local}) => local === dst);
}

async function set(session: ToolSession, [name = '', station = '', ...rest]: readonly string[]): Promise<number> {
  const target = await targetOf(session, await KnownNames.of(session), name);
  const lladdr = parseStation(station);
  const marks = readMarks(rest);
  const wrong = `ndp: invalid Ethernet address '${station}'\n`;
  const iface = await ethernetOf(session, target, name).catch((reason: unknown) => {
    if (lladdr !== undefined || !(reason instanceof Failure)) throw reason;
    throw new Failure(`${wrong}${reason.text}`, 1);
  });
  if (lladdr === undefined) {
    const lengths = 'NDA_LLADDR address length (0) is different from expected (6)';
    throw new Failure(`${wrong}ndp: set: ${name}: Invalid argument (${lengths})\n`, 1, 'EINVAL');
  }
  if (isOwn(iface, target.dst)) throw complaint('ndp', `set ${name}: Operation not permitted`, 1, 'EACCES');
  const {lab, host, json, out} = session;
  const request = {host, dst: target.dst, dev: iface.state.ifname, lladdr, ...marks};
  const answer = await called('ndp', `set ${name}`, lab.setNeighbour(request));
  if (json) out(`${JSON.stringify(answer)}\n`);
  return 0;
}

async function forget(session: ToolSession, name: string, numeric: boolean): Promise<number> {
  const names = await KnownNames.of(session);
  const target = await targetOf(session, names, name);
  const iface = await ethernetOf(session, target, name);
  if (isOwn(iface, target.dst)) throw complaint('ndp', `delete ${name}: Operation not permitted`, 1, 'EACCES');
  const {lab, host, json, out} = session;
  const call = lab.deleteNeighbour({host, dst: target.dst, dev: iface.state.ifname});
  const answer = await called('ndp', `delete ${name}`, call);
  const address = hostText(target.dst, target.iface, numeric ? undefined : names);
  out(json ? `${JSON.stringify(answer)}\n` : `${name} (${address}) deleted\n`);
  return 0;
}

async function forgetAll(session: ToolSession, numeric: boolean): Promise<number> {
  const {lab, host, json, out} = session;
  const names = await KnownNames.of(session);
  let deleted = 0;
  for (const {iface, own, state} of await entriesOf(session)) {
    if (own) continue;
    try {
      await lab.deleteNeighbour({host, dst: state.dst, dev: iface.state.ifname});
    } catch (reason) {
      // Forgotten meanwhile, by itself.
      if (systemCode(reason) !== 'ENOENT') throw reason;
      continue;
    }
    deleted++;
    if (!json) out(`${state.dst} (${hostText(state.dst, undefined, numeric ? undefined : names)}) deleted\n`);
  }
  if (json) out(`${JSON.stringify({deleted})}\n`);
  return 0;
}

async function onInterface(session: ToolSession, name: string, words: readonly string[]): Promise<number> {
  const {lab, host, json, out} = session;
  const find = async (): Promise<BsdInterface> => {
    const found = (await bsdInterfaces(session)).find((each) => each.name === name || each.state.ifname === name);
    if (!found) throw systemFailure('ndp', 'ioctl(SIOCGIFINFO_IN6)', 'ENXIO');
    return found;
  };
  const {state} = await find();
  if (words.length > 0) {
    const inet6 = readInterfaceFlags(words);
    const call = lab.configureInterface({host, ifname: state.ifname, inet6});
    await called('ndp', 'ioctl(SIOCSIFINFO_IN6)', call);
  }
  const shown = await find();
  out(json ? `${JSON.stringify(shown.state)}\n` : discoveryText(shown));
  return 0;
}
