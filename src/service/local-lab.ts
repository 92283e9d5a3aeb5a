/** A lab in this process as a LabApi: what each request means to the engine, and when its outcome is kept. */
import type {LabApi} from '../api/lab-api.ts';
import type {DeviceChange, DeviceQueues, DeviceState, QueueSelector} from '../api/schema/device.ts';
import type {InterfaceState} from '../api/schema/interface.ts';
import type {Hello, Nothing} from '../api/schema/lab.ts';
import type {RouteState} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import type {Lab} from '../lab/lab.ts';
import type {LabHost} from '../lab/lab-host.ts';
import {canonicalName, modeOfName, nodePath} from '../names.ts';
import {checkInterfaceChange, configureInterface, deleteRoute} from '../stack/configure.ts';
import {QUEUE_NAMES} from '../tunnel/records.ts';
import type {QueueName, TunnelDevice} from '../tunnel/tunnel-device.ts';
import {addTypedRoute} from './add-route.ts';
import {applySettings, checkSettings} from './device-settings.ts';
import {readFrames, writeFrames} from './device-io.ts';
import {addressOf, engineChange, routePattern} from './parse.ts';
import {pingStream} from './ping-stream.ts';
import {deviceQueues, deviceState, interfaceState, routeState} from './present.ts';

type Request<Method extends keyof LabApi> = Parameters<LabApi[Method]>[0];

export interface LocalLabOptions {
  readonly lab: Lab;
  readonly hello: () => Hello;
  /** Keeps changes; they are on disk when it returns. */
  readonly commit?: (changes: ReadonlyMap<string, unknown>) => void;
  readonly stop?: () => void;
}

/* eslint-disable @typescript-eslint/require-await -- an interface that a socket may be behind is asynchronous */
export class LocalLab implements LabApi {
  readonly #lab: Lab;
  readonly #options: LocalLabOptions;

  constructor(options: LocalLabOptions) {
    this.#lab = options.lab;
    this.#options = options;
    this.#keep();
    // Some changes nobody asked for: a node is closed, and its device does not persist.
    this.#lab.onChange = () => queueMicrotask(() => this.#keep());
  }

  async hello(): Promise<Hello> {
    return this.#options.hello();
  }

  async listInterfaces({host}: Request<'listInterfaces'>): Promise<InterfaceState[]> {
    return [...this.#lab.host(host).host.interfaces].map(interfaceState);
  }

  async showInterface({host, ifname}: Request<'showInterface'>): Promise<InterfaceState> {
    return interfaceState(this.#lab.host(host).host.interfaces.named(canonicalName(ifname)));
  }

  async configureInterface({host, ifname, create, ...change}: Request<'configureInterface'>): Promise<InterfaceState> {
    const labHost = this.#lab.host(host);
    const name = canonicalName(ifname);
    const existed = labHost.host.interfaces.get(name) !== undefined;
    const asked = engineChange(change);
    const iface = create ? labHost.interfaceOrNew(name) : labHost.host.interfaces.named(name);
    try {
      checkInterfaceChange(iface, asked);
    } catch (reason) {
      if (!existed) labHost.remove(name);
      throw reason;
    } finally {
      this.#keep();
    }
    configureInterface(labHost.host, iface, asked);
    return this.#kept(interfaceState(iface));
  }

  async removeInterface({host, ifname}: Request<'removeInterface'>): Promise<Nothing> {
    this.#lab.host(host).remove(canonicalName(ifname));
    return this.#kept({});
  }

  async listRoutes({host}: Request<'listRoutes'>): Promise<RouteState[]> {
    return [...this.#lab.host(host).host.routes].map(routeState);
  }

  async addRoute({host, ...route}: Request<'addRoute'>): Promise<RouteState> {
    return this.#kept(routeState(addTypedRoute(this.#lab.host(host).host, route)));
  }

  async deleteRoute({host, ...selector}: Request<'deleteRoute'>): Promise<RouteState> {
    const owner = this.#lab.host(host).host;
    const route = owner.routes.find(routePattern(owner, selector));
    if (!route) throw new NetworkError('ESRCH', `there is no route to ${selector.dst} like that; see: route -n`);
    deleteRoute(owner, route);
    return this.#kept(routeState(route));
  }

  async lookupRoute({host, destination}: Request<'lookupRoute'>): Promise<RouteState> {
    const route = this.#lab.host(host).host.routes.lookup(addressOf(destination));
    if (!route) throw new NetworkError('ESRCH', `no route leads to ${destination}`);
    return routeState(route);
  }

  async flushRoutes({host}: Request<'flushRoutes'>): Promise<{deleted: number}> {
    const owner = this.#lab.host(host).host;
    const typed = [...owner.routes].filter(({protocol}) => protocol === 'static');
    for (const route of typed) deleteRoute(owner, route);
    return this.#kept({deleted: typed.length});
  }

  async listDevices({host}: Request<'listDevices'>): Promise<DeviceState[]> {
    const labHost = this.#lab.host(host);
    return [...labHost.devices.values()].map((device) => this.#deviceState(labHost, device));
  }

  async showDevice({host, ifname}: Request<'showDevice'>): Promise<DeviceState> {
    const labHost = this.#lab.host(host);
    return this.#deviceState(labHost, labHost.device(canonicalName(ifname)));
  }

  async createDevice(request: Request<'createDevice'>): Promise<DeviceState> {
    const {host, ifname, mode: asked, exists_ok: existsOk = false, ...settings} = request;
    const labHost = this.#lab.host(host);
    const kind = ifname === 'tun' || ifname === 'tap' ? ifname : undefined;
    const name = ifname === undefined || kind ? labHost.freeName(kind ?? asked ?? 'tun') : canonicalName(ifname);
    const mode = modeOfName(name) ?? asked ?? 'tun';
    if (/^(eth|lo)\d+$/.test(name) || (asked && asked !== mode)) {
      throw new NetworkError('EINVAL', `${name} is no name for a ${asked ?? mode} device`);
    }
    const device = existsOk && labHost.devices.has(name) ? labHost.device(name) : labHost.createDevice(name, mode);
    return this.#changeDevice(labHost, device, settings);
  }

  async changeDevice({host, ifname, ...settings}: Request<'changeDevice'>): Promise<DeviceState> {
    const labHost = this.#lab.host(host);
    return this.#changeDevice(labHost, labHost.device(canonicalName(ifname)), settings);
  }

  async showQueues({host, ifname}: Request<'showQueues'>): Promise<DeviceQueues> {
    return deviceQueues(this.#lab.host(host).device(canonicalName(ifname)));
  }

  async holdQueue(request: Request<'holdQueue'>): Promise<DeviceQueues> {
    return this.#onQueues(request, (device, queue) => device.hold(queue));
  }

  async releaseQueue(request: Request<'releaseQueue'>): Promise<DeviceQueues> {
    return this.#onQueues(request, (device, queue) => device.release(queue));
  }

  async stepQueue(request: Request<'stepQueue'>): Promise<DeviceQueues> {
    return this.#onQueues(request, (device, queue) => device.step(queue));
  }

  async flushQueue({host, ifname, queue}: Request<'flushQueue'>): Promise<{flushed: number}> {
    const {queues} = this.#lab.host(host).device(canonicalName(ifname));
    return {flushed: named(queue).reduce((sum, name) => sum + queues[name].flush(), 0)};
  }

  readDevice({host, ifname, ...options}: Request<'readDevice'>, signal?: AbortSignal): ReturnType<LabApi['readDevice']> {
    const open = () => readFrames(this.#lab.host(host).device(canonicalName(ifname)), this.#lab.clock, options, signal);
    return whenAsked(open);
  }

  async writeDevice({host, ifname, frames}: Request<'writeDevice'>): Promise<{packets: number; octets: number}> {
    const written = writeFrames(this.#lab.host(host).device(canonicalName(ifname)), {frames});
    return this.#kept(written);
  }

  ping(request: Request<'ping'>, signal?: AbortSignal): ReturnType<LabApi['ping']> {
    return pingStream(this.#lab, request, signal);
  }

  async stop(): Promise<Nothing> {
    this.#options.stop?.();
    return {};
  }

  #onQueues({host, ifname, queue}: QueueSelector, change: (device: TunnelDevice, queue: QueueName) => void): DeviceQueues {
    const labHost = this.#lab.host(host);
    const device = labHost.device(canonicalName(ifname));
    for (const name of named(queue)) change(device, name);
    labHost.saveDevice(device);
    return this.#kept(deviceQueues(device));
  }

  #changeDevice(labHost: LabHost, device: TunnelDevice, settings: DeviceChange): DeviceState {
    checkSettings(device, settings);
    applySettings(device, settings);
    labHost.saveDevice(device);
    return this.#kept(this.#deviceState(labHost, device));
  }

  #deviceState({host}: LabHost, device: TunnelDevice): DeviceState {
    return deviceState(device, this.#lab.nodes.locate(host.name, nodePath(device.mode, device.name)));
  }

  /** What is answered, once what it is about is kept. */
  #kept<Answer>(answer: Answer): Answer {
    this.#keep();
    return answer;
  }

  #keep(): void {
    const changes = this.#lab.takeChanges();
    if (changes.size > 0) this.#options.commit?.(changes);
  }
}

function named(queue: QueueName | undefined): readonly QueueName[] {
  return queue === undefined ? QUEUE_NAMES : [queue];
}

/** A stream that does not begin, and can not fail, before its first item is asked for. */
async function* whenAsked<Item>(open: () => AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* open();
}
