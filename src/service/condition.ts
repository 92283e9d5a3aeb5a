/** Whether what somebody waits for is so, and how things stand, in words. */
import type {Comparison, Condition} from '../api/schema/wait.ts';
import {NetworkError} from '../errors.ts';
import type {Lab} from '../lab/lab.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName} from '../names.ts';
import {type IpAddress, isIpv6} from '../packet/ip-address.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {NeighbourStateName} from '../stack/link-layer/neighbour.ts';
import type {Clock} from '../time/clock.ts';
import {addressOf, routePattern} from './parse.ts';

export interface ConditionState {
  readonly met: boolean;
  /** One sentence without its full stop: `eth0 is down`. */
  readonly state: string;
}

type Of<Kind extends Condition['kind']> = Condition & {kind: Kind};

const COMPARE: Readonly<Record<Comparison, (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '=': (one, other) => one === other,
  '>=': (one, other) => one >= other,
  '>': (one, other) => one > other,
  '!=': (one, other) => one !== other,
};

/** What the words of a condition mean can be told before anything is there. @throws {NetworkError} EUSAGE, EOPNOTSUPP */
export function checkCondition({host}: LabHost, clock: Clock, condition: Condition): void {
  if ('ifname' in condition) canonicalName(condition.ifname);
  if (condition.kind === 'address') addressOf(condition.local);
  if (condition.kind === 'neighbour') addressOf(condition.dst);
  if (condition.kind === 'route') routePattern(host, {...routeWords(condition), dev: undefined} as never);
  if (condition.kind === 'idle' && clock.awaited === undefined) {
    throw new NetworkError('EOPNOTSUPP', 'the clock of this lab does not tell when nothing is left to happen');
  }
}

/** @param patience calls of the clock that somebody who waits has asked for */
export function conditionState(lab: Lab, host: LabHost, condition: Condition, patience: number): ConditionState {
  switch (condition.kind) {
    case 'route':
      return routeState(host, condition);
    case 'link':
      return linkState(host, condition);
    case 'address':
      return addressState(host, condition);
    case 'queue':
      return queueState(host, condition);
    case 'node':
      return nodeState(host, condition);
    case 'neighbour':
      return neighbourState(host, condition);
    case 'interface': {
      const there = interfaceOf(host, condition.ifname) !== undefined;
      const name = canonicalName(condition.ifname);
      return {met: there !== (condition.gone ?? false), state: `there is ${there ? 'an' : 'no'} interface ${name}`};
    }
    case 'idle': {
      const planned = (lab.clock.awaited ?? 0) - patience;
      return {
        met: planned === 0,
        state: planned === 0 ? 'nothing is under way' : `${planned} events are still to come`,
      };
    }
  }
}

function routeState({host}: LabHost, condition: Of<'route'>): ConditionState {
  const {dst, dev, gateway, gone = false} = condition;
  const what = `${dst}${gateway === undefined ? '' : ` by ${gateway}`}${dev === undefined ? '' : ` over ${dev}`}`;
  // A route over an interface that is not there yet is not there yet.
  const absent = dev !== undefined && host.interfaces.get(canonicalName(dev)) === undefined;
  const pattern = absent ? undefined : routePattern(host, routeWords(condition));
  const there = pattern !== undefined && findRoute(host, pattern);
  return {met: there !== gone, state: `${host.name} has ${there ? 'a' : 'no'} route to ${what}`};
}

function routeWords({dst, dev, gateway}: Of<'route'>) {
  const family = gateway?.includes(':') ? ('inet6' as const) : undefined;
  return {
    dst,
    ...(family && {family}),
    ...(dev !== undefined && {dev}),
    ...(gateway !== undefined && {gateway}),
  };
}

function findRoute({ipv4, ipv6}: LabHost['host'], pattern: ReturnType<typeof routePattern>): boolean {
  const {destination} = pattern;
  // One of each version, as its destination says.
  if (isIpv6(destination)) return ipv6.routes.find({...pattern, destination} as never) !== undefined;
  return ipv4.routes.find({...pattern, destination} as never) !== undefined;
}

function linkState(host: LabHost, {ifname, state: wanted}: Of<'link'>): ConditionState {
  const iface = interfaceOf(host, ifname);
  if (!iface) return {met: wanted === 'down', state: absent(ifname)};
  const carries = iface.device.linkUp !== false;
  const up = iface.up && carries;
  const state = up ? 'up' : iface.up ? 'up, but has no link' : 'down';
  return {met: up === (wanted === 'up'), state: `${iface.name} is ${state}`};
}

function addressState(host: LabHost, {ifname, local, gone = false}: Of<'address'>): ConditionState {
  const iface = interfaceOf(host, ifname);
  if (!iface) return {met: gone, state: absent(ifname)};
  const address = addressOf(local);
  const six = isIpv6(address) ? iface.ipv6.find(address) : undefined;
  const usable = six ? iface.ipv6.isAssigned(six) : iface.addresses.some((each) => each.local === address);
  if (six && !usable && !gone) {
    const why = six.state === 'duplicate' ? 'somebody else has it' : 'it is not known yet to be nobody else’s';
    return {met: false, state: `${iface.name} has ${local}, but ${why}`};
  }
  const there = six !== undefined || usable;
  return {met: gone ? !there : usable, state: `${iface.name} has ${there ? '' : 'not '}the address ${local}`};
}

function queueState(host: LabHost, {ifname, queue, comparison, packets}: Of<'queue'>): ConditionState {
  const device = host.devices.get(canonicalName(ifname));
  if (!device) return {met: false, state: noDevice(host, ifname)};
  const {length} = device.queues[queue];
  const met = COMPARE[comparison](length, packets);
  return {
    met,
    state: `${length} ${length === 1 ? 'packet waits' : 'packets wait'} in the ${queue} queue of ${device.name}`,
  };
}

function nodeState(host: LabHost, {ifname, state: wanted}: Of<'node'>): ConditionState {
  const device = host.devices.get(canonicalName(ifname));
  if (!device) return {met: wanted === 'closed', state: noDevice(host, ifname)};
  const state = device.opened
    ? 'open'
    : device.hasNode
      ? 'closed'
      : 'not there: it comes when the device is brought up';
  return {met: device.opened === (wanted === 'open'), state: `the node of ${device.name} is ${state}`};
}

const REACHABLE: ReadonlySet<NeighbourStateName> = new Set(['reachable', 'stale', 'delay', 'probe', 'permanent']);

function neighbourState({host}: LabHost, {dst, dev, state: wanted}: Of<'neighbour'>): ConditionState {
  const address: IpAddress = addressOf(dst);
  const name = dev === undefined ? undefined : canonicalName(dev);
  const known = [...host.interfaces]
    .filter((iface) => name === undefined || iface.name === name)
    .flatMap(({link}) => {
      if (!(link instanceof EthernetLink)) return [];
      return isIpv6(address) ? link.discovery.neighbours.get(address) : link.arp.neighbours.get(address);
    })
    .filter((neighbour) => neighbour !== undefined);
  const reachable = known.find(({state}) => REACHABLE.has(state));
  const shown = reachable ?? known[0];
  const met = wanted === 'gone' ? known.length === 0 : wanted === 'reachable' ? !!reachable : shown?.state === 'failed';
  return {
    met,
    state: `${host.name} ${shown ? `has the neighbour ${dst} as ${shown.state}` : `knows no neighbour ${dst}`}`,
  };
}

function interfaceOf({host}: LabHost, ifname: string) {
  return host.interfaces.get(canonicalName(ifname));
}

function absent(ifname: string): string {
  return `there is no interface ${canonicalName(ifname)}`;
}

function noDevice(host: LabHost, ifname: string): string {
  return interfaceOf(host, ifname) ? `${canonicalName(ifname)} is neither a tun nor a tap device` : absent(ifname);
}
