import type {DeviceChange} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import {QUEUE_NAMES} from '../tunnel/records.ts';
import type {TunnelDevice} from '../tunnel/tunnel-device.ts';

/** @throws {NetworkError} EBUSY: packets with another link header are waiting. */
export function checkSettings(device: TunnelDevice, change: DeviceChange): void {
  const waiting = device.queues.application.length + device.queues.interface.length;
  const {link_header: header = device.settings.linkHeader} = change;
  if (header !== 'none' && device.mode === 'tap') {
    throw new NetworkError('EOPNOTSUPP', `${device.name} is a tap: its frames have their Ethernet header and no other`);
  }
  if (header !== device.settings.linkHeader && waiting > 0) {
    throw new NetworkError('EBUSY', `packets wait in the queues of ${device.name}; first: tunctl flush ${device.name}`);
  }
}

export function applySettings(device: TunnelDevice, change: DeviceChange): void {
  const {settings} = device;
  settings.linkHeader = change.link_header ?? settings.linkHeader;
  settings.persist = change.persist ?? settings.persist;
  if (change.user !== undefined) settings.user = change.user;
  if (change.group !== undefined) settings.group = change.group;
  for (const name of QUEUE_NAMES) {
    const queue = device.queues[name];
    const octets = change[`${name}_octets`];
    queue.limits = {
      packets: change[`${name}_packets`] ?? queue.limits.packets,
      octets: octets === undefined ? queue.limits.octets : octets,
    };
  }
}
