/** What VPN programs tell the program at the other end of their tunnel, in its environment. */
import type {Environment} from '../api/paths.ts';
import type {HoldConfiguration} from '../api/schema/held.ts';
import {maskLength} from './mask-length.ts';

export type TunnelSettings = Pick<HoldConfiguration, 'mtu' | 'address' | 'addresses' | 'routes' | 'nameservers'>;

/** Which program has started this one, by the descriptor that it tells of. */
export interface VpnProgram {
  readonly program: 'openconnect' | 'openvpn';
  /** Of the socket of datagrams that packets are exchanged by. */
  readonly fd: number;
  readonly mode: 'tun' | 'tap';
  readonly settings: TunnelSettings;
}

/** `undefined`: no program that is known has started this one. */
export function vpnProgram(env: Environment): VpnProgram | undefined {
  const [openconnect, openvpn] = [number(env['VPNFD']), number(env['TUNTAP_SOCKET_FD'])];
  if (openvpn !== undefined) {
    const mode = env['TUNTAP_DEV_TYPE'] === 'tap' ? 'tap' : 'tun';
    return {program: 'openvpn', fd: openvpn, mode, settings: openvpnSettings(env)};
  }
  if (openconnect === undefined) return undefined;
  return {program: 'openconnect', fd: openconnect, mode: 'tun', settings: openconnectSettings(env)};
}

/** OpenConnect's `--script-tun`, and its kin: the variables of vpnc-script. */
function openconnectSettings(env: Environment): TunnelSettings {
  const {INTERNAL_IP4_ADDRESS: own4, INTERNAL_IP6_ADDRESS: own6} = env;
  // Its network is the tunnel's; the address itself is not on a network that others are on.
  const network = env['INTERNAL_IP4_NETADDR'] && prefixed(env['INTERNAL_IP4_NETADDR'], env['INTERNAL_IP4_NETMASKLEN']);
  const split4 = listed(env, 'CISCO_SPLIT_INC', (n) =>
    prefixed(env[`CISCO_SPLIT_INC_${n}_ADDR`], env[`CISCO_SPLIT_INC_${n}_MASKLEN`]),
  );
  const split6 = listed(env, 'CISCO_IPV6_SPLIT_INC', (n) =>
    prefixed(env[`CISCO_IPV6_SPLIT_INC_${n}_ADDR`], env[`CISCO_IPV6_SPLIT_INC_${n}_MASKLEN`]),
  );
  const everything4 = own4 && split4.length === 0 ? ['0.0.0.0/0'] : split4;
  const everything6 = own6 && split6.length === 0 ? ['::/0'] : split6;
  return {
    ...mtuOf(env['INTERNAL_IP4_MTU']),
    addresses: [
      ...(own4 ? [{local: own4, prefixlen: 32}] : []),
      ...(own6
        ? [{local: own6, prefixlen: number(/\/(\d+)$/.exec(env['INTERNAL_IP6_NETMASK'] ?? '')?.[1]) ?? 128}]
        : []),
    ],
    routes: unique([...(network ? [network] : []), ...everything4, ...everything6]).map((dst) => ({dst})),
    nameservers: words(env['INTERNAL_IP4_DNS'], env['INTERNAL_IP6_DNS']),
  };
}

/** OpenVPN's `--dev-node unix:`: the variables of its scripts. */
function openvpnSettings(env: Environment): TunnelSettings {
  const {ifconfig_local: own4, ifconfig_ipv6_local: own6} = env;
  const peer = env['ifconfig_remote'];
  const length = maskLength(env['ifconfig_netmask']);
  const routes4 = numbered(env, 'route_network_', (n) =>
    prefixed(env[`route_network_${n}`], maskLength(env[`route_netmask_${n}`] ?? '255.255.255.255')),
  );
  const routes6 = numbered(env, 'route_ipv6_network_', (n) => env[`route_ipv6_network_${n}`]);
  const metric = (n: number) => number(env[`route_metric_${n}`]);
  return {
    ...mtuOf(env['TUNTAP_MTU']),
    ...(env['TUNTAP_LLADDR'] !== undefined && {address: env['TUNTAP_LLADDR']}),
    addresses: [
      ...(own4 ? [{local: own4, prefixlen: peer ? 32 : (length ?? 32), ...(peer && {peer})}] : []),
      ...(own6 ? [{local: own6, prefixlen: number(env['ifconfig_ipv6_netbits']) ?? 64}] : []),
    ],
    routes: [
      ...routes4.map(({n, value: dst}) => ({
        dst,
        ...gateway(env[`route_gateway_${n}`]),
        ...(metric(n) && {metric: metric(n)!}),
      })),
      ...routes6.map(({n, value: dst}) => ({dst, ...gateway(env[`route_ipv6_gateway_${n}`])})),
    ],
    nameservers: [
      ...numbered(
        env,
        'foreign_option_',
        (n) => /^dhcp-option DNS6? (\S+)$/.exec(env[`foreign_option_${n}`] ?? '')?.[1],
      ).map(({value}) => value),
      ...numbered(env, 'dns_server_1_address_', (n) => env[`dns_server_1_address_${n}`]).map(({value}) => value),
    ],
  };
}

function gateway(text: string | undefined): {gateway?: string} {
  return text ? {gateway: text} : {};
}

function mtuOf(text: string | undefined): {mtu?: number} {
  const mtu = number(text);
  return mtu === undefined ? {} : {mtu};
}

/** Most entries of one list that are looked at. */
const MOST = 4096;

/** Entries from 0 on, of which `name` says how many there are. */
function listed(env: Environment, name: string, read: (n: number) => string | undefined): string[] {
  const count = Math.min(number(env[name]) ?? 0, MOST);
  return Array.from({length: count}, (_, n) => read(n)).filter((value) => value !== undefined);
}

/** Entries from 1 on, as long as there are some. */
function numbered(
  env: Environment,
  name: string,
  read: (n: number) => string | undefined,
): {n: number; value: string}[] {
  const found: {n: number; value: string}[] = [];
  for (let n = 1; n <= MOST && env[`${name}${n}`] !== undefined; n++) {
    const value = read(n);
    if (value !== undefined) found.push({n, value});
  }
  return found;
}

function prefixed(address: string | undefined, length: string | number | undefined): string | undefined {
  return address && length !== undefined ? `${address}/${length}` : undefined;
}

function number(text: string | undefined): number | undefined {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined;
}

function words(...texts: readonly (string | undefined)[]): string[] {
  return texts.flatMap((text) => (text ?? '').split(/\s+/)).filter((word) => word !== '');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
