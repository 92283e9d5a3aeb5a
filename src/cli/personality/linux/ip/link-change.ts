/** `ip link set`: everything that is asked for, or nothing. */
import type {ConfigureInterface} from '../../../../api/schema/interface.ts';
import {isInterfaceName} from '../../../../names.ts';
import {type Link, linkFound, linksOf} from './links.ts';
import {type LinkWords, readLinkWords, requiredDevice} from './link-words.ts';
import {type IpRun, kernelRefusal} from './run.ts';
import {answered, explained} from './stop.ts';
import type {IpWords} from './words.ts';

type Change = Omit<ConfigureInterface, 'host' | 'ifname'>;

/** @returns the exit status */
export async function setLink(run: IpRun, words: IpWords): Promise<number> {
  const {session} = run;
  const links = await linksOf(session);
  const wanted = readLinkWords(words, links);
  const link = linkFound(links, requiredDevice(wanted));
  refuseImpossible(link, wanted);
  const {master, name} = wanted;
  const isBridge = links.some(({bridge, state}) => state.ifname === master && bridge);
  if (typeof master === 'string' && !isBridge) throw answered('Operation not supported', 'EOPNOTSUPP');
  const {lab, host} = session;
  const {ifname} = link.state;
  const change = interfaceChange(wanted);
  try {
    if (Object.keys(change).length > 0) await lab.configureInterface({host, ifname, ...change});
    if (master !== undefined) await setMaster(run, link, master, name ?? ifname);
  } catch (reason) {
    throw kernelRefusal(reason);
  }
  return 0;
}

/** Before anything is done: what the kernel refuses, and what nothing here goes by. */
function refuseImpossible(link: Link, wanted: LinkWords): void {
  const {state} = link;
  const {name, station, mtu, queueLength, unsupported, type} = wanted;
  if (station !== undefined && state.link_type !== 'ether') throw answered('Operation not supported', 'EOPNOTSUPP');
  if (unsupported.length > 0 || type !== undefined) throw answered('Operation not supported', 'EOPNOTSUPP');
  if (name !== undefined && !isInterfaceName(name)) throw answered('Invalid argument', 'EINVAL');
  if (queueLength !== undefined && queueLength < 0) throw answered('Operation not permitted', 'EINVAL');
  if (mtu !== undefined) checkMtu(link, mtu);
  if (station !== undefined && (/^.[13579bdf]/i.test(station) || /^[0:]+$/.test(station))) {
    throw answered('Cannot assign requested address', 'EADDRNOTAVAIL');
  }
}

function checkMtu({state, device}: Link, mtu: number): void {
  if (state.link_type === 'loopback') return;
  if (mtu < 68) throw explained('mtu less than device minimum.', 'EINVAL');
  if (mtu > (device?.mode === 'tap' ? 65_521 : 65_535)) throw explained('mtu greater than device maximum.', 'EINVAL');
}

function interfaceChange({up, mtu, flags, queueLength, station, name}: LinkWords): Change {
  return {
    ...(name !== undefined && {name}),
    ...(up !== undefined && {up}),
    ...(mtu !== undefined && {mtu}),
    ...flags,
    ...(queueLength !== undefined && {txqlen: queueLength}),
    ...(station !== undefined && {address: station}),
  };
}

/** @param port the name that the link has by now */
async function setMaster(
  {session: {lab, host}}: IpRun,
  link: Link,
  master: string | null,
  port: string,
): Promise<void> {
  if (link.master !== undefined && link.master !== master) {
    await lab.changeBridge({host, ifname: link.master, leave: [port]});
  }
  if (master !== null && link.master !== master) await lab.changeBridge({host, ifname: master, join: [port]});
}
