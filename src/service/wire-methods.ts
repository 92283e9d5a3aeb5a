/** Wires, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {ChangeWire, DropRuleState, WireState} from '../api/schema/wire.ts';
import type {Wire} from '../link/wire.ts';
import type {DropRule as EngineRule} from '../link/wire-match.ts';
import type {WireChange, WireSettings} from '../link/wire-settings.ts';
import {canonicalName} from '../names.ts';
import {formatIp} from '../packet/ip-address.ts';
import {endOf, frameMatch} from './frame-match.ts';
import type {ServiceContext} from './service-context.ts';
import {captureWire} from './wire-capture.ts';

type WireMethods = Pick<
  LabApi,
  'listWires' | 'showWire' | 'addWire' | 'changeWire' | 'removeWire' | 'addDropRule' | 'clearDropRules' | 'captureWire'
>;

type SettingsChange = Omit<ChangeWire, 'wire' | 'joined'>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function wireMethods(context: ServiceContext): WireMethods {
  const {lab, kept} = context;
  return {
    async listWires() {
      return [...lab.wires].map(wireState);
    },

    async showWire({wire}) {
      return wireState(lab.wires.named(wire));
    },

    async addWire({wire, ends}) {
      const joined = ends.map(({host, ifname}) => ({host: lab.host(host), name: canonicalName(ifname)}));
      return kept(wireState(lab.wires.connect(wire, joined)));
    },

    async changeWire({wire, joined, ...change}) {
      const {settings} = lab.wires.named(wire);
      return kept(wireState(lab.wires.change(wire, engineChange(settings, change), joined)));
    },

    async removeWire({wire}) {
      lab.wires.remove(wire, lab.hosts());
      return kept({});
    },

    async addDropRule({wire, nth, ...match}) {
      return kept(wireState(lab.wires.addRule(wire, {nth, match: frameMatch(match)})));
    },

    async clearDropRules({wire}) {
      return kept(wireState(lab.wires.clearRules(wire)));
    },

    captureWire(request, signal) {
      return context.waiting.stream(captureWire(context, request, signal));
    },
  };
}

function wireState(wire: Wire): WireState {
  const {delay, jitter, loss, duplicate, reorder, corrupt, rate, seed, queue} = wire.settings;
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
    queue_packets: queue.packets,
    queue_octets: queue.octets,
    ends: wire.directions().map(({from, inFlight, counters}) => {
      return {...endOf(from), in_flight: inFlight, counters: {...counters}};
    }),
    rules: wire.rules.list().map(ruleState),
  };
}

/** The limits of a queue are one setting of the engine, and two of the API. */
function engineChange(
  {queue}: WireSettings,
  {queue_packets: packets = queue.packets, queue_octets: octets = queue.octets, ...change}: SettingsChange,
): WireChange {
  return {...change, queue: {packets, octets}};
}

export function ruleState({nth, seen, match}: EngineRule): DropRuleState {
  const {from, etherType, protocol, source, destination, port, icmpType, minimumLength} = match;
  return {
    nth,
    seen,
    ...(from !== undefined && {from: endOf(from)}),
    ...(etherType !== undefined && {ether_type: etherType}),
    ...(protocol !== undefined && {protocol}),
    ...(source !== undefined && {source: formatIp(source)}),
    ...(destination !== undefined && {destination: formatIp(destination)}),
    ...(port !== undefined && {port}),
    ...(icmpType !== undefined && {icmp_type: icmpType}),
    ...(minimumLength !== undefined && {minimum_length: minimumLength}),
  };
}
