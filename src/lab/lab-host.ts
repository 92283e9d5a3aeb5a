/** A host together with what is plugged into it: its tunnel devices, its NICs and its bridges. */
import {NetworkError} from '../errors.ts';
import type {Bridge, BridgeOptions} from '../link/bridge.ts';
import {LoopbackDevice} from '../link/loopback-device.ts';
import {Nic} from '../link/nic.ts';
import {modeOfName, nodePath, type Personality} from '../names.ts';
import type {IpAddress} from '../packet/ip-address.ts';
import {LINK_LOCAL_PREFIX, LOOPBACK6} from '../packet/ipv6-address.ts';
import {BEHAVIOURS} from '../stack/behaviour.ts';
import {configureInterface, removeInterface, saveInterface} from '../stack/configure.ts';
import type {Host} from '../stack/host.ts';
import type {Interface} from '../stack/interface.ts';
import {deviceRecord} from '../tunnel/records.ts';
import type {DeviceMode} from '../tunnel/link-header.ts';
import {TunnelDevice} from '../tunnel/tunnel-device.ts';
import type {DeviceNodes} from './device-nodes.ts';
import {DhcpClients} from './dhcp-clients.ts';
import {HostNames} from './host-names.ts';
import {checkNameOfBridge, checkNameOfNic, LOOPBACK} from './kinds.ts';
import {type BridgeChange, HostBridges} from './host-bridges.ts';
import {hostRecord, nicRecord} from './records.ts';
import {checkNewName, renameInterface} from './rename.ts';
import {UdpNodes} from './udp-nodes.ts';

/** Devices of one host: enough for any test, and a bound on what a loop can use up. */
const MOST_DEVICES = 4096;
const LOOPBACK4 = 0x7f00_0001;

export class LabHost {
  readonly host: Host;
  readonly devices = new Map<string, TunnelDevice>();
  readonly names = new HostNames();
  readonly nics = new Map<string, Nic>();
  readonly bridges: HostBridges;
  readonly dhcp: DhcpClients;
  /** UDP ports for applications. */
  readonly udp: UdpNodes;
  /** Called when the host has been removed. */
  readonly watchers = new Set<() => void>();
  #removed = false;
  /** Servers of the domain name system that are asked for names that are not in `names`, in this order. */
  nameservers: readonly IpAddress[] = [];
  #personality: Personality;
  readonly #nodes: DeviceNodes;

  constructor(host: Host, personality: Personality, nodes: DeviceNodes, bridging: BridgeOptions) {
    this.host = host;
    this.#personality = personality;
    this.#nodes = nodes;
    this.udp = new UdpNodes(host, nodes);
    this.bridges = new HostBridges(host, this.nics, bridging);
    this.dhcp = new DhcpClients(host, bridging.clock, this);
  }

  /** Whether it has gone away for good. */
  get removed(): boolean {
    return this.#removed;
  }

  /** Whose texts and defaults it speaks; use `Lab.setPersonality`, which tells those who want to know. */
  get personality(): Personality {
    return this.#personality;
  }

  set personality(personality: Personality) {
    this.#personality = personality;
    this.host.behave(BEHAVIOURS[personality]);
  }

  /** The loopback interface, as every machine starts with. */
  startLoopback(): void {
    const iface = this.attachLoopback();
    const {loopbackMtu, loopbackOnLink} = this.host.behaviour;
    const onLink = {local: LINK_LOCAL_PREFIX | LOOPBACK6, prefixLength: 64};
    configureInterface(this.host, iface, {
      set: {local: LOOPBACK4, prefixLength: 8},
      ipv6: {set: [{local: LOOPBACK6, prefixLength: 128}, ...(loopbackOnLink ? [onLink] : [])]},
      mtu: loopbackMtu,
      up: true,
    });
  }

  attachLoopback(index?: number): Interface {
    return this.host.attach(new LoopbackDevice(LOOPBACK), index);
  }

  /** The NIC of that name, made if there is no interface of that name. @throws {NetworkError} EEXIST, EINVAL */
  nicOrNew(name: string): Nic {
    const known = this.nics.get(name);
    if (known) return known;
    this.checkNicName(name);
    const nic = this.attachNic(name);
    saveInterface(this.host, this.host.interfaces.named(name));
    this.saveNic(nic);
    return nic;
  }

  /** @throws {NetworkError} EINVAL, EEXIST, ENOBUFS: no NIC of that name can be made */
  checkNicName(name: string): void {
    checkNameOfNic(name);
    this.#checkRoom(name);
  }

  /** A bridge and its interface, which is down. @throws {NetworkError} as `HostBridges.add`; EINVAL, EEXIST, ENOBUFS */
  addBridge(name: string, change: BridgeChange): Bridge {
    checkNameOfBridge(name);
    this.#checkRoom(name);
    return this.bridges.add(name, change);
  }

  attachNic(name: string, index?: number): Nic {
    const nic = new Nic(name, `${this.host.name}:${name}`);
    this.host.attach(nic, index);
    this.nics.set(name, nic);
    nic.linkWatchers.add((up) => up && this.dhcp.linkUp(name));
    return nic;
  }

  saveNic(nic: Nic): void {
    this.host.journal(this.#key('nic', nic.name), nicRecord(nic));
  }

  /** Write down what is set about the host as a whole. */
  save(): void {
    this.host.journal(this.#key('host', 'settings'), hostRecord(this));
  }

  /** Take away all that the host consists of, and tell whoever still uses it. */
  clear(): void {
    for (const {port} of [...this.udp]) this.udp.close(port);
    for (const {name} of [...this.host.interfaces]) this.#remove(name);
    this.host.journal(this.#key('host', 'settings'), undefined);
    this.#removed = true;
    for (const watch of this.watchers) watch();
  }

  /** @throws {NetworkError} EEXIST; ENOBUFS: too many; ENAMETOOLONG: its node could not be reached */
  createDevice(name: string, mode: DeviceMode): TunnelDevice {
    this.#checkRoom(name);
    const device = this.attachDevice(name, mode);
    const iface = this.host.interfaces.named(name);
    iface.mtu = this.host.behaviour.tunnelMtu;
    iface.arp = mode === 'tap' || this.host.behaviour.tunResolves;
    iface.marks = {...iface.marks, allmulti: mode === 'tap' && this.host.behaviour.tapHearsGroups};
    saveInterface(this.host, iface);
    this.saveDevice(device);
    return device;
  }

  attachDevice(name: string, mode: DeviceMode, index?: number): TunnelDevice {
    this.#nodes.check(this.host.name, nodePath(mode, name));
    const limits = {packets: this.host.behaviour.queuePackets[mode], octets: null};
    const device = new TunnelDevice(name, mode, limits, {
      nodeReady: () => {
        this.saveDevice(device);
        this.#nodes.appeared(this.host.name, nodePath(mode, device.name), device);
      },
      nodeClosed: () => {
        if (!device.settings.persist && this.devices.get(device.name) === device) this.remove(device.name);
      },
    });
    this.host.attach(device, index);
    this.devices.set(name, device);
    return device;
  }

  /** @throws {NetworkError} ENODEV; EOPNOTSUPP: the loopback interface stays */
  remove(name: string): void {
    this.host.interfaces.named(name);
    if (name === LOOPBACK) throw new NetworkError('EOPNOTSUPP', 'the loopback interface can not be removed');
    this.#remove(name);
  }

  #remove(name: string): void {
    this.dhcp.forget(name);
    this.bridges.forget(name);
    const nic = this.nics.get(name);
    nic?.unplug();
    this.nics.delete(name);
    const device = this.devices.get(name);
    this.devices.delete(name);
    removeInterface(this.host, this.host.interfaces.named(name));
    this.udp.saveGroups();
    if (nic) this.host.journal(this.#key('nic', name), undefined);
    if (!device) return;
    device.remove();
    this.host.journal(this.#key('device', name), undefined);
    if (device.hasNode) this.#nodes.gone(this.host.name, nodePath(device.mode, name));
  }

  /** @throws {NetworkError} what `rename` would throw */
  checkRename(name: string, to: string): void {
    checkNewName(this, this.#nodes, name, to);
  }

  /** @throws {NetworkError} as `checkNewName` */
  rename(name: string, to: string): void {
    renameInterface(this, this.#nodes, name, to);
  }

  /** @throws {NetworkError} ENODEV, with what there is to do about it */
  device(name: string): TunnelDevice {
    const device = this.devices.get(name);
    if (device) return device;
    if (this.host.interfaces.get(name)) throw new NetworkError('ENODEV', `${name} is neither a tun nor a tap device`);
    throw new NetworkError('ENODEV', `there is no device ${name}; make it with: tunctl create ${name}`);
  }

  /** The interface of that name, made if it is not there and its name says what it is. */
  interfaceOrNew(name: string): Interface {
    const mode = modeOfName(name);
    if (mode && !this.host.interfaces.get(name)) this.createDevice(name, mode);
    return this.host.interfaces.named(name);
  }

  /** `tun` or `tap` and the lowest number that no interface has. */
  freeName(mode: DeviceMode): string {
    let unit = 0;
    while (this.host.interfaces.get(`${mode}${unit}`)) unit++;
    return `${mode}${unit}`;
  }

  saveDevice(device: TunnelDevice): void {
    this.host.journal(this.#key('device', device.name), deviceRecord(device));
  }

  #key(kind: 'device' | 'nic' | 'host', name: string): string {
    return `host/${this.host.name}/${kind}/${name}`;
  }

  #checkRoom(name: string): void {
    if (this.host.interfaces.get(name)) throw new NetworkError('EEXIST', `${name} exists already`);
    if (this.devices.size + this.nics.size + this.bridges.size >= MOST_DEVICES) {
      throw new NetworkError('ENOBUFS', `${this.host.name} has ${MOST_DEVICES} devices, and that is the most`);
    }
  }
}
