/** The ICMP errors that a host sends (RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3.2): when it may, from whom, how many. */
import {type IcmpError, icmpErrorFor, mayCauseIcmpError} from '../../packet/icmpv4.ts';
import {readDestination, readSource} from '../../packet/ipv4.ts';
import type {Clock} from '../../time/clock.ts';
import type {Behaviour} from '../behaviour.ts';
import type {Interface} from '../interface.ts';
import type {InterfaceTable} from '../interface-table.ts';

/** Errors a second, and at once (RFC 1812 §4.3.2.8): what the BSDs allow. */
const RATE = 200;

type Complaint = Pick<IcmpError, 'type' | 'code' | 'nextHopMtu' | 'gateway' | 'pointer'>;

export class IcmpErrors {
  sent = 0;
  /** Errors not sent because too many were. */
  suppressed = 0;
  readonly #interfaces: InterfaceTable;
  readonly #behaviour: Behaviour;
  readonly #clock: Clock;
  readonly #nextIpId: () => number;
  #tokens = RATE;
  #filledAt: number;

  constructor(interfaces: InterfaceTable, behaviour: Behaviour, clock: Clock, nextIpId: () => number) {
    this.#interfaces = interfaces;
    this.#behaviour = behaviour;
    this.#clock = clock;
    this.#nextIpId = nextIpId;
    this.#filledAt = clock.now();
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
    if (!this.#mayComplain()) return undefined;
    return icmpErrorFor(packet, {
      ...complaint,
      source,
      ttl: this.#behaviour.ttl,
      identification: this.#nextIpId(),
      quotedData: this.#behaviour.quotedOctets,
    });
  }

  #mayComplain(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(RATE, this.#tokens + ((now - this.#filledAt) * RATE) / 1000);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      this.suppressed++;
      return false;
    }
    this.#tokens--;
    this.sent++;
    return true;
  }
}
