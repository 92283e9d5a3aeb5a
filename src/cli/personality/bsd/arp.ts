/** `arp` of FreeBSD 14. */
import type {NeighbourState} from '../../../api/schema/host.ts';
import {maskOf, parseAddress} from '../../../packet/address.ts';
import {inetAton} from '../c-numbers.ts';
import {interfaceNamed} from '../interface-named.ts';
import {refused} from '../refusal.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {arpUsage, readArp, readEntry} from './arp-words.ts';
import {called, complaint, ending, Failure} from './failure.ts';
import {type BsdInterface, bsdInterfaces} from './interface-kind.ts';
import {KnownNames} from './known-names.ts';

/** A line of the table. */
interface ArpEntry {
  readonly dst: string;
  readonly iface: BsdInterface;
  /** The interface's own address. */
  readonly own: boolean;
  readonly state: NeighbourState;
}

export const arp: Tool = ending(async (session) => {
  const {deed, all, numeric, device, operands} = readArp(session.words);
  if (device !== undefined && !(await interfaceNamed(session, device))) {
    throw complaint('arp', `interface ${device} does not exist`, 1, 'ENODEV');
  }
  if (deed === 'set' || deed === 'replace') return set(session, operands, deed === 'replace');
  if (operands.length !== (all ? 0 : 1)) throw arpUsage();
  const [name] = operands;
  if (deed === 'delete') return name === undefined ? forgetAll(session) : forget(session, name);
  return show(session, {name, device, numeric});
});

async function show(
  session: ToolSession,
  {name, device, numeric}: {name: string | undefined; device: string | undefined; numeric: boolean},
): Promise<number> {
  const names = await KnownNames.of(session);
  const dst = name === undefined ? undefined : addressOf(names, name);
  const entries = await entriesOf(session);
  const found = entries.filter(
    ({iface, dst: each}) =>
      (dst === undefined || each === dst) &&
      (device === undefined || iface.name === device || iface.state.ifname === device),
  );
  if (found.length === 0 && dst !== undefined) {
    const on = device === undefined ? '' : ` on ${device}`;
    // Printed where others print what was asked for.
    const stream = {...session, err: session.json ? session.err : session.out};
    return refused(stream, 'ENOENT', `${name!} (${dst}) -- no entry${on}\n`, 1);
  }
  const known = numeric ? undefined : names;
  session.out(
    session.json
      ? `${JSON.stringify(found.map(({state}) => state))}\n`
      : found.map((entry) => line(entry, known)).join(''),
  );
  return 0;
}

/** Of each Ethernet its own addresses, and the neighbours behind it. */
async function entriesOf(session: ToolSession): Promise<ArpEntry[]> {
  const {lab, host} = session;
  const [neighbours, interfaces] = await Promise.all([lab.listNeighbours({host}), bsdInterfaces(session)]);
  return interfaces.flatMap((iface) => [
    ...ownEntries(iface),
    ...neighbours
      .filter(({dev}) => dev === iface.state.ifname)
      .map((state): ArpEntry => ({dst: state.dst, iface, own: false, state})),
  ]);
}

function ownEntries(iface: BsdInterface): ArpEntry[] {
  const {address: lladdr, addr_info: addresses, ifname: dev, link_type: type, flags} = iface.state;
  if (type !== 'ether' || !flags.includes('UP')) return [];
  return addresses
    .filter(({family}) => family === 'inet')
    .map(({local: dst}) => ({
      dst,
      iface,
      own: true,
      state: {dst, dev, ...(lladdr !== undefined && {lladdr}), state: 'permanent', proxy: false, router: false},
    }));
}

function line({dst, iface, state}: ArpEntry, names: KnownNames | undefined): string {
  const known = state.state !== 'incomplete' && state.state !== 'failed';
  const station = known && state.lladdr !== undefined ? state.lladdr.toLowerCase() : '(incomplete)';
  const type = iface.kind === 'bridge' ? 'bridge' : 'ethernet';
  const words = [
    `${names?.nameOf(dst) ?? '?'} (${dst}) at ${station} on ${iface.name}`,
    lifetime(state),
    ...(state.proxy ? ['published'] : []),
    `[${type}]`,
  ];
  return `${words.join(' ')}\n`;
}

function lifetime({state, expires}: NeighbourState): string {
  if (state === 'permanent') return 'permanent';
  const seconds = state === 'reachable' ? Math.ceil((expires ?? 0) / 1000) : 0;
  return seconds > 0 ? `expires in ${seconds} seconds` : 'expired';
}

async function set(session: ToolSession, operands: readonly string[], replace: boolean): Promise<number> {
  const [name, station, ...rest] = operands;
  if (name === undefined || station === undefined || rest.length > 4) throw arpUsage();
  const names = await KnownNames.of(session);
  if (replace) await tryForget(session, name);
  const dst = addressOf(names, name);
  const {lladdr, temporary, proxy} = readEntry(station, rest);
  const iface = await ethernetOf(session, dst);
  const own = iface?.state.address;
  if (lladdr === undefined && own === undefined) throw complaint('arp', `no interface found for ${dst}`, 1, 'ENOENT');
  if (!iface) throw complaint('arp', `delete: cannot locate ${name}`, 1, 'ENOENT');
  if (isOwn(iface, dst)) throw notPermitted(`set ${name}`);
  const {lab, host, json, out} = session;
  const request = {host, dst, dev: iface.state.ifname, lladdr: lladdr ?? own!, temporary, proxy};
  const answer = await called('arp', `set ${name}`, lab.setNeighbour(request));
  if (json) out(`${JSON.stringify(answer)}\n`);
  return 0;
}

async function forget(session: ToolSession, name: string): Promise<number> {
  const dst = addressOf(await KnownNames.of(session), name);
  const iface = await ethernetOf(session, dst);
  // The original says, too, that all is well.
  if (!iface) throw complaint('arp', `delete: cannot locate ${name}`, 1, 'ENOENT');
  if (isOwn(iface, dst)) throw notPermitted(`delete ${name}`);
  const {lab, host, json, out} = session;
  const call = lab.deleteNeighbour({host, dst, dev: iface.state.ifname});
  const answer = await called('arp', `delete ${name}`, call);
  out(json ? `${JSON.stringify(answer)}\n` : `${name} (${dst}) deleted\n`);
  return 0;
}

/** The entry is set whether or not there was one. */
async function tryForget(session: ToolSession, name: string): Promise<void> {
  try {
    await forget({...session, ...(session.json && {out: () => undefined})}, name);
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason;
    if (!session.json) session.err(reason.text);
  }
}

function notPermitted(about: string): Failure {
  return complaint('arp', `${about}: Operation not permitted`, 1, 'EACCES');
}

async function forgetAll(session: ToolSession): Promise<number> {
  const entries = await entriesOf(session);
  const {lab, host, json, out} = session;
  const told: NeighbourState[] = [];
  for (const {dst, iface, own} of entries) {
    if (own) continue;
    told.push(await lab.deleteNeighbour({host, dst, dev: iface.state.ifname}));
    if (!json) out(`${dst} (${dst}) deleted\n`);
  }
  if (json) out(`${JSON.stringify(told)}\n`);
  return 0;
}

function addressOf(names: KnownNames, name: string): string {
  const address = inetAton(name) ?? names.addressOf(name, 'inet');
  if (address === undefined) throw complaint('arp', `${name}: Unknown host`, 1, 'ENOTFOUND');
  return address;
}

/** The Ethernet that has the address on its own network. */
async function ethernetOf(session: ToolSession, dst: string): Promise<BsdInterface | undefined> {
  const wanted = parseAddress(dst)!;
  return (await bsdInterfaces(session)).find(
    ({state: {link_type: type, flags, addr_info: addresses}}) =>
      type === 'ether' &&
      flags.includes('UP') &&
      addresses.some(
        ({family, local, prefixlen}) =>
          family === 'inet' && ((parseAddress(local)! ^ wanted) & maskOf(prefixlen)) === 0,
      ),
  );
}

function isOwn({state}: BsdInterface, dst: string): boolean {
  return state.addr_info.some(({local}) => local === dst);
}
