import type {TopologyHost} from '../api/schema/topology.ts';

/** What every machine starts with, whatever its personality. */
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
      addresses: ['127.0.0.1/8', '::1/128'],
      inet6: {enabled: true, accept_ra: null, advertise: false},
    },
  },
  routes: [],
  removed_routes: [],
  neighbours: [],
  udp: [],
};
