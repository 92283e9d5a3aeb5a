/** The keys of a wg-quick file, each with what it takes. */
import {NetworkError} from '../errors.ts';
import {type IpPrefix, parseIpPrefix} from '../packet/ip-prefix.ts';
import type {EndpointName, PeerConfig, TunnelConfig} from './config.ts';
import {parseKey} from './key-text.ts';

type Reader<Section> = (section: Section, value: string, key: string) => void;

const HOOKS = ['PreUp', 'PostUp', 'PreDown', 'PostDown'] as const;

const INTERFACE: Readonly<Record<string, Reader<TunnelConfig>>> = {
  privatekey(config, value) {
    config.privateKey = parseKey(value, 'PrivateKey');
  },
  listenport(config, value) {
    config.listenPort = wholeNumber(value, 'ListenPort', 0, 65_535) || undefined;
  },
  address(config, value) {
    config.addresses.push(...prefixes(value, 'Address'));
  },
  mtu(config, value) {
    config.mtu = wholeNumber(value, 'MTU', 68, 65_535);
  },
  dns(config, value) {
    config.dns.push(...listOf(value));
  },
  table(config, value) {
    if (value !== 'off' && value !== 'auto' && value !== 'main') {
      throw new NetworkError(
        'EINVAL',
        `Table = ${shown(value)}: a host has one routing table; auto and off are possible`,
      );
    }
    config.routes = value !== 'off';
  },
  fwmark(_config, value) {
    if (value === 'off' || Number(value) === 0) return;
    throw new NetworkError('EINVAL', 'FwMark: a host of a lab has no marks and no rules for them; leave it out');
  },
  saveconfig(_config, value) {
    if (value === 'false') return;
    throw new NetworkError('EINVAL', 'SaveConfig: the file is never written to; leave it out');
  },
  ...Object.fromEntries(
    HOOKS.map((when): [string, Reader<TunnelConfig>] => [
      when.toLowerCase(),
      (config, command) => void config.hooks.push({when, command}),
    ]),
  ),
};

const PEER: Readonly<Record<string, Reader<PeerConfig>>> = {
  publickey(peer, value) {
    peer.publicKey = parseKey(value, 'PublicKey');
  },
  presharedkey(peer, value) {
    peer.presharedKey = parseKey(value, 'PresharedKey');
  },
  allowedips(peer, value) {
    peer.allowedIps.push(...prefixes(value, 'AllowedIPs'));
  },
  endpoint(peer, value) {
    peer.endpoint = parseEndpointName(value);
  },
  persistentkeepalive(peer, value) {
    peer.persistentKeepalive = value === 'off' ? 0 : wholeNumber(value, 'PersistentKeepalive', 0, 65_535);
  },
};

/** @throws {NetworkError} EINVAL */
export function readInterfaceKey(config: TunnelConfig, key: string, value: string): void {
  read(INTERFACE, 'Interface', config, key, value);
}

/** @throws {NetworkError} EINVAL */
export function readPeerKey(peer: PeerConfig, key: string, value: string): void {
  read(PEER, 'Peer', peer, key, value);
}

/** `name:port`, `address:port` or `[address]:port`. @throws {NetworkError} EINVAL */
export function parseEndpointName(text: string): EndpointName {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]{1,64})\]|([^:[\]\s]{1,253})):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new NetworkError('EINVAL', `Endpoint = ${shown(text)} is not a host, ":" and a port`);
  return {host, port: wholeNumber(port, 'the port of Endpoint', 1, 65_535)};
}

function read<Section>(
  readers: Readonly<Record<string, Reader<Section>>>,
  name: string,
  section: Section,
  key: string,
  value: string,
): void {
  const lower = key.toLowerCase();
  const reader = Object.hasOwn(readers, lower) ? readers[lower] : undefined;
  if (!reader) throw new NetworkError('EINVAL', `[${name}] has no key ${shown(key)}`);
  reader(section, value, key);
}

function prefixes(value: string, key: string): IpPrefix[] {
  return listOf(value).map((text) => {
    const prefix = text === 'default' ? undefined : parseIpPrefix(text);
    if (!prefix) throw new NetworkError('EINVAL', `${key}: ${shown(text)} is not an address or a network`);
    return prefix;
  });
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function wholeNumber(text: string, key: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new NetworkError('EINVAL', `${key} takes a whole number from ${min} to ${max}, not ${shown(text)}`);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
