/** The neighbours of a host on its Ethernets, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {NeighbourState} from '../api/schema/host.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName} from '../names.ts';
import {formatMac} from '../packet/ethernet.ts';
import {type IpAddress, formatIp, isIpv6} from '../packet/ip-address.ts';
import type {Interface} from '../stack/interface.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {Neighbour} from '../stack/link-layer/neighbour.ts';
import type {NeighbourTable} from '../stack/link-layer/neighbour-table.ts';
import {addressOf, optionalAddress, stationOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';

type NeighbourMethods = Pick<LabApi, 'listNeighbours' | 'setNeighbour' | 'deleteNeighbour' | 'flushNeighbours'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function neighbourMethods({lab, kept}: ServiceContext): NeighbourMethods {
  const stateOf = (iface: Interface, neighbour: Neighbour<IpAddress>) =>
    neighbourState(iface, neighbour, lab.clock.now());
  return {
    async listNeighbours({host, dst, dev, family}) {
      const address = optionalAddress(dst);
      const six = address === undefined ? family === 'inet6' : isIpv6(address);
      return ethernetsNamed(lab.host(host), dev).flatMap(({iface, link}) =>
        [...tableOf(link, six)]
          .filter((neighbour) => address === undefined || neighbour.address === address)
          .map((neighbour) => stateOf(iface, neighbour)),
      );
    },

    async setNeighbour({host, dst, dev, lladdr, proxy = false, temporary = false}) {
      const address = addressOf(dst);
      const mac = stationOf(lladdr);
      const {iface, link} = ethernetToward(lab.host(host), address, dev);
      const neighbours = tableOf(link, isIpv6(address));
      if (temporary) neighbours.setTemporary(address, mac, proxy);
      else neighbours.setPermanent(address, mac, proxy);
      lab.host(host).save();
      return kept(stateOf(iface, neighbours.get(address)!));
    },

    async deleteNeighbour({host, dst, dev}) {
      const address = addressOf(dst);
      const {iface, link} = ethernetToward(lab.host(host), address, dev);
      const neighbours = tableOf(link, isIpv6(address));
      const neighbour = neighbours.get(address);
      const list = isIpv6(address) ? 'ndp -a' : 'arp -a';
      if (!neighbour) throw new NetworkError('ENOENT', `${iface.name} knows no neighbour ${dst}; see: tunlab ${list}`);
      neighbours.delete(address);
      lab.host(host).save();
      return kept(stateOf(iface, neighbour));
    },

    async flushNeighbours({host, dev, family}) {
      const labHost = lab.host(host);
      let deleted = 0;
      for (const {link} of ethernetsNamed(labHost, dev)) {
        const neighbours = tableOf(link, family === 'inet6');
        for (const {address} of [...neighbours]) {
          neighbours.delete(address);
          deleted++;
        }
      }
      labHost.save();
      return kept({deleted});
    },
  };
}

/** The table of one version of IP: addresses of the other are not looked for in it. */
function tableOf(link: EthernetLink, six: boolean): NeighbourTable<IpAddress> {
  return six ? link.discovery.neighbours : link.arp.neighbours;
}

function neighbourState(
  iface: Interface,
  {address, mac, state, proxy, router, until}: Neighbour<IpAddress>,
  now: number,
): NeighbourState {
  return {
    dst: formatIp(address),
    dev: iface.name,
    ...(mac !== undefined && {lladdr: formatMac(mac)}),
    state,
    proxy,
    router,
    ...(until !== undefined && {expires: Math.max(0, until - now)}),
  };
}

interface Ethernet {
  readonly iface: Interface;
  readonly link: EthernetLink;
}

/** Those of a host, or the one that is named. @throws {NetworkError} ENODEV; EINVAL: it is none */
function ethernetsNamed({host}: LabHost, dev: string | undefined): Ethernet[] {
  const all = [...host.interfaces].flatMap((iface) =>
    iface.link instanceof EthernetLink ? [{iface, link: iface.link}] : [],
  );
  if (dev === undefined) return all;
  const named = host.interfaces.named(canonicalName(dev));
  const found = all.filter(({iface}) => iface === named);
  if (found.length > 0) return found;
  throw new NetworkError('EINVAL', `${named.name} is no Ethernet: it has no neighbours`);
}

/** The Ethernet that is named, else the one whose network has the address. @throws {NetworkError} ENETUNREACH, EINVAL */
function ethernetToward(labHost: LabHost, address: IpAddress, dev: string | undefined): Ethernet {
  const found = ethernetsNamed(labHost, dev).find(({iface}) => dev !== undefined || isOnLink(iface, address));
  if (found) return found;
  throw new NetworkError('ENETUNREACH', `${formatIp(address)} is on no Ethernet of ${labHost.host.name}`);
}

function isOnLink(iface: Interface, address: IpAddress): boolean {
  return isIpv6(address) ? iface.ipv6.isOnLink(address) : iface.isOnLink(address);
}
