/** Calling an interface by another name: all that is known by its name moves along, and nothing else changes. */
import {NetworkError} from '../errors.ts';
import {nodePath} from '../names.ts';
import {interfaceKey, saveInterface, saveRoutesOf} from '../stack/configure.ts';
import type {InterfaceAddress} from '../stack/interface.ts';
import {rekey} from '../stack/interface-table.ts';
import type {DeviceNodes} from './device-nodes.ts';
import {checkNameOfBridge, checkNameOfNic, LOOPBACK} from './kinds.ts';
import type {LabHost} from './lab-host.ts';

/**
 * @throws {NetworkError} ENODEV; EEXIST: another interface is called so; EOPNOTSUPP: the loopback interface; EINVAL: the
 *   name is for another kind of interface; ENAMETOOLONG: its node could not be reached
 */
export function checkNewName(labHost: LabHost, nodes: DeviceNodes, name: string, to: string): void {
  const {host, devices, nics, bridges} = labHost;
  host.interfaces.named(name);
  if (to === name) return;
  if (name === LOOPBACK) throw new NetworkError('EOPNOTSUPP', 'the loopback interface keeps its name');
  if (host.interfaces.get(to)) throw new NetworkError('EEXIST', `${to} exists already`);
  if (nics.has(name)) checkNameOfNic(to);
  if ([...bridges].some((bridge) => bridge.name === name)) checkNameOfBridge(to);
  const device = devices.get(name);
  if (device) nodes.check(host.name, nodePath(device.mode, to));
}

/** A name of an address that begins as the interface's begins as its new one from now on. */
function renamedLabel(address: InterfaceAddress, name: string, to: string): InterfaceAddress {
  const {label} = address;
  return label?.startsWith(`${name}:`) ? {...address, label: to + label.slice(name.length)} : address;
}

/** Whoever has the device's node open keeps it; its path goes by the new name. @throws {NetworkError} as `checkNewName` */
export function renameInterface(labHost: LabHost, nodes: DeviceNodes, name: string, to: string): void {
  if (to === name) return;
  checkNewName(labHost, nodes, name, to);
  const {host, devices, nics, bridges, dhcp, udp} = labHost;
  const iface = host.interfaces.named(name);
  const device = devices.get(name);
  const nic = nics.get(name);
  if (device?.hasNode) {
    nodes.moved(host.name, nodePath(device.mode, name), nodePath(device.mode, to), device);
  }
  host.interfaces.rename(iface, to);
  iface.addresses = iface.addresses.map((address) => renamedLabel(address, name, to));
  rekey(devices, name, to);
  rekey(nics, name, to);
  bridges.renamed(name, to);
  dhcp.renamed(name, to);
  host.journal(interfaceKey(host, name), undefined);
  saveInterface(host, iface);
  if (device) {
    host.journal(`host/${host.name}/device/${name}`, undefined);
    labHost.saveDevice(device);
  }
  if (nic) {
    nic.label = `${host.name}:${to}`;
    host.journal(`host/${host.name}/nic/${name}`, undefined);
    labHost.saveNic(nic);
  }
  saveRoutesOf(host, iface);
  udp.saveGroups();
  labHost.save();
}
