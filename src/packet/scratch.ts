/** Fewest octets worth having. */
const SMALLEST = 256;

/** Memory to put one packet after the other into: as large as the largest so far, as most hosts never see a large one. */
export class Scratch {
  #bytes = new Uint8Array();

  /** @returns a view with anything in it, for as long as nobody takes another */
  take(length: number): Uint8Array {
    if (this.#bytes.length < length) {
      let room = SMALLEST;
      while (room < length) room *= 2;
      this.#bytes = new Uint8Array(room);
    }
    return this.#bytes.subarray(0, length);
  }
}
