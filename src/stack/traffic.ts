/**
 * What one direction of an interface carried. Every frame that enters is in exactly one of `packets` (passed on),
 * `errors` (damaged) and `dropped` (refused), and the latter two have a reason each.
 */
export class Traffic {
  packets = 0;
  /** Octets of the passed-on packets, from the IP header on. */
  bytes = 0;
  errors = 0;
  dropped = 0;
  multicast = 0;
  readonly reasons = new Map<string, number>();

  pass(octets: number): void {
    this.packets++;
    this.bytes += octets;
  }

  /** A damaged frame. */
  fail(reason: string): void {
    this.errors++;
    this.#because(reason);
  }

  /** A sound frame that goes no further. */
  drop(reason: string): void {
    this.dropped++;
    this.#because(reason);
  }

  #because(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}
