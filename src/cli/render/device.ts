/** Devices and their queues, for people. */
import type {
  DeviceQueues,
  DeviceState,
  LinkHeader,
  QueuedPacket,
  QueueName,
  QueueState,
} from '../../api/schema/device.ts';
import {counterWords} from './counters.ts';
import {PLAIN, type Paint} from './paint.ts';
import {formatIp} from '../../packet/ip-address.ts';
import {fromHex} from '../../packet/hex.ts';
import {destinationBehind} from '../../packet/link-header.ts';
import {frameHeader} from './packet.ts';
import {renderTable} from './table.ts';

const PURPOSE: Readonly<Record<QueueName, string>> = {
  application: 'packets an application will read',
  interface: 'packets the stack will receive',
};

/** One line a device, or that there is none. */
export async function renderDeviceList(devices: readonly DeviceState[], paint: Paint = PLAIN): Promise<string> {
  if (devices.length === 0) return 'no devices';
  return renderTable(
    ['NAME', 'MODE', 'STATE', 'OPENED', 'LINK HEADER', 'APPLICATION QUEUE', 'INTERFACE QUEUE'].map((text) =>
      paint.heading(text),
    ),
    devices.map((device) => [
      device.ifname,
      device.mode,
      device.up ? 'up' : 'down',
      yesNo(device.opened),
      device.link_header,
      fill(device.queues.application),
      fill(device.queues.interface),
    ]),
  );
}

/** Everything about one device, one line a fact. */
export async function renderDevice(device: DeviceState): Promise<string> {
  return renderTable(
    [],
    [
      ['name', device.ifname],
      ['mode', device.mode],
      ['state', device.up ? 'up' : 'down'],
      ['node', device.node ?? 'none yet: the interface has never been up'],
      ['opened', yesNo(device.opened)],
      ['persist', yesNo(device.persist)],
      ['link header', device.link_header],
      ['owner', device.user ?? '-'],
      ['group', device.group ?? '-'],
      ['application queue', queueWords(device.queues.application)],
      ['interface queue', queueWords(device.queues.interface)],
      ['refused', counterWords(device.refused, 'nothing')],
    ],
  );
}

/** Both queues, what is in them, and why each packet is where it is; `describe` says in one line what a frame is. */
export async function renderQueues(
  queues: DeviceQueues,
  describe: (hex: string) => string,
  paint: Paint = PLAIN,
): Promise<string> {
  const parts = await Promise.all(
    (['application', 'interface'] as const).map((name) => renderQueue(name, queues, describe, paint)),
  );
  return parts.join('\n\n');
}

async function renderQueue(
  name: QueueName,
  queues: DeviceQueues,
  describe: (hex: string) => string,
  paint: Paint,
): Promise<string> {
  const queue = queues[name];
  const state = queue.held ? paint.alert(stateWords(queue)) : stateWords(queue);
  const title = `${paint.heading(`${queues.ifname} ${name} queue`)} (${PURPOSE[name]}): ${state}`;
  if (queue.contents.length === 0) return title;
  const table = await renderTable(
    ['PLACE', 'OCTETS', 'PACKET', 'WHY IT IS HERE'].map((text) => paint.heading(text)),
    queue.contents.map((packet) => [
      String(packet.place),
      String(packet.octets),
      describe(packet.hex),
      reasonWords(packet, queues),
    ]),
  );
  return `${title}\n${table.replace(/^/gm, '  ')}`;
}

function reasonWords({reason, hex}: QueuedPacket, queues: DeviceQueues): string {
  switch (reason) {
    case 'own-address':
      return `destination ${destinationIn(hex, frameHeader(queues))}is an address of ${queues.ifname}`;
    case 'from-stack':
      return 'sent by the stack';
    case 'from-application':
      return 'written by the application';
  }
}

/** Where the packet goes, with a blank behind it; empty if it is none of IP. */
function destinationIn(hex: string, header: LinkHeader): string {
  const destination = destinationBehind(fromHex(hex) ?? new Uint8Array(), header);
  return destination === undefined ? '' : `${formatIp(destination)} `;
}

function queueWords(queue: QueueState): string {
  return `${stateWords(queue)}; ${queue.enqueued} in, ${queue.dequeued} out, ${queue.dropped} dropped`;
}

/** Held or not, how full, how large. */
function stateWords(queue: QueueState): string {
  const held = queue.held ? `held${queue.steps > 0 ? `, ${queue.steps} more may leave` : ''}` : 'not held';
  const octets = queue.limit_octets === null ? queue.octets : `${queue.octets} of ${queue.limit_octets}`;
  return `${held}, ${queue.packets} of ${queue.limit_packets} packets, ${octets} octets`;
}

function fill(queue: QueueState): string {
  return `${queue.packets} of ${queue.limit_packets}${queue.held ? ' held' : ''}`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
