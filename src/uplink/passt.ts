/** passt: sockets of the machine in place of a network, one for each flow. */
import {type UplinkSettings, uplinkAddresses} from '../link/uplink-settings.ts';
import {formatAddress} from '../packet/address.ts';
import type {ProgramKind} from './program-kind.ts';

/** As long as a NIC takes: passt hands fragments on wrongly, so that what is longer can not be sent. */
const MTU = 9000;
/** The gateway's; that of the interface it is told to look like is zero. */
const GATEWAY_MAC = '52:55:0a:00:02:02';

export const PASST: ProgramKind = {
  label: 'passt',
  names: ['passt'],
  debianPackage: 'passt',
  arguments: (settings) => [
    ...['--foreground', '--fd', '3', '--ipv4-only', '--interface', 'lo'],
    ...addresses(settings),
    ...['--mac-addr', GATEWAY_MAC, '--mtu', String(MTU), '--search', 'none'],
  ],
  isNoise: (line) => /^(?:Failed to send \d+ bytes to syslog|Outbound interface|Template interface)/.test(line),
  mostQueued: 0,
};

function addresses({network}: UplinkSettings): readonly string[] {
  const {gateway, host} = uplinkAddresses(network);
  // It tells of the machine's own resolvers; of one on the loopback, that it is at the gateway.
  return ['--address', formatAddress(host), '--netmask', String(network.length), '--gateway', formatAddress(gateway)];
}
