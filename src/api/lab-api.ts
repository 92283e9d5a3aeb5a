/**
 * The one interface to a lab. A lab behind a socket and a lab in the same process both are one, so a command
 * does not know which it has.
 */
import type {Transact, Transacted} from './changes.ts';
import type {AddBridge, BridgeDetails, BridgeState, ChangeBridge} from './schema/bridge.ts';
import type {AdvanceClock, ClockState, HoldClock} from './schema/clock.ts';
import type {
  ChangeDevice,
  CreateDevice,
  DeviceQueues,
  DeviceState,
  FlushedPackets,
  FrameRead,
  FramesWritten,
  QueueSelector,
  ReadDevice,
  StepQueue,
  WriteDevice,
} from './schema/device.ts';
import type {DhcpState, RequestLease} from './schema/dhcp.ts';
import type {HeldConfiguration, HoldConfiguration} from './schema/held.ts';
import type {ConfigureInterface, InterfaceState} from './schema/interface.ts';
import type {
  AddHost,
  ChangeHost,
  FlushNeighbours,
  FlushedNeighbours,
  HostSelector,
  HostState,
  ListNeighbours,
  NeighbourSelector,
  NeighbourState,
  ResolveName,
  ResolvedName,
  SetNeighbour,
} from './schema/host.ts';
import type {Hello, Nothing} from './schema/lab.ts';
import type {PingEvent, PingRequest} from './schema/ping.ts';
import type {AddRoute, DeleteRoute, FlushedRoutes, ListRoutes, LookupRoute, RouteState} from './schema/route.ts';
import type {Statistics} from './schema/statistics.ts';
import type {BindUdp, UdpReceive, UdpReceiveEvent, UdpSelector, UdpSend, UdpSendEvent, UdpState} from './schema/udp.ts';
import type {AddUplink, UplinkState} from './schema/uplink.ts';
import type {TopologyState} from './schema/topology.ts';
import type {ConditionMet, WaitFor} from './schema/wait.ts';
import type {
  AddDropRule,
  AddWire,
  CaptureEvent,
  CaptureWire,
  ChangeWire,
  WireSelector,
  WireState,
} from './schema/wire.ts';

type OnHost = HostSelector;
type OnInterface = OnHost & {ifname: string};

/** Every method fails with a NetworkError and then has changed nothing. */
export interface LabApi {
  hello(request: Nothing): Promise<Hello>;

  /** In order of creation. */
  listInterfaces(request: OnHost): Promise<InterfaceState[]>;
  showInterface(request: OnInterface): Promise<InterfaceState>;
  configureInterface(request: ConfigureInterface): Promise<InterfaceState>;
  /** The interface as it is then; it is as before when the signal (or the consumer, or the loss of either) ends it. */
  holdConfiguration(request: HoldConfiguration, signal?: AbortSignal): AsyncIterable<HeldConfiguration>;
  removeInterface(request: OnInterface): Promise<Nothing>;

  /** As they are when the first is asked for: most specific first; then by metric; then the older first. */
  listRoutes(request: ListRoutes, signal?: AbortSignal): AsyncIterable<RouteState>;
  addRoute(request: AddRoute): Promise<RouteState>;
  deleteRoute(request: DeleteRoute): Promise<RouteState>;
  /** The route a packet to `destination` takes. */
  lookupRoute(request: LookupRoute): Promise<RouteState>;
  /** Deletes what was typed in; what the addresses brought stays. */
  flushRoutes(request: ListRoutes): Promise<FlushedRoutes>;

  listDevices(request: OnHost): Promise<DeviceState[]>;
  showDevice(request: OnInterface): Promise<DeviceState>;
  createDevice(request: CreateDevice): Promise<DeviceState>;
  changeDevice(request: ChangeDevice): Promise<DeviceState>;

  showQueues(request: OnInterface): Promise<DeviceQueues>;
  holdQueue(request: QueueSelector): Promise<DeviceQueues>;
  releaseQueue(request: QueueSelector): Promise<DeviceQueues>;
  /** Lets one packet of a held queue go. */
  stepQueue(request: StepQueue): Promise<DeviceQueues>;
  flushQueue(request: QueueSelector): Promise<FlushedPackets>;

  readDevice(request: ReadDevice, signal?: AbortSignal): AsyncIterable<FrameRead>;
  writeDevice(request: WriteDevice): Promise<FramesWritten>;

  showStatistics(request: OnHost): Promise<Statistics>;

  listHosts(request: Nothing): Promise<HostState[]>;
  showHost(request: HostSelector): Promise<HostState>;
  addHost(request: AddHost): Promise<HostState>;
  removeHost(request: HostSelector): Promise<Nothing>;
  changeHost(request: ChangeHost): Promise<HostState>;
  /** One item. @throws {NetworkError} ENOTFOUND; `kind` in its detail says why a name server was no help */
  resolveName(request: ResolveName, signal?: AbortSignal): AsyncIterable<ResolvedName>;
  /** Those of IPv4 (ARP), or of IPv6 (neighbour discovery). */
  listNeighbours(request: ListNeighbours): Promise<NeighbourState[]>;
  setNeighbour(request: SetNeighbour): Promise<NeighbourState>;
  deleteNeighbour(request: NeighbourSelector): Promise<NeighbourState>;
  /** Forgets all, those that were typed too. */
  flushNeighbours(request: FlushNeighbours): Promise<FlushedNeighbours>;

  listWires(request: Nothing): Promise<WireState[]>;
  showWire(request: WireSelector): Promise<WireState>;
  addWire(request: AddWire): Promise<WireState>;
  changeWire(request: ChangeWire): Promise<WireState>;
  removeWire(request: WireSelector): Promise<Nothing>;
  /** Takes one frame off the wire, when it comes. */
  addDropRule(request: AddDropRule): Promise<WireState>;
  clearDropRules(request: WireSelector): Promise<WireState>;
  /** What arrives, as a station would hear it; until `count` frames, or the signal, or the end of the wire. */
  captureWire(request: CaptureWire, signal?: AbortSignal): AsyncIterable<CaptureEvent>;

  listBridges(request: OnHost): Promise<BridgeState[]>;
  /** With the stations that it has learnt. */
  showBridge(request: OnInterface): Promise<BridgeDetails>;
  addBridge(request: AddBridge): Promise<BridgeState>;
  changeBridge(request: ChangeBridge): Promise<BridgeState>;
  /** Its ports stay, and belong to their host's stack again. */
  removeBridge(request: OnInterface): Promise<Nothing>;

  /** The interfaces that are configured by DHCP. */
  listDhcp(request: OnHost): Promise<DhcpState[]>;
  /** Each state of the client, until there is a lease. @throws {NetworkError} ETIMEDOUT: there is none in time */
  requestLease(request: RequestLease, signal?: AbortSignal): AsyncIterable<DhcpState>;
  releaseLease(request: OnInterface): Promise<Nothing>;

  /** Of all hosts. */
  listUplinks(request: Nothing): Promise<UplinkState[]>;
  showUplink(request: OnInterface): Promise<UplinkState>;
  /** One item, when the host has its way out. @throws {NetworkError} ENOENT: no program for it. EIO, ETIMEDOUT */
  addUplink(request: AddUplink, signal?: AbortSignal): AsyncIterable<UplinkState>;
  /** Its NIC goes with it, and what its lease brought. */
  removeUplink(request: OnInterface): Promise<Nothing>;

  showClock(request: Nothing): Promise<ClockState>;
  /** @throws {NetworkError} EOPNOTSUPP: the lab runs on real time; EINVAL: both a duration and the next event */
  advanceClock(request: AdvanceClock): Promise<ClockState>;
  /** @throws {NetworkError} EOPNOTSUPP: the lab runs on real time */
  holdClock(request: HoldClock): Promise<ClockState>;

  /** Runs until it ends by itself or the signal (or the consumer) stops it. */
  ping(request: PingRequest, signal?: AbortSignal): AsyncIterable<PingEvent>;

  /** Those that have a node. */
  listUdp(request: OnHost): Promise<UdpState[]>;
  /** Takes a UDP port and makes its node, which receives until it is closed. */
  bindUdp(request: BindUdp): Promise<UdpState>;
  closeUdp(request: UdpSelector): Promise<Nothing>;
  /** Has a UDP port until it ends: after `count` datagrams, when none comes in time, or when the signal stops it. */
  udpReceive(request: UdpReceive, signal?: AbortSignal): AsyncIterable<UdpReceiveEvent>;
  /** Sends one datagram; with `wait`, one answer or ICMP error follows if it comes in time. */
  udpSend(request: UdpSend, signal?: AbortSignal): AsyncIterable<UdpSendEvent>;

  /** All that is configured. */
  showTopology(request: Nothing): Promise<TopologyState>;
  /**
   * Makes all of the changes in one turn, in which nobody else is answered and no packet is moved by anything else, or
   * none. They are kept together.
   *
   * @throws {NetworkError} what the first of them fails with, whose place is `change` of the detail. EAGAIN: the lab is
   *   of another revision.
   */
  transact(request: Transact): Promise<Transacted>;

  /** One item, when it is so. @throws {NetworkError} ETIMEDOUT: it was not in time; ENOENT: there is no such host */
  waitFor(request: WaitFor, signal?: AbortSignal): AsyncIterable<ConditionMet>;

  /** The daemon stops in order; a lab in the same process is closed. */
  stop(request: Nothing): Promise<Nothing>;
}

export type MethodName = keyof LabApi;
