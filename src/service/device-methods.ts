/** Devices, their nodes and queues, as requests of the API mean them. */
import type {LabApi} from '../api/lab-api.ts';
import type {DeviceChange, DeviceQueues, DeviceState, QueueSelector} from '../api/schema/device.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName, modeOfName, nodePath} from '../names.ts';
import {QUEUE_NAMES} from '../tunnel/records.ts';
import type {QueueName, TunnelDevice} from '../tunnel/tunnel-device.ts';
import {readFrames, writeFrames} from './device-io.ts';
import {applySettings, checkHeader, checkSettings} from './device-settings.ts';
import {deviceQueues, deviceState} from './present.ts';
import type {ServiceContext} from './service-context.ts';

type DeviceMethods = Pick<
  LabApi,
  | 'listDevices'
  | 'showDevice'
  | 'createDevice'
  | 'changeDevice'
  | 'showQueues'
  | 'holdQueue'
  | 'releaseQueue'
  | 'stepQueue'
  | 'flushQueue'
  | 'readDevice'
  | 'writeDevice'
>;

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export function deviceMethods(context: ServiceContext): DeviceMethods {
  const {lab, kept, waiting} = context;
  const stateOf = ({host}: LabHost, device: TunnelDevice): DeviceState =>
    deviceState(device, lab.nodes.locate(host.name, nodePath(device.mode, device.name)));

  const change = (labHost: LabHost, device: TunnelDevice, settings: DeviceChange): DeviceState => {
    checkSettings(device, settings);
    applySettings(device, settings);
    labHost.saveDevice(device);
    return kept(stateOf(labHost, device));
  };

  const onQueues = (request: QueueSelector, act: (device: TunnelDevice, queue: QueueName) => void): DeviceQueues => {
    const labHost = lab.host(request.host);
    const device = labHost.device(canonicalName(request.ifname));
    for (const name of named(request.queue)) act(device, name);
    labHost.saveDevice(device);
    return kept(deviceQueues(device));
  };

  return {
    async listDevices({host}) {
      const labHost = lab.host(host);
      return [...labHost.devices.values()].map((device) => stateOf(labHost, device));
    },

    async showDevice({host, ifname}) {
      const labHost = lab.host(host);
      return stateOf(labHost, labHost.device(canonicalName(ifname)));
    },

    async createDevice(request) {
      const {host, ifname, mode: asked, exists_ok: existsOk = false, ...settings} = request;
      const labHost = lab.host(host);
      const kind = ifname === 'tun' || ifname === 'tap' ? ifname : undefined;
      const name = ifname === undefined || kind ? labHost.freeName(kind ?? asked ?? 'tun') : canonicalName(ifname);
      const mode = modeOfName(name) ?? asked ?? 'tun';
      if (/^(eth|lo|br)\d+$/.test(name) || (asked && asked !== mode)) {
        throw new NetworkError('EINVAL', `${name} is no name for a ${asked ?? mode} device`);
      }
      if (existsOk && labHost.devices.has(name)) return change(labHost, labHost.device(name), settings);
      checkHeader(mode, settings);
      return change(labHost, labHost.createDevice(name, mode), settings);
    },

    async changeDevice({host, ifname, ...settings}) {
      const labHost = lab.host(host);
      return change(labHost, labHost.device(canonicalName(ifname)), settings);
    },

    async showQueues({host, ifname}) {
      return deviceQueues(lab.host(host).device(canonicalName(ifname)));
    },

    async holdQueue(request) {
      return onQueues(request, (device, queue) => device.hold(queue));
    },

    async releaseQueue(request) {
      return onQueues(request, (device, queue) => device.release(queue));
    },

    async stepQueue(request) {
      return onQueues(request, (device, queue) => device.step(queue));
    },

    async flushQueue({host, ifname, queue}) {
      const device = lab.host(host).device(canonicalName(ifname));
      return {flushed: named(queue).reduce((sum, name) => sum + device.flush(name), 0)};
    },

    readDevice({host, ifname, ...options}, signal) {
      const open = () => readFrames(context, lab.host(host).device(canonicalName(ifname)), options, signal);
      return waiting.stream(whenAsked(open));
    },

    async writeDevice({host, ifname, frames}) {
      const written = writeFrames(lab.host(host).device(canonicalName(ifname)), {frames});
      return kept(written);
    },
  };
}

function named(queue: QueueName | undefined): readonly QueueName[] {
  return queue === undefined ? QUEUE_NAMES : [queue];
}

/** A stream that does not begin, and can not fail, before its first item is asked for. */
async function* whenAsked<Item>(open: () => AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* open();
}
