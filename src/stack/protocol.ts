/** What a host lends to each of its two versions of IP. */
import type {Clock} from '../time/clock.ts';
import type {Behaviour} from './behaviour.ts';
import type {EchoEndpoints} from './endpoint/echo-endpoints.ts';
import type {UdpEndpoints} from './endpoint/udp-endpoints.ts';
import type {Interface} from './interface.ts';
import type {InterfaceTable} from './interface-table.ts';
import type {Memberships} from './membership.ts';
import type {HostSettings} from './settings.ts';

/** Where a packet came from: out of a device, or from this host itself by one of its local routes. */
export type Origin = 'device' | 'host';

export interface ProtocolParts {
  readonly hostName: string;
  readonly interfaces: InterfaceTable;
  readonly memberships: Memberships;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly settings: HostSettings;
  readonly echo: EchoEndpoints;
  readonly udp: UdpEndpoints;
  /** Takes what is for the host itself, in the name of the interface that has the address; `false`: full. */
  readonly deliver: (iface: Interface, packet: Uint8Array) => boolean;
  /** By which interface what the host sends to an address of `owner` comes back in. */
  readonly viaOwn: (owner: Interface) => Interface;
}
