import type {DeviceChange} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import {QUEUE_NAMES} from '../tunnel/records.ts';
import type {DeviceMode} from '../tunnel/link-header.ts';
import type {TunnelDevice} from '../tunnel/tunnel-device.ts';

/** @throws {NetworkError} EOPNOTSUPP: a tap has no such header. EBUSY: packets with another link header are waiting. */
export function checkSettings(device: TunnelDevice, change: DeviceChange): void {
  checkHeader(device.mode, change);
  const waiting = device.queues.application.length + device.queues.interface.length;
  const {link_header: header = device.settings.linkHeader} = change;
  if (header === device.settings.linkHeader) return;
  if (device.opened) {
    throw new NetworkError(
      'EBUSY',
      `an application has ${device.name} open, and would misread what comes after the change`,
    );
  }
  if (waiting > 0) {
    throw new NetworkError('EBUSY', `packets wait in the queues of ${device.name}; first: tunctl flush ${device.name}`);
  }
}

/** @throws {NetworkError} EOPNOTSUPP */
export function checkHeader(mode: DeviceMode, {link_header: header = 'none'}: DeviceChange): void {
  if (header !== 'none' && mode === 'tap') {
    throw new NetworkError('EOPNOTSUPP', 'the frames of a tap have their Ethernet header and no other');
  }
}

export function applySettings(device: TunnelDevice, change: DeviceChange): void {
  const {settings} = device;
  settings.linkHeader = change.link_header ?? settings.linkHeader;
  settings.persist = change.persist ?? settings.persist;
  if (change.node) device.provideNode();
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
