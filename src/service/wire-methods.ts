/** Wires, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {WireState} from '../api/schema/wire.ts';
import type {Wire} from '../link/wire.ts';
import {canonicalName} from '../names.ts';
import type {ServiceContext} from './service-context.ts';

type WireMethods = Pick<LabApi, 'listWires' | 'addWire' | 'changeWire' | 'removeWire'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function wireMethods({lab, kept}: ServiceContext): WireMethods {
  return {
    async listWires() {
      return [...lab.wires].map(wireState);
    },

    async addWire({wire, ends}) {
      const joined = ends.map(({host, ifname}) => ({host: lab.host(host), name: canonicalName(ifname)}));
      return kept(wireState(lab.wires.connect(wire, joined)));
    },

    async changeWire({wire, joined, ...change}) {
      return kept(wireState(lab.wires.change(wire, change, joined)));
    },

    async removeWire({wire}) {
      lab.wires.remove(wire, lab.hosts());
      return kept({});
    },
  };
}

function wireState(wire: Wire): WireState {
  const {delay, jitter, loss, duplicate, reorder, corrupt, rate, seed} = wire.settings;
  return {
    name: wire.name,
    joined: wire.joined,
    delay,
    jitter,
    loss,
    duplicate,
    reorder,
    corrupt,
    rate,
    seed,
    ends: wire.directions().map(({from, inFlight, counters}) => {
      const [host = '', ifname = ''] = from.split(':');
      return {host, ifname, in_flight: inFlight, counters: {...counters}};
    }),
  };
}
