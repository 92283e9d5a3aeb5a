/** What a device's settings and waiting packets look like in the journal. */
import type {QueueLimits} from '../queue/packet-queue.ts';
import type {LinkHeader} from '../packet/link-header.ts';
import type {DeviceMode} from './link-header.ts';
import type {QueueReason} from './queue-side.ts';
import type {QueueName, TunnelDevice} from './tunnel-device.ts';

export const QUEUE_NAMES: readonly QueueName[] = ['application', 'interface'];

export interface DeviceRecord {
  readonly name: string;
  readonly mode: DeviceMode;
  readonly hasNode: boolean;
  readonly persist: boolean;
  readonly linkHeader: LinkHeader;
  readonly user: string | null;
  readonly group: string | null;
  readonly queues: Readonly<Record<QueueName, {readonly limits: QueueLimits; readonly held: boolean}>>;
}

export interface PacketRecord {
  readonly frame: Uint8Array;
  readonly reason: QueueReason;
}

export function deviceRecord(device: TunnelDevice): DeviceRecord {
  const {name, mode, hasNode, settings, queues} = device;
  const queueRecord = (queue: QueueName) => ({limits: queues[queue].limits, held: queues[queue].held});
  return {
    name,
    mode,
    hasNode,
    ...settings,
    queues: {application: queueRecord('application'), interface: queueRecord('interface')},
  };
}

/** Make a new device what the record says; its node appears if it had one. */
export function restoreDevice(device: TunnelDevice, record: DeviceRecord): void {
  const {persist, linkHeader, user, group} = record;
  Object.assign(device.settings, {persist, linkHeader, user, group});
  for (const queue of QUEUE_NAMES) {
    device.queues[queue].limits = record.queues[queue].limits;
    if (record.queues[queue].held) device.hold(queue);
  }
  if (record.hasNode) device.provideNode();
}
