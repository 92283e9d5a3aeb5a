/** What each method takes and gives, as JSON schemas. Only who serves or documents the API loads this. */
import Type, {type TSchema} from 'typebox';
import {CHANGE_METHODS} from './changes.ts';
import type {MethodName} from './lab-api.ts';
import * as bridge from './schema/bridge.ts';
import * as clock from './schema/clock.ts';
import * as device from './schema/device.ts';
import * as dhcp from './schema/dhcp.ts';
import * as held from './schema/held.ts';
import * as host from './schema/host.ts';
import * as interfaces from './schema/interface.ts';
import * as lab from './schema/lab.ts';
import * as ping from './schema/ping.ts';
import * as route from './schema/route.ts';
import * as statistics from './schema/statistics.ts';
import * as udp from './schema/udp.ts';
import * as uplink from './schema/uplink.ts';
import * as topology from './schema/topology.ts';
import * as wait from './schema/wait.ts';
import * as wire from './schema/wire.ts';

export interface MethodSchema {
  readonly request: TSchema & {readonly properties: Readonly<Record<string, TSchema>>};
  /** Of the answer, or of one item of a stream. */
  readonly response: TSchema;
}

const METHODS: Readonly<Record<Exclude<MethodName, 'transact'>, MethodSchema>> = {
  hello: {request: lab.Nothing, response: lab.Hello},

  listInterfaces: {request: host.HostSelector, response: Type.Array(interfaces.InterfaceState)},
  showInterface: {request: interfaces.InterfaceSelector, response: interfaces.InterfaceState},
  configureInterface: {request: interfaces.ConfigureInterface, response: interfaces.InterfaceState},
  holdConfiguration: {request: held.HoldConfiguration, response: held.HeldConfiguration},
  removeInterface: {request: interfaces.InterfaceSelector, response: lab.Nothing},

  listRoutes: {request: route.ListRoutes, response: route.RouteState},
  addRoute: {request: route.AddRoute, response: route.RouteState},
  deleteRoute: {request: route.DeleteRoute, response: route.RouteState},
  lookupRoute: {request: route.LookupRoute, response: route.RouteState},
  flushRoutes: {request: route.ListRoutes, response: route.FlushedRoutes},

  listDevices: {request: host.HostSelector, response: Type.Array(device.DeviceState)},
  showDevice: {request: interfaces.InterfaceSelector, response: device.DeviceState},
  createDevice: {request: device.CreateDevice, response: device.DeviceState},
  changeDevice: {request: device.ChangeDevice, response: device.DeviceState},

  showQueues: {request: interfaces.InterfaceSelector, response: device.DeviceQueues},
  holdQueue: {request: device.QueueSelector, response: device.DeviceQueues},
  releaseQueue: {request: device.QueueSelector, response: device.DeviceQueues},
  stepQueue: {request: device.StepQueue, response: device.DeviceQueues},
  flushQueue: {request: device.QueueSelector, response: device.FlushedPackets},

  readDevice: {request: device.ReadDevice, response: device.FrameRead},
  writeDevice: {request: device.WriteDevice, response: device.FramesWritten},

  showStatistics: {request: host.HostSelector, response: statistics.Statistics},

  listHosts: {request: lab.Nothing, response: Type.Array(host.HostState)},
  showHost: {request: host.HostSelector, response: host.HostState},
  addHost: {request: host.AddHost, response: host.HostState},
  removeHost: {request: host.HostSelector, response: lab.Nothing},
  changeHost: {request: host.ChangeHost, response: host.HostState},
  resolveName: {request: host.ResolveName, response: host.ResolvedName},
  listNeighbours: {request: host.ListNeighbours, response: Type.Array(host.NeighbourState)},
  setNeighbour: {request: host.SetNeighbour, response: host.NeighbourState},
  deleteNeighbour: {request: host.NeighbourSelector, response: host.NeighbourState},
  flushNeighbours: {request: host.FlushNeighbours, response: host.FlushedNeighbours},

  listWires: {request: lab.Nothing, response: Type.Array(wire.WireState)},
  showWire: {request: wire.WireSelector, response: wire.WireState},
  addWire: {request: wire.AddWire, response: wire.WireState},
  changeWire: {request: wire.ChangeWire, response: wire.WireState},
  removeWire: {request: wire.WireSelector, response: lab.Nothing},
  addDropRule: {request: wire.AddDropRule, response: wire.WireState},
  captureWire: {request: wire.CaptureWire, response: wire.CaptureEvent},
  clearDropRules: {request: wire.WireSelector, response: wire.WireState},

  listBridges: {request: route.ListRoutes, response: Type.Array(bridge.BridgeState)},
  showBridge: {request: interfaces.InterfaceSelector, response: bridge.BridgeDetails},
  addBridge: {request: bridge.AddBridge, response: bridge.BridgeState},
  changeBridge: {request: bridge.ChangeBridge, response: bridge.BridgeState},
  removeBridge: {request: interfaces.InterfaceSelector, response: lab.Nothing},

  listDhcp: {request: route.ListRoutes, response: Type.Array(dhcp.DhcpState)},
  requestLease: {request: dhcp.RequestLease, response: dhcp.DhcpState},
  releaseLease: {request: interfaces.InterfaceSelector, response: lab.Nothing},

  listUplinks: {request: lab.Nothing, response: Type.Array(uplink.UplinkState)},
  showUplink: {request: interfaces.InterfaceSelector, response: uplink.UplinkState},
  addUplink: {request: uplink.AddUplink, response: uplink.UplinkState},
  removeUplink: {request: interfaces.InterfaceSelector, response: lab.Nothing},

  showClock: {request: lab.Nothing, response: clock.ClockState},
  advanceClock: {request: clock.AdvanceClock, response: clock.ClockState},
  holdClock: {request: clock.HoldClock, response: clock.ClockState},

  ping: {request: ping.PingRequest, response: ping.PingEvent},

  listUdp: {request: route.ListRoutes, response: Type.Array(udp.UdpState)},
  bindUdp: {request: udp.BindUdp, response: udp.UdpState},
  closeUdp: {request: udp.UdpSelector, response: lab.Nothing},
  udpReceive: {request: udp.UdpReceive, response: udp.UdpReceiveEvent},
  udpSend: {request: udp.UdpSend, response: udp.UdpSendEvent},

  showTopology: {request: lab.Nothing, response: topology.TopologyState},
  waitFor: {request: wait.WaitFor, response: wait.ConditionMet},

  stop: {request: lab.Nothing, response: lab.Nothing},
};

/** A request as its method has it, with the method's name. */
const Change = Type.Union(
  CHANGE_METHODS.map((method) =>
    Type.Object({method: Type.Literal(method), request: METHODS[method].request}, {additionalProperties: false}),
  ),
);

export const SCHEMAS: Readonly<Record<MethodName, MethodSchema>> = {
  ...METHODS,
  transact: {
    request: Type.Object(
      {
        changes: Type.Array(Change, {maxItems: 1 << 20}),
        revision: Type.Optional(Type.String({maxLength: 64})),
        dry_run: Type.Optional(Type.Boolean()),
      },
      {additionalProperties: false},
    ),
    response: Type.Object({revision: Type.String(), answers: Type.Array(Type.Unknown())}),
  },
};
