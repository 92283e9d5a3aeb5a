/** Hosts, their settings and their names, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {HostState} from '../api/schema/host.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {formatIp} from '../packet/ip-address.ts';
import {settingsChanged} from '../stack/configure.ts';
import {SETTING_NAMES, type HostSettings, settingNamed} from '../stack/settings.ts';
import {addressOf} from './parse.ts';
import type {ServiceContext} from './service-context.ts';

type HostMethods = Pick<LabApi, 'listHosts' | 'showHost' | 'addHost' | 'removeHost' | 'changeHost'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function hostMethods({lab, kept}: ServiceContext): HostMethods {
  return {
    async listHosts() {
      return [...lab.hosts()].map(hostState);
    },

    async showHost({host}) {
      return hostState(lab.host(host));
    },

    async addHost({host, personality}) {
      if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(host)) {
        throw new NetworkError(
          'EUSAGE',
          `${JSON.stringify(host)} is not a name for a host: letters, digits, "_", "." and "-"`,
        );
      }
      return kept(hostState(lab.addHost(host, personality)));
    },

    async removeHost({host}) {
      lab.removeHost(host);
      return kept({});
    },

    async changeHost({host, personality, settings = {}, names = {}}) {
      const labHost = lab.host(host);
      const changes = Object.entries(settings).map(([name, value]) => [settingNamed(name), value] as const);
      const known = Object.entries(names).map(
        ([name, text]) => [name, text === null ? null : addressOf(text)] as const,
      );
      if (personality !== undefined) lab.setPersonality(host, personality);
      for (const [setting, value] of changes) labHost.host.settings[setting] = value;
      for (const [name, address] of known) {
        if (address === null) labHost.names.delete(name);
        else labHost.names.add(name, address);
      }
      if (changes.length > 0) settingsChanged(labHost.host);
      labHost.save();
      return kept(hostState(labHost));
    },
  };
}

function hostState({host, names, personality}: LabHost): HostState {
  const settings = Object.entries(host.settings) as [keyof HostSettings, boolean][];
  return {
    name: host.name,
    personality,
    interfaces: [...host.interfaces].map(({name}) => name),
    settings: Object.fromEntries(settings.map(([setting, value]) => [SETTING_NAMES[setting][0]!, value])),
    names: Object.fromEntries(names.byName().map(([name, addresses]) => [name, addresses.map(formatIp)])),
  };
}
