/** The ICMPv6 errors that a host sends (RFC 4443): when it may, from whom, how many. */
import {type Icmpv6Error, icmpv6ErrorFor, mayCauseIcmpv6Error} from '../../packet/icmpv6.ts';
import type {Ipv6Address} from '../../packet/ipv6-address.ts';
import {readDestination6, readSource6} from '../../packet/ipv6.ts';
import type {Clock} from '../../time/clock.ts';
import type {Behaviour} from '../behaviour.ts';
import {ErrorRate} from '../error-rate.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';
import {sourceBy} from './source-address.ts';

export interface Complaint extends Pick<Icmpv6Error, 'type' | 'code' | 'rest'> {
  /** One may be about a multicast (RFC 4443 §2.4 (e.3)). */
  readonly multicastToo?: boolean;
}

export class Ipv6Errors {
  readonly rate: ErrorRate;
  readonly #interfaces: InterfaceTable;
  readonly #behaviour: Behaviour;

  constructor(interfaces: InterfaceTable, behaviour: Behaviour, clock: Clock) {
    this.#interfaces = interfaces;
    this.#behaviour = behaviour;
    this.rate = new ErrorRate(clock);
  }

  /**
   * The error about a packet that came in by `iface` (or would have left by it), from the address that was meant or,
   * when that is somebody else's, the one nearest the sender (RFC 4443 §2.2). `undefined` where none may be sent.
   */
  about(iface: Interface, packet: Uint8Array, {multicastToo = false, ...error}: Complaint): Uint8Array | undefined {
    const source = this.#sourceFor(iface, packet);
    if (source === undefined || !mayCauseIcmpv6Error(packet, {multicastToo}) || !this.rate.take()) return undefined;
    return icmpv6ErrorFor(packet, {...error, source, hopLimit: this.#behaviour.hopLimit});
  }

  #sourceFor(iface: Interface, packet: Uint8Array): Ipv6Address | undefined {
    const destination = readDestination6(packet);
    if (this.#interfaces.isOwn(destination)) return destination;
    return sourceBy(iface, this.#interfaces, readSource6(packet));
  }
}
