/** Interfaces, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {configureInterface} from '../stack/configure.ts';
import {applySettings} from './device-settings.ts';
import {engineChange} from './interface-change.ts';
import {interfaceState} from './present.ts';
import {statisticsOf} from './statistics.ts';
import type {ServiceContext} from './service-context.ts';

type InterfaceMethods = Pick<
  LabApi,
  'showStatistics' | 'listInterfaces' | 'showInterface' | 'configureInterface' | 'removeInterface'
>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function interfaceMethods({lab, keep, kept}: ServiceContext): InterfaceMethods {
  return {
    async showStatistics({host}) {
      return statisticsOf(lab.host(host).host);
    },

    async listInterfaces({host}) {
      return [...lab.host(host).host.interfaces].map((iface) => interfaceState(lab.host(host).host, iface));
    },

    async showInterface({host, ifname}) {
      const owner = lab.host(host).host;
      return interfaceState(owner, owner.interfaces.named(canonicalName(ifname)));
    },

    async configureInterface({host, ifname, create, txqlen, name: newName, ...change}) {
      const labHost = lab.host(host);
      const name = canonicalName(ifname);
      const existed = labHost.host.interfaces.get(name) !== undefined;
      const device = labHost.devices.get(name);
      if (device && txqlen === null) throw new NetworkError('EINVAL', `${name} has queues, and they have a length`);
      const asked = {...engineChange(change), ...(txqlen !== undefined && !device && {queueLength: txqlen})};
      const iface = create ? labHost.interfaceOrNew(name) : labHost.host.interfaces.named(name);
      const renamed = newName === undefined ? name : canonicalName(newName);
      try {
        labHost.checkRename(name, renamed);
        configureInterface(labHost.host, iface, asked);
      } catch (reason) {
        if (!existed) labHost.remove(name);
        keep();
        throw reason;
      }
      labHost.bridges.mtuChanged(name);
      if (device && typeof txqlen === 'number') {
        applySettings(device, {application_packets: txqlen});
        labHost.saveDevice(device);
      }
      labHost.rename(name, renamed);
      return kept(interfaceState(labHost.host, iface));
    },

    async removeInterface({host, ifname}) {
      lab.host(host).remove(canonicalName(ifname));
      return kept({});
    },
  };
}
