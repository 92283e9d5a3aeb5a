import type {Statistics} from '../api/schema/statistics.ts';
import {EthernetLink} from '../stack/link-layer/ethernet-link.ts';
import type {Host} from '../stack/host.ts';
import type {Traffic} from '../stack/traffic.ts';

type Counters = Readonly<Record<string, number>>;

/** All counters of a host, the host's own first, then those of each interface. */
export function statisticsOf(host: Host): Statistics {
  const groups: [string, Counters][] = [
    ...protocolGroups(host.ipv4, ''),
    ...protocolGroups(host.ipv6, 'ipv6 '),
    ['ipv6 discovery', {'address-conflicts': host.ipv6.discovery.conflicts.size}],
  ];
  for (const {name, received, sent, link} of host.interfaces) {
    // Stations that use an address of this host: a fault of the network that somebody should see (RFC 5227 §2.4).
    const conflicts = link instanceof EthernetLink ? {'address-conflicts': link.arp.conflicts.size} : {};
    groups.push([`${name} receive`, {...traffic(received), ...conflicts}], [`${name} transmit`, traffic(sent)]);
  }
  return {host: host.name, groups: groups.map(([name, counters]) => ({name, counters}))};
}

function protocolGroups(
  {output, reassembly, errors}: Host['ipv4'] | Host['ipv6'],
  prefix: string,
): [string, Counters][] {
  const {fragments, created, completed, expired, waiting} = reassembly;
  const {sent, suppressed} = errors.rate;
  return [
    [`${prefix}output`, {...Object.fromEntries(output.faults), blackhole: output.swallowed}],
    [`${prefix}icmp`, {'errors-sent': sent, 'errors-suppressed': suppressed}],
    [`${prefix}fragments`, {received: fragments, ...Object.fromEntries(reassembly.refused)}],
    [`${prefix}datagrams`, {created, completed, expired, waiting, ...Object.fromEntries(reassembly.discarded)}],
  ];
}

function traffic({packets, bytes, errors, dropped, multicast, reasons}: Traffic): Counters {
  return {packets, bytes, errors, dropped, multicast, ...Object.fromEntries(reasons)};
}
