/** Where the two versions of IP differ in their fragments; offsets and lengths are in octets. */
export interface FragmentFormat {
  /** Room for the longest headers in front of the data of the first fragment, as they come. */
  readonly headroom: number;
  /** The shortest of them: what a fragment that is not the first is thought to stand behind. */
  readonly shortestHeader: number;
  /** Of a whole packet, the headers of its first fragment counted as they come. */
  readonly maximumLength: number;
  /** What tells datagrams apart. */
  keyOf(fragment: Uint8Array): string;
  pieceOf(fragment: Uint8Array): Piece;
  /**
   * Make the whole packet of the first fragment's headers and all of the data, in place.
   *
   * @returns a view of `bytes`
   */
  whole(bytes: Uint8Array, headerLength: number): Uint8Array;
}

/** A fragment without octets of its own: where its data is, and where that belongs. */
export interface Piece {
  /** The fragment, headers included. */
  readonly packet: Uint8Array;
  /** Where the data begins in it; it reaches to the end of `packet`. */
  readonly headerLength: number;
  /** Where the data begins in the datagram's; a multiple of 8. */
  readonly start: number;
  /** Where it ends; above `start`, and a multiple of 8 unless it is the last, in a piece without faults. */
  readonly end: number;
  readonly last: boolean;
}
