/** What FreeBSD's tools tell of an interface besides what the lab says: what drives it, and who has it open. */
import type {InterfaceState} from '../../../api/schema/interface.ts';
import {personalName} from '../../../names.ts';
import type {ToolSession} from '../tool.ts';

export type InterfaceKind = 'lo' | 'tun' | 'tap' | 'bridge' | 'nic';

export interface BsdInterface {
  readonly state: InterfaceState;
  /** As FreeBSD writes it. */
  readonly name: string;
  readonly kind: InterfaceKind;
  /** An application has its node open. */
  readonly opened: boolean;
  readonly bridge?: BsdBridge;
}

export interface BsdBridge {
  /** Seconds a station is remembered. */
  readonly ageing: number;
  /** Its members, by the numbers of their interfaces. */
  readonly ports: readonly {readonly name: string; readonly number: number; readonly kind: InterfaceKind}[];
}

/** All interfaces of the host, in order of creation. */
export async function bsdInterfaces({lab, host}: ToolSession): Promise<BsdInterface[]> {
  const [states, devices, bridges] = await Promise.all([
    lab.listInterfaces({host}),
    lab.listDevices({host}),
    lab.listBridges({host}),
  ]);
  const kinds = new Map<string, InterfaceKind>([
    ...states.map(({ifname, link_type: type}) => [ifname, type === 'loopback' ? 'lo' : 'nic'] as const),
    ...devices.map(({ifname, mode}) => [ifname, mode] as const),
    ...bridges.map(({ifname}) => [ifname, 'bridge'] as const),
  ]);
  const kindOf = (ifname: string): InterfaceKind => kinds.get(ifname) ?? 'nic';
  const numbers = new Map(states.map(({ifname, ifindex}) => [ifname, ifindex]));
  return states.map((state) => {
    const {ifname} = state;
    const bridge = bridges.find((each) => each.ifname === ifname);
    const ports = bridge?.ports.map((port) => ({
      name: personalName('bsd', port.ifname),
      number: numbers.get(port.ifname) ?? 0,
      kind: kindOf(port.ifname),
    }));
    return {
      state,
      name: personalName('bsd', ifname),
      kind: kindOf(ifname),
      opened: devices.some((each) => each.ifname === ifname && each.opened),
      ...(bridge && ports && {bridge: {ageing: bridge.ageing, ports}}),
    };
  });
}

/** The group that the driver puts its interfaces into; a NIC is in none but `all`. */
export function groupOf({kind}: Pick<BsdInterface, 'kind'>): string | undefined {
  return kind === 'nic' ? undefined : kind;
}
