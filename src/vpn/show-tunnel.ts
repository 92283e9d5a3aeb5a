/** Running tunnels as wg prints them: for people, or one kind of fact for scripts. Pure. */
import type {PeerStatus, TunnelStatus} from './tunnel-status.ts';

const NONE = '(none)';
const HIDDEN = '(hidden)';

/** For people. @param now ms since 1970 @param showKeys secret ones too */
export function showTunnel(status: TunnelStatus, now: number, showKeys: boolean): string {
  const secret = (key: string): string => (showKeys ? key : HIDDEN);
  const lines = [
    `interface: ${status.interface}`,
    `  public key: ${status.publicKey}`,
    `  private key: ${secret(status.privateKey)}`,
    `  listening port: ${status.listenPort}`,
  ];
  for (const peer of latestFirst(status.peers)) lines.push('', ...peerLines(peer, now, secret));
  return `${lines.join('\n')}\n`;
}

function peerLines(peer: PeerStatus, now: number, secret: (key: string) => string): string[] {
  const lines = [`peer: ${peer.publicKey}`];
  if (peer.presharedKey !== undefined) lines.push(`  preshared key: ${secret(peer.presharedKey)}`);
  if (peer.endpoint !== undefined) lines.push(`  endpoint: ${peer.endpoint}`);
  lines.push(`  allowed ips: ${peer.allowedIps.join(', ') || NONE}`);
  if (peer.latestHandshake > 0) lines.push(`  latest handshake: ${ago(peer.latestHandshake, now)}`);
  if (peer.transferRx > 0 || peer.transferTx > 0) {
    lines.push(`  transfer: ${amount(peer.transferRx)} received, ${amount(peer.transferTx)} sent`);
  }
  if (peer.persistentKeepalive > 0) lines.push(`  persistent keepalive: every ${duration(peer.persistentKeepalive)}`);
  return lines;
}

/** Who was heard last comes first; the others as they are in the file. */
function latestFirst(peers: readonly PeerStatus[]): PeerStatus[] {
  return [...peers].sort((one, other) => other.latestHandshake - one.latestHandshake);
}

type PeerFact = (peer: PeerStatus) => string;

/** By the word that asks for them, what is printed of each peer, behind its key and a tab. */
const PEER_FACTS: Readonly<Record<string, PeerFact>> = {
  'preshared-keys': ({presharedKey}) => presharedKey ?? NONE,
  endpoints: ({endpoint}) => endpoint ?? NONE,
  'allowed-ips': ({allowedIps}) => allowedIps.join(' ') || NONE,
  'latest-handshakes': ({latestHandshake}) => String(Math.floor(latestHandshake / 1000)),
  transfer: ({transferRx, transferTx}) => `${transferRx}\t${transferTx}`,
  'persistent-keepalive': keepalive,
};

const TUNNEL_FACTS: Readonly<Record<string, (status: TunnelStatus) => string>> = {
  'public-key': ({publicKey}) => publicKey,
  'private-key': ({privateKey}) => privateKey,
  'listen-port': ({listenPort}) => String(listenPort),
  fwmark: () => 'off',
};

export const TUNNEL_FACT_NAMES: readonly string[] = [
  ...Object.keys(TUNNEL_FACTS),
  'peers',
  ...Object.keys(PEER_FACTS),
  'dump',
];

/** For scripts. @param fact one of `TUNNEL_FACT_NAMES` @param named begin each line with the interface */
export function showFact(status: TunnelStatus, fact: string, named: boolean): string {
  const prefix = named ? `${status.interface}\t` : '';
  return factLines(status, fact)
    .map((line) => `${prefix}${line}\n`)
    .join('');
}

function factLines(status: TunnelStatus, fact: string): string[] {
  const {peers, privateKey, publicKey, listenPort} = status;
  if (fact === 'dump') return [[privateKey, publicKey, listenPort, 'off'].join('\t'), ...peers.map(dumpLine)];
  if (fact === 'peers') return peers.map((peer) => peer.publicKey);
  const ofTunnel = TUNNEL_FACTS[fact];
  if (ofTunnel) return [ofTunnel(status)];
  const ofPeer = PEER_FACTS[fact]!;
  return peers.map((peer) => `${peer.publicKey}\t${ofPeer(peer)}`);
}

function dumpLine(peer: PeerStatus): string {
  return [
    peer.publicKey,
    peer.presharedKey ?? NONE,
    peer.endpoint ?? NONE,
    peer.allowedIps.join(',') || NONE,
    Math.floor(peer.latestHandshake / 1000),
    peer.transferRx,
    peer.transferTx,
    keepalive(peer),
  ].join('\t');
}

function keepalive({persistentKeepalive}: PeerStatus): string {
  return persistentKeepalive === 0 ? 'off' : String(persistentKeepalive);
}

/** Of what is secret, that it is there. */
export function withoutKeys(status: TunnelStatus): TunnelStatus {
  const peers = status.peers.map((peer) => (peer.presharedKey === undefined ? peer : {...peer, presharedKey: HIDDEN}));
  return {...status, privateKey: HIDDEN, peers};
}

function ago(moment: number, now: number): string {
  const seconds = Math.floor(now / 1000) - Math.floor(moment / 1000);
  if (seconds < 0) return '(System clock wound backward; connection problems may ensue)';
  return seconds === 0 ? 'Now' : `${duration(seconds)} ago`;
}

const UNITS = [
  ['year', 365 * 24 * 60 * 60],
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
  ['second', 1],
] as const;

function duration(seconds: number): string {
  const parts = [];
  let left = seconds;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.join(', ');
}

function amount(octets: number): string {
  if (octets < 1024) return `${octets} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(octets) / 10));
  return `${(octets / 1024 ** power).toFixed(2)} ${units[power - 1]!}`;
}
