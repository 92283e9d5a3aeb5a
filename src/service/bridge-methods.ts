/** Bridges, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {BridgeDetails, BridgeState} from '../api/schema/bridge.ts';
import type {LabHost} from '../lab/lab-host.ts';
import type {Bridge} from '../link/bridge.ts';
import {canonicalName} from '../names.ts';
import {formatMac} from '../packet/ethernet.ts';
import type {ServiceContext} from './service-context.ts';

type BridgeMethods = Pick<LabApi, 'listBridges' | 'showBridge' | 'addBridge' | 'changeBridge' | 'removeBridge'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function bridgeMethods({lab, kept}: ServiceContext): BridgeMethods {
  return {
    async listBridges({host}) {
      const labHost = lab.host(host);
      return [...labHost.bridges].map((bridge) => bridgeState(labHost, bridge));
    },

    async showBridge({host, ifname}) {
      const labHost = lab.host(host);
      return bridgeDetails(labHost, labHost.bridges.named(canonicalName(ifname)));
    },

    async addBridge({host, ifname, ports = [], ageing}) {
      const labHost = lab.host(host);
      const bridge = labHost.addBridge(canonicalName(ifname), {join: ports.map(canonicalName), ageing});
      return kept(bridgeState(labHost, bridge));
    },

    async changeBridge({host, ifname, ageing, join, leave}) {
      const labHost = lab.host(host);
      const change = {ageing, join: join?.map(canonicalName), leave: leave?.map(canonicalName)};
      return kept(bridgeState(labHost, labHost.bridges.change(canonicalName(ifname), change)));
    },

    async removeBridge({host, ifname}) {
      const labHost = lab.host(host);
      const {name} = labHost.bridges.named(canonicalName(ifname));
      labHost.remove(name);
      return kept({});
    },
  };
}

function bridgeState({host}: LabHost, {name, up, ageing, ports}: Bridge): BridgeState {
  const {hardwareAddress, mtu} = host.interfaces.named(name);
  return {
    ifname: name,
    up,
    address: formatMac(hardwareAddress),
    mtu,
    ageing,
    ports: ports.map(({link, counters}) => ({
      ifname: link.name,
      state: up && link.live ? 'forwarding' : 'down',
      counters: {...counters},
    })),
  };
}

function bridgeDetails(labHost: LabHost, bridge: Bridge): BridgeDetails {
  const state = bridgeState(labHost, bridge);
  const own = {mac: state.address, port: state.ifname, age: 0, local: true};
  const learnt = bridge
    .stations()
    .map(({mac, port, age}) => ({mac: formatMac(mac), port: port.link.name, age: age / 1000, local: false}));
  return {...state, stations: [own, ...learnt]};
}
