/** What a tunnel is made of, as a file of wg-quick says it. */
import {NetworkError} from '../errors.ts';
import {parseIp} from '../packet/ip-address.ts';
import type {IpPrefix} from '../packet/ip-prefix.ts';
import {formatKey} from './key-text.ts';
import {readInterfaceKey, readPeerKey} from './config-keys.ts';

export interface TunnelConfig {
  privateKey: Uint8Array | undefined;
  /** A free port where it is left out. */
  listenPort: number | undefined;
  addresses: IpPrefix[];
  mtu: number | undefined;
  /** Servers and search domains. */
  dns: string[];
  /** Whether AllowedIPs become routes. */
  routes: boolean;
  /** What is to be run before and after: kept as it is written. */
  hooks: {readonly when: 'PreUp' | 'PostUp' | 'PreDown' | 'PostDown'; readonly command: string}[];
  peers: PeerConfig[];
}

export interface PeerConfig {
  publicKey: Uint8Array | undefined;
  presharedKey: Uint8Array | undefined;
  allowedIps: IpPrefix[];
  endpoint: EndpointName | undefined;
  /** Seconds; 0: off. */
  persistentKeepalive: number;
}

/** Where a peer is, perhaps by a name that is still to be looked up. */
export interface EndpointName {
  readonly host: string;
  readonly port: number;
}

/** A file that is longer is none. */
const LONGEST_FILE = 1 << 20;
const LONGEST_SHOWN = 40;

/**
 * The configuration in `text`. Names of sections and keys may be written in either case, as wg-quick takes them; "#"
 * begins a comment.
 *
 * @param file what it is called in messages
 * @throws {NetworkError} EINVAL: what is wrong in which line
 */
export function parseConfig(text: string, file: string): TunnelConfig {
  if (text.length > LONGEST_FILE) throw new NetworkError('EINVAL', `${file} is too long for a configuration`);
  const config: TunnelConfig = {
    privateKey: undefined,
    listenPort: undefined,
    addresses: [],
    mtu: undefined,
    dns: [],
    routes: true,
    hooks: [],
    peers: [],
  };
  let section: TunnelConfig | PeerConfig | undefined;
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.replace(/#.*/s, '').trim();
    if (line === '') continue;
    try {
      section = readLine(line, section, config);
    } catch (error) {
      const {code, message} = NetworkError.from(error);
      throw new NetworkError(code, `${file}, line ${index + 1}: ${message}`, {file, line: index + 1});
    }
  }
  requireWhole(config, file);
  return config;
}

function readLine(line: string, section: TunnelConfig | PeerConfig | undefined, config: TunnelConfig) {
  if (line.startsWith('[')) return beginSection(line, config);
  const [, key = '', value = ''] = /^([A-Za-z0-9]+)\s*=\s*(.*)$/s.exec(line) ?? [];
  if (key === '') throw new NetworkError('EINVAL', `${shown(line)} is no section and no "key = value"`);
  if (section === undefined) throw new NetworkError('EINVAL', `${shown(key)} stands before any section`);
  if (value === '') throw new NetworkError('EINVAL', `${key} has no value`);
  if (section === config) readInterfaceKey(config, key, value);
  else readPeerKey(section as PeerConfig, key, value);
  return section;
}

function beginSection(line: string, config: TunnelConfig): TunnelConfig | PeerConfig {
  switch (line.toLowerCase()) {
    case '[interface]':
      return config;
    case '[peer]': {
      const peer: PeerConfig = {
        publicKey: undefined,
        presharedKey: undefined,
        allowedIps: [],
        endpoint: undefined,
        persistentKeepalive: 0,
      };
      config.peers.push(peer);
      return peer;
    }
    default:
      throw new NetworkError('EINVAL', `${shown(line)} is neither [Interface] nor [Peer]`);
  }
}

function requireWhole({privateKey, peers}: TunnelConfig, file: string): void {
  if (!privateKey) throw new NetworkError('EINVAL', `${file}: [Interface] has no PrivateKey`);
  const seen = new Set<string>();
  for (const [index, {publicKey}] of peers.entries()) {
    if (!publicKey) throw new NetworkError('EINVAL', `${file}: [Peer] number ${index + 1} has no PublicKey`);
    const key = formatKey(publicKey);
    if (seen.has(key)) throw new NetworkError('EINVAL', `${file}: two peers have the same PublicKey ${key}`);
    seen.add(key);
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, LONGEST_SHOWN));
}

/** What `DNS` names: addresses are servers, all else are domains to search in. */
export function nameServers({dns}: TunnelConfig): {readonly servers: string[]; readonly domains: string[]} {
  const isServer = (word: string): boolean => parseIp(word) !== undefined;
  return {servers: dns.filter(isServer), domains: dns.filter((word) => !isServer(word))};
}
