/** A tunnel from its beginning to its end: what it needs of its lab, its device, its two ends, and what it leaves. */
import {lookup} from 'node:dns/promises';
import {type NodeConnection, openNode} from '../api/node-client.ts';
import type {LabApi} from '../api/lab-api.ts';
import type {HeldConfiguration} from '../api/schema/held.ts';
import type {UdpState} from '../api/schema/udp.ts';
import {ensurePrivateDirectory, type LabPaths} from '../api/paths.ts';
import {NetworkError} from '../errors.ts';
import {parseIp} from '../packet/ip-address.ts';
import type {Clock} from '../time/clock.ts';
import type {EndpointName, PeerConfig} from './config.ts';
import {askStatus} from './control-client.ts';
import {type ControlServer, serveControl} from './control-server.ts';
import {type PeerSettings, WireGuardDevice} from './device.ts';
import type {Endpoint} from './endpoint.ts';
import {openLabOutside} from './lab-outside.ts';
import {tunnelConfiguration} from './lab-setup.ts';
import {openMachineOutside} from './machine-outside.ts';
import type {Outside, Receive} from './outside.ts';
import type {ProtocolConstants} from './protocol-constants.ts';
import type {RandomSource} from './random-source.ts';
import {tunnelPlaces} from './tunnel-places.ts';
import type {TunnelSettings} from './tunnel-settings.ts';
import {type RunningTunnel, tunnelStatus} from './tunnel-status.ts';

export interface TunnelOptions {
  readonly settings: TunnelSettings;
  readonly lab: LabApi;
  readonly paths: LabPaths;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly constants?: ProtocolConstants;
  /** Called when packets may be sent. */
  ready(): void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Runs a tunnel until it is told to end, or one of its ends is gone; then undoes what it has changed.
 *
 * @throws {NetworkError} EEXIST: it runs already; EIO: one of its ends is gone; why it could not begin
 */
export async function runTunnel(options: TunnelOptions): Promise<void> {
  const {settings, lab, paths, signal} = options;
  const {host, ifname} = settings;
  const places = tunnelPlaces(paths, host, ifname);
  ensurePrivateDirectory(places.directory);
  if (await askStatus(places.socket)) throw new NetworkError('EEXIST', `${ifname} is up already`);
  const told = waitable();
  signal.addEventListener('abort', told.settle);
  if (signal.aborted) told.settle();
  const endpoints = await endpointsOf(settings, lab);
  const reached = settings.transport === 'lab' ? endpoints.filter((endpoint) => endpoint !== undefined) : [];
  const request = await tunnelConfiguration(lab, settings, reached);
  // As long as this is read, and we are there to read it.
  const release = new AbortController();
  const held = lab.holdConfiguration(request, release.signal)[Symbol.asyncIterator]();
  let control: ControlServer | undefined;
  try {
    const {udp} = ((await held.next()) as IteratorYieldResult<HeldConfiguration>).value;
    const tunnel = await openTunnel(options, {endpoints, mtu: request.mtu, udp});
    try {
      control = await serveControl({path: places.socket, status: () => tunnelStatus(tunnel), stop: told.settle});
      options.ready();
      const gone = Promise.race([tunnel.inside.closed, tunnel.outside.closed]).then(() => {
        if (!told.isSettled())
          throw new NetworkError('EIO', `${ifname} ends, because its lab has closed its device or port`);
      });
      await Promise.race([told.settled, gone]);
    } finally {
      told.settle();
      await tunnel.close();
    }
  } finally {
    release.abort();
    await held.next().catch(() => undefined);
    control?.close();
  }
}

interface OpenTunnel extends RunningTunnel {
  readonly inside: NodeConnection;
  readonly outside: Outside;
  close(): Promise<void>;
}

/** What it is made of that the lab, or the file, has. */
interface Parts {
  readonly endpoints: readonly (Endpoint | undefined)[];
  readonly mtu: number;
  readonly udp: UdpState | undefined;
}

async function openTunnel(
  {settings, lab, clock, random, constants}: TunnelOptions,
  {endpoints, mtu, udp}: Parts,
): Promise<OpenTunnel> {
  const {config, host, ifname} = settings;
  let inside: NodeConnection | undefined;
  let outside: Outside | undefined;
  const device = new WireGuardDevice({
    privateKey: config.privateKey!,
    mtu,
    clock,
    random,
    ...(constants && {constants}),
    transmit: (datagram, to) => outside?.send(datagram, to) ?? false,
    deliver: (packet) => inside?.write(packet) === 'queued',
  });
  const close = async (): Promise<void> => {
    device.close();
    await Promise.all([inside?.close(), outside?.close()]);
  };
  try {
    const peers = config.peers.map((peer, index) => device.addPeer({...settingsOf(peer), endpoint: endpoints[index]}));
    const receive: Receive = (datagram, address, port) => device.fromOutside(datagram, address, port);
    outside = udp
      ? await openLabOutside(nodeOf(udp, 'the UDP port'), udp.port, receive)
      : await openMachineOutside(config.listenPort, receive);
    const node = nodeOf(await lab.showDevice({host, ifname}), ifname);
    inside = await openNode(node, {onFrame: (packet) => device.fromInside(packet)});
    for (const [index, peer] of peers.entries()) peer.keepAlive(config.peers[index]!.persistentKeepalive * 1000);
    return {settings, device, port: outside.port, mtu, inside, outside, close};
  } catch (error) {
    await close();
    throw error;
  }
}

/** Keepalives begin when there is something to send them through. */
function settingsOf({publicKey, presharedKey, allowedIps}: PeerConfig): PeerSettings {
  return {publicKey: publicKey!, presharedKey, allowedIps, persistentKeepalive: 0};
}

function nodeOf({node}: {readonly node: string | null}, what: string): string {
  if (node === null) throw new NetworkError('EOPNOTSUPP', `${what} has no node: this lab has no daemon`);
  return node;
}

/** Of each peer. */
async function endpointsOf(settings: TunnelSettings, lab: LabApi): Promise<(Endpoint | undefined)[]> {
  const endpoints = [];
  for (const {endpoint} of settings.config.peers)
    endpoints.push(endpoint && (await addressOf(endpoint, settings, lab)));
  return endpoints;
}

/** By the names that the host knows, or this machine, whichever is to find it. */
async function addressOf({host: name, port}: EndpointName, settings: TunnelSettings, lab: LabApi): Promise<Endpoint> {
  const address = parseIp(name);
  if (address !== undefined) return {address, port};
  const texts =
    settings.transport === 'lab'
      ? ((await lab.showHost({host: settings.host})).names[name] ?? [])
      : await lookup(name).then(
          (found) => [found.address],
          () => [],
        );
  const [found] = texts.map(parseIp).filter((parsed) => parsed !== undefined);
  if (found === undefined) throw new NetworkError('ENOTFOUND', `the endpoint ${JSON.stringify(name)} is not known`);
  return {address: found, port};
}

/** Something that happens once. */
function waitable(): {readonly settled: Promise<void>; settle: () => void; isSettled: () => boolean} {
  let done = false;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = () => {
      done = true;
      resolve();
    };
  });
  return {settled, settle, isSettled: () => done};
}
