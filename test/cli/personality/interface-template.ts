import type {InterfaceState} from '../../../src/api/schema/interface.ts';

const NOTHING = {packets: 0, bytes: 0, errors: 0, dropped: 0, multicast: 0, drop_reasons: {}};

/** An interface that is up, has no addresses and has carried nothing. */
export function interfaceTemplate(ifname: string, linkType: InterfaceState['link_type']): InterfaceState {
  return {
    ifindex: 2,
    ifname,
    link_type: linkType,
    flags: ['UP', 'LOWER_UP'],
    mtu: 1500,
    metric: 0,
    addr_info: [],
    inet6: {enabled: true, accept_ra: false, advertise: false},
    stats64: {rx: NOTHING, tx: NOTHING, collisions: 0},
  };
}
