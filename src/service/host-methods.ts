/** Hosts, their settings and their neighbours, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {HostState, NeighbourState} from '../api/schema/host.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName} from '../names.ts';
import {formatAddress} from '../packet/address.ts';
import {formatMac} from '../packet/ethernet.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {Interface} from '../stack/interface.ts';
import type {Neighbour} from '../stack/link-layer/neighbour-table.ts';
import {SETTING_NAMES, type HostSettings, settingNamed} from '../stack/settings.ts';
import {addressOf, stationOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';

type HostMethods = Pick<
  LabApi,
  | 'listHosts'
  | 'showHost'
  | 'addHost'
  | 'removeHost'
  | 'changeHost'
  | 'listNeighbours'
  | 'setNeighbour'
  | 'deleteNeighbour'
  | 'flushNeighbours'
>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function hostMethods({lab, kept}: ServiceContext): HostMethods {
  return {
    async listHosts() {
      return [...lab.hosts()].map(hostState);
    },

    async showHost({host}) {
      return hostState(lab.host(host));
    },

    async addHost({host}) {
      if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(host)) {
        throw new NetworkError(
          'EUSAGE',
          `${JSON.stringify(host)} is not a name for a host: letters, digits, "_", "." and "-"`,
        );
      }
      return kept(hostState(lab.addHost(host)));
    },

    async removeHost({host}) {
      lab.removeHost(host);
      return kept({});
    },

    async changeHost({host, settings = {}, names = {}}) {
      const labHost = lab.host(host);
      const changes = Object.entries(settings).map(([name, value]) => [settingNamed(name), value] as const);
      const known = Object.entries(names).map(
        ([name, text]) => [name, text === null ? null : addressOf(text)] as const,
      );
      for (const [setting, value] of changes) labHost.host.settings[setting] = value;
      for (const [name, address] of known) {
        if (address === null) labHost.names.delete(name);
        else labHost.names.set(name, address);
      }
      labHost.save();
      return kept(hostState(labHost));
    },

    async listNeighbours({host, dst, dev}) {
      const address = dst === undefined ? undefined : addressOf(dst);
      return ethernetsNamed(lab.host(host), dev).flatMap(({iface, link}) =>
        [...link.neighbours]
          .filter((neighbour) => address === undefined || neighbour.address === address)
          .map((neighbour) => neighbourState(iface, neighbour)),
      );
    },

    async setNeighbour({host, dst, dev, lladdr, proxy = false, temporary = false}) {
      const address = addressOf(dst);
      const mac = stationOf(lladdr);
      const {iface, link} = ethernetToward(lab.host(host), address, dev);
      if (temporary) link.neighbours.setTemporary(address, mac, proxy);
      else link.neighbours.setPermanent(address, mac, proxy);
      lab.host(host).save();
      return kept(neighbourState(iface, link.neighbours.get(address)!));
    },

    async deleteNeighbour({host, dst, dev}) {
      const address = addressOf(dst);
      const {iface, link} = ethernetToward(lab.host(host), address, dev);
      const neighbour = link.neighbours.get(address);
      if (!neighbour) throw new NetworkError('ENOENT', `${iface.name} knows no neighbour ${dst}; see: tunlab arp -a`);
      link.neighbours.delete(address);
      lab.host(host).save();
      return kept(neighbourState(iface, neighbour));
    },

    async flushNeighbours({host, dev}) {
      const labHost = lab.host(host);
      const tables = ethernetsNamed(labHost, dev).map(({link}) => link.neighbours);
      let deleted = 0;
      for (const table of tables) {
        for (const {address} of [...table]) {
          table.delete(address);
          deleted++;
        }
      }
      labHost.save();
      return kept({deleted});
    },
  };
}

function hostState({host, names}: LabHost): HostState {
  const settings = Object.entries(host.settings) as [keyof HostSettings, boolean][];
  return {
    name: host.name,
    interfaces: [...host.interfaces].map(({name}) => name),
    settings: Object.fromEntries(settings.map(([setting, value]) => [SETTING_NAMES[setting][0]!, value])),
    names: Object.fromEntries([...names].map(([name, address]) => [name, formatAddress(address)])),
  };
}

function neighbourState(iface: Interface, {address, mac, state, proxy}: Neighbour): NeighbourState {
  return {
    dst: formatAddress(address),
    dev: iface.name,
    ...(mac !== undefined && {lladdr: formatMac(mac)}),
    state,
    proxy,
  };
}

function ethernetsOf({host}: LabHost): {iface: Interface; link: EthernetLink}[] {
  return [...host.interfaces].flatMap((iface) =>
    iface.link instanceof EthernetLink ? [{iface, link: iface.link}] : [],
  );
}

/** The Ethernet that is named, else all. @throws {NetworkError} ENODEV; EINVAL: it is none */
function ethernetsNamed(labHost: LabHost, dev: string | undefined): {iface: Interface; link: EthernetLink}[] {
  const all = ethernetsOf(labHost);
  if (dev === undefined) return all;
  const named = labHost.host.interfaces.named(canonicalName(dev));
  const found = all.filter(({iface}) => iface === named);
  if (found.length > 0) return found;
  throw new NetworkError('EINVAL', `${named.name} is no Ethernet: it has no neighbours`);
}

/** The Ethernet that is named, else the one whose network has the address. @throws {NetworkError} ENETUNREACH, EINVAL */
function ethernetToward(
  labHost: LabHost,
  address: number,
  dev: string | undefined,
): {iface: Interface; link: EthernetLink} {
  const found = ethernetsNamed(labHost, dev).find(({iface}) => dev !== undefined || iface.isOnLink(address));
  if (found) return found;
  throw new NetworkError('ENETUNREACH', `${formatAddress(address)} is on no Ethernet of ${labHost.host.name}`);
}
