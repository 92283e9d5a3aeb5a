/** What of an interface is switched, and what it is made of when it is made anew. */
import type {TopologyInterface} from '../api/schema/topology.ts';
import {without} from './without.ts';

export type Switches = Pick<
  TopologyInterface,
  | 'up'
  | 'mtu'
  | 'metric'
  | 'promisc'
  | 'arp'
  | 'allmulti'
  | 'multicast'
  | 'dynamic'
  | 'trailers'
  | 'automedia'
  | 'txqlen'
  | 'lladdr'
>;

/** One that is made anew is as it was, but for what is written. */
export function mergedInterface(now: TopologyInterface, wanted: TopologyInterface): TopologyInterface {
  const {inet6, device} = now;
  const merged = {...now, ...wanted, inet6: {...inet6, ...wanted.inet6}};
  return device ? {...merged, device: {...device, ...wanted.device}} : merged;
}

export function switchesOf(of: TopologyInterface): Switches {
  return without(of, 'kind', 'addresses', 'inet6', 'device', 'ports', 'ageing');
}
