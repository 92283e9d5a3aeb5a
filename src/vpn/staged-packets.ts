/** Packets that wait until there is a session: a bounded number, of which the oldest goes first. */
export class StagedPackets {
  readonly #limit: number;
  #packets: Uint8Array[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#packets.length;
  }

  /** Copies the packet. @returns how many were dropped for it */
  add(packet: Uint8Array): number {
    // Not `slice`: of a Buffer that is no copy.
    this.#packets.push(Uint8Array.from(packet));
    if (this.#packets.length <= this.#limit) return 0;
    this.#packets.shift();
    return 1;
  }

  /** All of them, the oldest first; none is left. */
  take(): readonly Uint8Array[] {
    const packets = this.#packets;
    this.#packets = [];
    return packets;
  }
}
