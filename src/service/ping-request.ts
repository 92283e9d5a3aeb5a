/** What a request of the API means to a ping. */
import type {PingRequest} from '../api/schema/ping.ts';
import {NetworkError} from '../errors.ts';
import type {LabHost} from '../lab/lab-host.ts';
import type {PingOptions} from '../lab/ping-options.ts';
import {fromHex} from '../packet/hex.ts';
import {isIpv6} from '../packet/ip-address.ts';
import {recordRouteOption, timestampOption} from '../packet/ipv4-options.ts';
import {type Destination, sourceOf} from './destination.ts';
import {addressOf, interfaceOf} from './parse.ts';

/** @throws {NetworkError} EADDRNOTAVAIL, ENODEV, EINVAL, EUSAGE */
export function pingOptions(
  {host}: LabHost,
  request: PingRequest,
  {address: destination, device}: Destination,
): PingOptions {
  const {count, replies, interval, preload, adaptive, size, sweep, wait, linger, deadline, pattern, stamp} = request;
  const source = sourceOf(host, request.source, destination);
  return {
    destination,
    count,
    replies,
    onError: request.on_error,
    interval: milliseconds(interval),
    preload,
    adaptive,
    size,
    sweep,
    wait: milliseconds(wait),
    linger: milliseconds(linger),
    deadline: milliseconds(deadline),
    ttl: request.ttl,
    tos: request.tos,
    flowLabel: request.flow_label,
    pattern: pattern === undefined ? undefined : fromHex(pattern),
    source,
    device: device ?? interfaceOf(host, request.device),
    direct: request.direct,
    dontFragment: dontFragment(request),
    options: ipOptions(request, isIpv6(destination)),
    identifier: request.identifier,
    sequence: request.sequence,
    ipId: request.ip_id,
    stamp: stamp === undefined ? undefined : BigInt.asUintN(64, BigInt(stamp)),
    stampForm: request.stamp_form,
    others: request.others,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function dontFragment({dont_fragment: asked, path_mtu: discovery}: PingRequest): boolean | 'want' | undefined {
  if (discovery === undefined) return asked;
  return discovery === 'want' ? 'want' : discovery === 'do';
}

function ipOptions({record_route: route, timestamps}: PingRequest, ipv6: boolean): Uint8Array | undefined {
  if (!route && !timestamps) return undefined;
  if (ipv6) throw new NetworkError('EINVAL', 'IPv6 has no options that record a route or times');
  if (route && timestamps) throw new NetworkError('EINVAL', 'there is no room for both a route and times');
  if (!timestamps) return recordRouteOption();
  const {form, hosts = []} = timestamps;
  if (form !== 'tsprespec' && hosts.length > 0) throw new NetworkError('EINVAL', `${form} asks no hosts in particular`);
  const asked = hosts.map((text) => {
    const address = addressOf(text);
    if (isIpv6(address)) throw new NetworkError('EINVAL', `${text} is not an IPv4 address`);
    return address;
  });
  return timestampOption(form, asked);
}
