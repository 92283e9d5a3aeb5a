/** What is written in a topology in one of several ways, in the one that can be compared. */
import type {AddressSpec} from '../api/schema/interface.ts';
import type {TopologyInterface, TopologyRoute} from '../api/schema/topology.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {without} from './without.ts';
import {classfulPrefixLength} from '../packet/address.ts';
import {formatMac, parseMac} from '../packet/ethernet.ts';
import {formatIp, isIpv6, parseIp} from '../packet/ip-address.ts';
import {formatIpPrefix, networkOfIp, parseIpPrefix} from '../packet/ip-prefix.ts';

/** Where something stands in a topology. */
export type Path = readonly (string | number)[];

export function fault(message: string, at: Path): NetworkError {
  return new NetworkError('EUSAGE', message, {at});
}

export interface AddressForm extends AddressSpec {
  readonly prefixlen: number;
  readonly six: boolean;
  /** The same for the same address. */
  readonly key: string;
}

export function addressForm(written: NonNullable<TopologyInterface['addresses']>[number], at: Path): AddressForm {
  const spec = typeof written === 'string' ? parts(written) : written;
  const address = parseIp(spec.local);
  if (address === undefined) throw fault(`${JSON.stringify(spec.local)} is not an IP address`, at);
  const six = isIpv6(address);
  const {prefixlen = defaultLength(address, spec.peer !== undefined)} = spec;
  if (prefixlen > (six ? 128 : 32) || Number.isNaN(prefixlen)) {
    throw fault(`a prefix length of ${six ? 'IPv6' : 'IPv4'} is a number from 0 to ${six ? 128 : 32}`, at);
  }
  const form = {
    local: formatIp(address),
    prefixlen,
    ...(spec.peer !== undefined && {peer: ipForm(spec.peer, at)}),
    ...(spec.broadcast !== undefined && {broadcast: ipForm(spec.broadcast, at)}),
    ...(spec.label !== undefined && {label: spec.label}),
    ...(spec.scope !== undefined && {scope: spec.scope}),
  };
  return {
    ...form,
    six,
    key: `${form.local}/${prefixlen} ${form.peer ?? ''} ${form.broadcast ?? ''} ${form.label ?? ''} ${form.scope ?? ''}`,
  };
}

function parts(text: string): AddressSpec {
  const [local = '', length] = text.split('/');
  return {local, ...(length !== undefined && {prefixlen: Number(length)})};
}

function defaultLength(address: number | bigint, peer: boolean): number {
  if (typeof address === 'bigint') return peer ? 128 : 64;
  return peer ? 32 : classfulPrefixLength(address);
}

/** As the lab takes it. */
export function addressSpec(form: AddressForm): AddressSpec {
  return without(form, 'six', 'key');
}

/** As one reads it. */
export function addressText({local, prefixlen, peer, broadcast}: AddressForm): string {
  const other = peer === undefined ? '' : ` peer ${peer}`;
  return `${local}/${prefixlen}${other}${broadcast === undefined ? '' : ` broadcast ${broadcast}`}`;
}

export function ipForm(text: string, at: Path): string {
  const address = parseIp(text);
  if (address === undefined) throw fault(`${JSON.stringify(text)} is not an IP address`, at);
  return formatIp(address);
}

export function macForm(text: string, at: Path): string {
  const mac = parseMac(text);
  if (mac === undefined) throw fault(`${JSON.stringify(text)} is not a hardware address such as 02:00:00:00:00:07`, at);
  return formatMac(mac);
}

export function nameForm(spelling: string, at: Path): string {
  try {
    return canonicalName(spelling);
  } catch (reason) {
    throw fault(NetworkError.from(reason).message, at);
  }
}

export interface RouteForm {
  readonly dst: string;
  readonly six: boolean;
  readonly type: NonNullable<TopologyRoute['type']>;
  readonly metric: number;
  readonly gateway: string | undefined;
  /** `undefined`: what the gateway's own route says. */
  readonly dev: string | undefined;
  readonly toHost: boolean | undefined;
  /** What else is said of it. */
  readonly hints: Pick<TopologyRoute, 'advmss' | 'window' | 'rtt' | 'prefsrc' | 'label'>;
}

export function routeForm(
  {dst, gateway, dev, metric = 0, type = 'unicast', to_host, ...hints}: TopologyRoute,
  at: Path,
): RouteForm {
  const prefix = parseIpPrefix(dst);
  if (!prefix) throw fault(`${JSON.stringify(dst)} is not a destination: an address, network/length or "default"`, at);
  const network = networkOfIp(prefix.address, prefix.length);
  if (network !== prefix.address) {
    const right = formatIpPrefix({address: network, length: prefix.length});
    throw fault(`${dst} has host bits set; the network is ${right}`, at);
  }
  const six = isIpv6(prefix.address);
  return {
    dst: six && prefix.length === 0 ? '::/0' : formatIpPrefix(prefix),
    six,
    type,
    metric,
    gateway: gateway === undefined ? undefined : ipForm(gateway, at),
    dev: dev === undefined ? undefined : nameForm(dev, at),
    toHost: to_host,
    hints,
  };
}

/** Whether `route`, of which everything is known, is what was written as `wanted`. */
export function isRoute(route: RouteForm, wanted: RouteForm): boolean {
  return (
    route.dst === wanted.dst &&
    route.type === wanted.type &&
    route.metric === wanted.metric &&
    route.gateway === wanted.gateway &&
    (wanted.dev === undefined || route.dev === wanted.dev) &&
    (Object.keys(wanted.hints) as (keyof RouteForm['hints'])[]).every(
      (name) => JSON.stringify(route.hints[name]) === JSON.stringify(wanted.hints[name]),
    ) &&
    (wanted.toHost === undefined || (route.toHost ?? false) === wanted.toHost)
  );
}

/** As the lab takes it. */
export function routeSpec({dst, gateway, dev, metric, type, toHost, hints}: RouteForm): TopologyRoute {
  return {
    dst,
    metric,
    type,
    ...(gateway !== undefined && {gateway}),
    ...(dev !== undefined && {dev}),
    ...(toHost === true && {to_host: true}),
    ...hints,
  };
}

/** As one reads it. */
export function routeText({dst, gateway, dev, metric, type}: RouteForm): string {
  return [
    dst,
    ...(type === 'unicast' ? [] : [type]),
    ...(gateway === undefined ? [] : ['gw', gateway]),
    ...(dev === undefined ? [] : ['dev', dev]),
    ...(metric === 0 ? [] : ['metric', String(metric)]),
  ].join(' ');
}
