/** QEMU without a machine: nothing but its user-mode network, libslirp, between two netdevs on one hub. */
import type {UplinkSettings} from '../link/uplink-settings.ts';
import {uplinkAddresses} from '../link/uplink-settings.ts';
import {formatAddress, formatPrefix} from '../packet/address.ts';
import type {ProgramKind} from './program-kind.ts';

/** Any emulator will do: none of them emulates anything here. */
const EMULATORS = ['x86_64', 'aarch64', 'i386', 'arm', 'riscv64', 'ppc64', 's390x', 'mips64', 'sparc64'];

export const QEMU: ProgramKind = {
  label: 'QEMU',
  names: EMULATORS.map((machine) => `qemu-system-${machine}`),
  debianPackage: 'qemu-system-x86',
  arguments: (settings) => [
    ...['-machine', 'none', '-nodefaults', '-no-user-config', '-display', 'none', '-name', 'tunlab-uplink'],
    // It opens sockets, and does nothing else from now on.
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-netdev', `user,id=net,${userNetwork(settings)}`, '-netdev', 'hubport,id=inner,hubid=0,netdev=net'],
    ...['-netdev', 'stream,id=lab,server=off,addr.type=fd,addr.str=3'],
    ...['-netdev', 'hubport,id=outer,hubid=0,netdev=lab'],
  ],
  // A hub without a guest is what this is.
  isNoise: (line) => /hub 0 with no nics/.test(line),
  mostQueued: 1 << 18,
};

function userNetwork({network, restrict}: UplinkSettings): string {
  const {gateway, resolver, host} = uplinkAddresses(network);
  return [
    'ipv6=off',
    `net=${formatPrefix(network)}`,
    `host=${formatAddress(gateway)}`,
    `dns=${formatAddress(resolver)}`,
    `dhcpstart=${formatAddress(host)}`,
    `restrict=${restrict ? 'on' : 'off'}`,
  ].join(',');
}
