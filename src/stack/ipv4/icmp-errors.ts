/** The ICMP errors that a host sends (RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3.2): when it may, from whom, how many. */
import {type IcmpError, icmpErrorFor, mayCauseIcmpError} from '../../packet/icmpv4.ts';
import {readDestination, readSource} from '../../packet/ipv4.ts';
import type {Clock} from '../../time/clock.ts';
import {ErrorRate} from '../error-rate.ts';
import type {Behaviour} from '../behaviour.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';

type Complaint = Pick<IcmpError, 'type' | 'code' | 'nextHopMtu' | 'gateway' | 'pointer'>;

export class IcmpErrors {
  readonly rate: ErrorRate;
  readonly #interfaces: InterfaceTable;
  readonly #behaviour: Behaviour;
  readonly #nextIpId: () => number;

  constructor(interfaces: InterfaceTable, behaviour: Behaviour, clock: Clock, nextIpId: () => number) {
    this.#interfaces = interfaces;
    this.#behaviour = behaviour;
    this.#nextIpId = nextIpId;
    this.rate = new ErrorRate(clock);
  }

  /**
   * The error about a packet that came in by `iface` (or would have left by it), from the address that was meant or,
   * when that is somebody else's, the one nearest the sender. `undefined` where none may be sent.
   */
  about(iface: Interface, packet: Uint8Array, complaint: Complaint): Uint8Array | undefined {
    const destination = readDestination(packet);
    const source = this.#interfaces.isOwn(destination) ? destination : iface.sourceFor(readSource(packet));
    if (source === undefined || !mayCauseIcmpError(packet)) return undefined;
    // Of a network here: what `mayCauseIcmpError` can not tell.
    if (this.#interfaces.isBroadcast(destination) || this.#interfaces.isBroadcast(readSource(packet))) return undefined;
    if (!this.rate.take()) return undefined;
    return icmpErrorFor(packet, {
      ...complaint,
      source,
      ttl: this.#behaviour.ttl,
      tos: this.#behaviour.errorTos,
      identification: this.#nextIpId(),
      quotedData: this.#behaviour.quotedOctets,
    });
  }
}
