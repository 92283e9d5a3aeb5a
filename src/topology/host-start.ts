import type {TopologyHost} from '../api/schema/topology.ts';

const BSD = {mtu: 16_384, addresses: ['127.0.0.1/8', '::1/128', 'fe80::1/64']};
const MARKS = {allmulti: false, multicast: true, trailers: true, dynamic: false, automedia: false};

/** What every machine starts with; the loopback of BSD is another. */
export const HOST_START: TopologyHost = {
  names: {localhost: ['127.0.0.1', '::1']},
  interfaces: {
    lo0: {
      kind: 'loopback',
      up: true,
      mtu: 65_536,
      metric: 0,
      promisc: false,
      arp: true,
      ...MARKS,
      txqlen: null,
      addresses: ['127.0.0.1/8', '::1/128'],
      inet6: {enabled: true, accept_ra: null, advertise: false},
    },
  },
  routes: [],
  removed_routes: [],
  neighbours: [],
  udp: [],
};

export function hostStart(personality: TopologyHost['personality']): TopologyHost {
  if (personality !== 'bsd') return HOST_START;
  return {...HOST_START, interfaces: {lo0: {...HOST_START.interfaces!['lo0'], ...BSD}}};
}
