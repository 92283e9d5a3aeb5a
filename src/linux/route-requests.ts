/** SIOCADDRT and SIOCDELRT of IPv4: `struct rtentry` (linux/route.h) as a 64-bit program has it, and the device's name. */
import type {LabApi} from '../api/lab-api.ts';
import type {AddRoute} from '../api/schema/route.ts';
import {NetworkError} from '../errors.ts';
import {canonicalName} from '../names.ts';
import {parseAddress, prefixLengthOf} from '../packet/address.ts';
import {LITTLE} from './control-stream.ts';
import {textOf} from './netlink-message.ts';
import {readSocketAddress} from './socket-address.ts';

const FIELD = {destination: 8, gateway: 24, mask: 40, flags: 56, metric: 80, device: 120, length: 136} as const;
export const RTF = {gateway: 0x2, host: 0x4, reject: 0x200} as const;
const [ADD, REMOVE] = [0x890b, 0x890c];

export function isOfRoute(command: number): boolean {
  return command === ADD || command === REMOVE;
}

/** @throws {NetworkError} as the lab does; EINVAL: a mask with holes */
export async function routeRequest(lab: LabApi, host: string, command: number, data: DataView): Promise<void> {
  if (data.byteLength < FIELD.length) throw new NetworkError('EINVAL', 'a request of a route is too short');
  const flags = data.getUint16(FIELD.flags, LITTLE);
  const destination = readSocketAddress(data, FIELD.destination) ?? '0.0.0.0';
  const gateway = readSocketAddress(data, FIELD.gateway);
  const mask = readSocketAddress(data, FIELD.mask) ?? '0.0.0.0';
  const length = (flags & RTF.host) === 0 ? prefixLengthOf(parseAddress(mask) ?? 0) : 32;
  if (length === undefined) throw new NetworkError('EINVAL', 'that is no mask');
  const device = textOf(new Uint8Array(data.buffer, data.byteOffset + FIELD.device, 16));
  // What programs write there is one more than what they mean.
  const metric = data.getInt16(FIELD.metric, LITTLE) - 1;
  await changeRoute(lab, command, {
    host,
    dst: length === 0 ? 'default' : `${destination}/${length}`,
    ...((flags & RTF.gateway) !== 0 && gateway !== undefined && {gateway}),
    ...(device !== '' && {dev: canonicalName(device)}),
    ...(metric > 0 && {metric}),
    ...((flags & RTF.reject) !== 0 && {type: 'unreachable' as const}),
  });
}

export async function changeRoute(lab: LabApi, command: number, route: AddRoute): Promise<void> {
  await (command === ADD ? lab.addRoute(route) : lab.deleteRoute(route));
}
