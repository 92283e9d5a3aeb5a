/** The interfaces of a host, with what a device or a bridge adds to each. */
import type {BridgeState} from '../../../../api/schema/bridge.ts';
import type {DeviceState} from '../../../../api/schema/device.ts';
import type {InterfaceState} from '../../../../api/schema/interface.ts';
import {personalName} from '../../../../names.ts';
import type {ToolSession} from '../../tool.ts';
import {noDevice} from './stop.ts';

export interface Link {
  /** As Linux names it. */
  readonly name: string;
  readonly state: InterfaceState;
  /** Of a tun or tap. */
  readonly device?: DeviceState;
  /** Of a bridge. */
  readonly bridge?: BridgeState;
  /** The bridge whose port it is. */
  readonly master?: string;
}

/** In order of creation. */
export async function linksOf({lab, host}: ToolSession): Promise<readonly Link[]> {
  const [states, devices, bridges] = await Promise.all([
    lab.listInterfaces({host}),
    lab.listDevices({host}),
    lab.listBridges({host}),
  ]);
  return states.map((state) => {
    const device = devices.find(({ifname}) => ifname === state.ifname);
    const bridge = bridges.find(({ifname}) => ifname === state.ifname);
    const master = bridges.find(({ports}) => ports.some(({ifname}) => ifname === state.ifname))?.ifname;
    return {
      name: personalName('linux', state.ifname),
      state,
      ...(device && {device}),
      ...(bridge && {bridge}),
      ...(master !== undefined && {master}),
    };
  });
}

/** The one of that name, in any spelling, or by its number as `if2`. */
export function linkNamed(links: readonly Link[], name: string): Link | undefined {
  const number = /^if(\d+)$/.exec(name)?.[1];
  return (
    links.find((link) => link.name === name || link.state.ifname === name || spelledOtherwise(link, name)) ??
    links.find(({state}) => String(state.ifindex) === number)
  );
}

/** @throws {IpStop} there is none of that name */
export function linkFound(links: readonly Link[], name: string): Link {
  const link = linkNamed(links, name);
  if (!link) throw noDevice(name);
  return link;
}

function spelledOtherwise({state: {ifname}}: Link, name: string): boolean {
  return personalName('haiku', ifname) === name || personalName('bsd', ifname) === name;
}
