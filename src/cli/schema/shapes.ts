/** Every shape that is published, by the name of its file in docs/schema. */
import Type, {type TSchema} from 'typebox';
import {BridgeDetails, BridgeState} from '../../api/schema/bridge.ts';
import {ClockState} from '../../api/schema/clock.ts';
import {DeviceQueues, DeviceState, FlushedPackets, FramesWritten} from '../../api/schema/device.ts';
import {DhcpState} from '../../api/schema/dhcp.ts';
import {HostState, NeighbourState, ResolvedName} from '../../api/schema/host.ts';
import {InterfaceState} from '../../api/schema/interface.ts';
import {Hello, Nothing} from '../../api/schema/lab.ts';
import {RouteState} from '../../api/schema/route.ts';
import {Statistics} from '../../api/schema/statistics.ts';
import {Topology} from '../../api/schema/topology.ts';
import {UdpReceiveEvent, UdpState} from '../../api/schema/udp.ts';
import {UplinkState} from '../../api/schema/uplink.ts';
import {ConditionMet} from '../../api/schema/wait.ts';
import {WireState} from '../../api/schema/wire.ts';
import * as composed from './composed.ts';
import * as iproute2 from './iproute2.ts';
import * as wireguard from './wireguard.ts';

interface Shape {
  readonly title: string;
  readonly schema: TSchema;
  /** One value a line, as it happens, in place of one in all. */
  readonly lines?: true;
}

export const SHAPES = {
  answered: {title: 'How many requests were answered', schema: composed.Answered},
  applied: {title: 'What applying a file has changed, or would', schema: composed.Applied},
  'batch-line': {title: 'What became of one line of a batch', schema: composed.BatchLine, lines: true},
  bridge: {title: 'A bridge and its ports', schema: BridgeState},
  'bridge-details': {title: 'A bridge, its ports and the stations behind them', schema: BridgeDetails},
  'bridge-list': {title: 'The bridges of a host', schema: Type.Array(BridgeState)},
  'candidate-list': {title: 'What may come next on a command line', schema: composed.Candidates},
  captured: {title: 'What is heard on a wire', schema: composed.Captured, lines: true},
  clock: {title: 'The time of a lab', schema: ClockState},
  'completion-script': {title: 'What makes a shell complete', schema: composed.CompletionScript},
  'condition-met': {title: 'What was waited for is so', schema: ConditionMet},
  'daemon-log': {title: 'What the daemon says about itself', schema: composed.DaemonLog},
  deleted: {title: 'How many entries were deleted', schema: composed.Deleted},
  device: {title: 'A TUN or TAP device', schema: DeviceState},
  'device-list': {title: 'The TUN and TAP devices of a host', schema: Type.Array(DeviceState)},
  'device-queues': {title: 'Both queues of a device and what is in them', schema: DeviceQueues},
  dhcp: {title: 'An interface that is configured by DHCP', schema: DhcpState},
  'dhcp-list': {title: 'The interfaces of a host that are configured by DHCP', schema: Type.Array(DhcpState)},
  diagnosis: {title: 'What is in order and what is not', schema: composed.Diagnosis},
  environment: {title: 'Variables to set; null: to forget', schema: composed.EnvironmentVariables},
  error: {title: 'A refusal', schema: composed.Failure},
  'file-path': {title: 'Where a file is', schema: composed.FilePath},
  'flushed-packets': {title: 'How many packets were thrown away', schema: FlushedPackets},
  frame: {title: 'A packet that was read', schema: composed.FrameTold, lines: true},
  'frames-written': {title: 'How much was written', schema: FramesWritten},
  hello: {title: 'The daemon of a lab', schema: Hello},
  'hex-list': {title: 'Packets in hex', schema: composed.HexLines},
  host: {title: 'A host', schema: HostState},
  'host-list': {title: 'Several hosts', schema: Type.Array(HostState)},
  'host-settings': {title: 'The settings of a host, by the name BSD has for each', schema: composed.HostSettings},
  interface: {title: 'An interface', schema: InterfaceState},
  'interface-list': {title: 'Several interfaces', schema: Type.Array(InterfaceState)},
  'ip-device-list': {title: 'TUN and TAP devices, as ip -j tuntap', schema: iproute2.IpDevices},
  'ip-link-list': {title: 'Interfaces and their addresses, as ip -j link and address', schema: iproute2.IpLinks},
  'ip-neighbour-list': {title: 'Neighbours, as ip -j neighbour', schema: iproute2.IpNeighbours},
  'ip-route-list': {title: 'Routes, as ip -j route', schema: iproute2.IpRoutes},
  'ip-rule-list': {title: 'Rules, as ip -j rule', schema: iproute2.IpRules},
  'json-schema': {title: 'A JSON schema', schema: composed.JsonSchema},
  'manual-page': {title: 'A manual page', schema: composed.ManualPage},
  neighbour: {title: 'A neighbour on an Ethernet', schema: NeighbourState},
  'neighbour-list': {title: 'Several neighbours', schema: Type.Array(NeighbourState)},
  nothing: {title: 'It is done, and there is nothing to tell', schema: Nothing},
  ping: {title: 'A ping: its statistics and what happened', schema: composed.PingResult},
  'resolved-name': {title: 'The address of a name', schema: ResolvedName},
  route: {title: 'A route', schema: RouteState},
  'route-list': {title: 'A routing table', schema: Type.Array(RouteState)},
  statistics: {title: 'Everything a host counts', schema: Statistics},
  'tool-text': {title: 'What a tool says of itself', schema: composed.ToolText},
  topology: {title: 'tunlab topology', schema: Topology},
  traceroute: {title: 'The routers on a way', schema: composed.TraceResult},
  tunnel: {title: 'A WireGuard tunnel and its peers', schema: wireguard.Tunnel},
  'tunnel-list': {title: 'The WireGuard tunnels of a host', schema: Type.Array(wireguard.Tunnel)},
  'tunnel-name': {title: 'The interface of a tunnel', schema: wireguard.TunnelName},
  'tunnel-names': {title: 'The interfaces of the WireGuard tunnels of a host', schema: wireguard.TunnelNames},
  'udp-event': {title: 'What happens at a UDP port', schema: UdpReceiveEvent, lines: true},
  'udp-port': {title: 'A UDP port that has a node', schema: UdpState},
  'udp-port-list': {title: 'The UDP ports of a host that have a node', schema: Type.Array(UdpState)},
  'udp-sent': {title: 'A datagram that was sent, and its answer', schema: composed.UdpSent},
  uplink: {title: 'A way out of a lab', schema: UplinkState},
  'uplink-list': {title: 'The ways out of a lab', schema: Type.Array(UplinkState)},
  'walkthrough-checks': {title: 'What differs in walkthroughs', schema: composed.WalkthroughChecks},
  'walkthrough-recorded': {title: 'A walkthrough that was written', schema: composed.WalkthroughRecorded},
  'walkthrough-steps': {
    title: 'The commands of a walkthrough and what they printed',
    schema: composed.WalkthroughSteps,
  },
  wire: {title: 'A wire', schema: WireState},
  'wireguard-key': {title: 'A key of WireGuard', schema: wireguard.WireguardKey},
  'wire-list': {title: 'The wires of a lab', schema: Type.Array(WireState)},
} as const satisfies Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof SHAPES;

export function shapeOf(name: ShapeName): Shape {
  return SHAPES[name];
}
