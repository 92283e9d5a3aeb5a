/** `ip link add` and `ip link delete`. */
import {linkFound, linkNamed, linksOf} from './links.ts';
import {readLinkWords, requiredDevice} from './link-words.ts';
import {type IpRun, kernelRefusal} from './run.ts';
import {answered, explained, IP_STATUS, IpStop} from './stop.ts';
import type {IpWords} from './words.ts';

/** Only bridges are made like this: a tun or tap by `ip tuntap`, an Ethernet by `tunlab wire`. @returns the exit status */
export async function addLink(run: IpRun, words: IpWords): Promise<number> {
  const {session} = run;
  const links = await linksOf(session);
  const {dev, type, typeWords, up, mtu, station, unsupported} = readLinkWords(words, links);
  if (type === undefined) {
    throw new IpStop('Not enough information: "type" argument is required\n', IP_STATUS.failed);
  }
  if (type === 'tun') throw explained('tun/tap creation via rtnetlink is not supported.', 'EOPNOTSUPP');
  if (type !== 'bridge') throw explained('Unknown device type.', 'EOPNOTSUPP');
  if (typeWords.length > 0 || unsupported.length > 0 || dev === undefined) {
    throw answered('Operation not supported', 'EOPNOTSUPP');
  }
  if (linkNamed(links, dev)) throw answered('File exists', 'EEXIST');
  const {lab, host} = session;
  try {
    await lab.addBridge({host, ifname: dev});
    const change = {
      ...(up !== undefined && {up}),
      ...(mtu !== undefined && {mtu}),
      ...(station !== undefined && {address: station}),
    };
    if (Object.keys(change).length > 0) await settled(run, dev, change);
  } catch (reason) {
    throw reason instanceof IpStop ? reason : kernelRefusal(reason);
  }
  return 0;
}

/** A bridge that can not be as it was asked for is taken away again. */
async function settled({session: {lab, host}}: IpRun, ifname: string, change: object): Promise<void> {
  try {
    await lab.configureInterface({host, ifname, ...change});
  } catch (reason) {
    await lab.removeInterface({host, ifname});
    throw reason;
  }
}

/** @returns the exit status */
export async function deleteLink(run: IpRun, words: IpWords): Promise<number> {
  const {session} = run;
  const links = await linksOf(session);
  const wanted = readLinkWords(words, links);
  const link = linkFound(links, requiredDevice(wanted));
  const {state, device, bridge} = link;
  // The loopback, and what is plugged into a wire, is no driver's to take away. Which type is named makes no difference.
  if (!device && !bridge) throw answered('Operation not supported', 'EOPNOTSUPP');
  const {lab, host} = session;
  try {
    await lab.removeInterface({host, ifname: state.ifname});
  } catch (reason) {
    throw kernelRefusal(reason);
  }
  return 0;
}
