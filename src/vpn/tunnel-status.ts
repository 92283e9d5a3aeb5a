/** How a tunnel is: what `wg show` tells, and why packets were dropped. */
import type {WireGuardDevice} from './device.ts';
import {formatEndpoint} from './endpoint.ts';
import {formatKey} from './key-text.ts';
import type {Peer} from './peer.ts';
import type {TunnelSettings, Transport} from './tunnel-settings.ts';
import {formatIp} from '../packet/ip-address.ts';
import {networkOfIp, type IpPrefix} from '../packet/ip-prefix.ts';

/** Key names are those of wg's own JSON where it has them. Keys are in base64. */
export interface TunnelStatus {
  readonly interface: string;
  readonly host: string;
  readonly pid: number;
  readonly transport: Transport;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly listenPort: number;
  readonly mtu: number;
  readonly peers: readonly PeerStatus[];
  /** By reason. */
  readonly drops: Readonly<Record<string, number>>;
}

export interface PeerStatus {
  readonly publicKey: string;
  readonly presharedKey?: string;
  readonly endpoint?: string;
  readonly allowedIps: readonly string[];
  /** ms since 1970; 0: never. */
  readonly latestHandshake: number;
  /** Octets of messages, on the outside. */
  readonly transferRx: number;
  readonly transferTx: number;
  /** Seconds; 0: off. */
  readonly persistentKeepalive: number;
}

/** A tunnel that runs. */
export interface RunningTunnel {
  readonly settings: TunnelSettings;
  readonly device: WireGuardDevice;
  readonly port: number;
  readonly mtu: number;
}

export function tunnelStatus({settings, device, port, mtu}: RunningTunnel): TunnelStatus {
  const {config, host, ifname, transport} = settings;
  return {
    interface: ifname,
    host,
    pid: process.pid,
    transport,
    publicKey: formatKey(device.publicKey),
    privateKey: formatKey(config.privateKey!),
    listenPort: port,
    mtu,
    peers: [...device.peers].map((peer, index) => peerStatus(peer, settings, index)),
    drops: device.drops.toRecord(),
  };
}

function peerStatus(peer: Peer, {config}: TunnelSettings, index: number): PeerStatus {
  // Peers were added in the order of the file.
  const {publicKey, presharedKey, allowedIps, persistentKeepalive} = config.peers[index]!;
  return {
    publicKey: formatKey(publicKey!),
    ...(presharedKey && {presharedKey: formatKey(presharedKey)}),
    ...(peer.endpoint && {endpoint: formatEndpoint(peer.endpoint)}),
    allowedIps: allowedIps.map(formatNetwork),
    latestHandshake: Math.floor(peer.lastHandshake ?? 0),
    transferRx: peer.octetsReceived,
    transferTx: peer.octetsSent,
    persistentKeepalive,
  };
}

/** Always with its length, as wg prints it. */
function formatNetwork({address, length}: IpPrefix): string {
  return `${formatIp(networkOfIp(address, length))}/${length}`;
}
