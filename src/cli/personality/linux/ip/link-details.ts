/** What `ip -d` adds about an interface. */
import type {Answer, IpJson} from './answer.ts';
import type {Link} from './links.ts';
import type {LinkView} from './link-text.ts';

/** What the drivers of Linux 6 say of themselves. */
const SIZES = {
  num_tx_queues: ['numtxqueues', 1],
  num_rx_queues: ['numrxqueues', 1],
  gso_max_size: ['gso_max_size', 65_536],
  gso_max_segs: ['gso_max_segs', 65_535],
  tso_max_size: ['tso_max_size', 65_536],
  tso_max_segs: ['tso_max_segs', 65_535],
  gro_max_size: ['gro_max_size', 65_536],
} as const;
const LONGEST_SEGMENT_OF_LOOPBACK = 524_280;

export function linkDetails(answer: Answer, link: Link, end: string, view: LinkView): void {
  const {state} = link;
  const promiscuous = state.flags.includes('PROMISC') ? 1 : 0;
  answer.both('promiscuity', promiscuous, ` promiscuity ${promiscuous} `);
  answer.both('allmulti', 0, ' allmulti 0 ');
  const [least, most] = mtuBounds(link);
  answer.both('min_mtu', least, `minmtu ${least} `);
  answer.both('max_mtu', most, `maxmtu ${most} `);
  sayKind(answer, link, end);
  if (view === 'link') {
    // Only where IPv6 runs is an address made.
    const mode = state.inet6.enabled || state.link_type === 'loopback' ? 'eui64' : 'none';
    answer.both('inet6_addr_gen_mode', mode, `addrgenmode ${mode} `);
  }
  for (const [key, [word, usual]] of Object.entries(SIZES)) {
    const longest = key === 'tso_max_size' && state.link_type === 'loopback';
    const value = longest ? LONGEST_SEGMENT_OF_LOOPBACK : usual;
    answer.both(key, value, `${word} ${value} `);
  }
}

function mtuBounds({state, device}: Link): readonly [number, number] {
  if (state.link_type === 'loopback') return [0, 0];
  return [68, device?.mode === 'tap' ? 65_521 : 65_535];
}

function sayKind(answer: Answer, {device, bridge, master}: Link, end: string): void {
  const info: Record<string, IpJson> = {};
  if (device) {
    const pi = device.link_header === 'pi';
    const persist = device.persist ? 'on' : 'off';
    const owner = [
      ...(device.user === null ? [] : [`user ${device.user} `]),
      ...(device.group === null ? [] : [`group ${device.group} `]),
    ].join('');
    answer.say(`${end}    tun type ${device.mode} pi ${pi ? 'on' : 'off'} vnet_hdr off persist ${persist} ${owner}`);
    info['info_kind'] = 'tun';
    info['info_data'] = {
      type: device.mode,
      pi,
      vnet_hdr: false,
      multi_queue: false,
      persist: device.persist,
      ...(device.user !== null && {user: device.user}),
      ...(device.group !== null && {group: device.group}),
    };
  } else if (bridge) {
    const ageing = Math.round(bridge.ageing * 100);
    answer.say(`${end}    bridge ageing_time ${ageing} `);
    info['info_kind'] = 'bridge';
    info['info_data'] = {ageing_time: ageing};
  }
  if (master !== undefined) {
    answer.say(`${end}    bridge_slave state forwarding `);
    info['info_slave_kind'] = 'bridge';
    info['info_slave_data'] = {state: 'forwarding'};
  }
  if (Object.keys(info).length > 0) answer.keep('linkinfo', info);
}
