/** The seam between a station (a NIC, a port of a bridge) and the segment it is plugged into. */

/** What a segment may ask of a station. */
export interface Station {
  /** Names the station in settings and counters: `client:eth0`. Its seed on a wire follows from it. */
  readonly label: string;
  /** One whole frame, without a check sequence. It is valid during the call only; the receiver may overwrite it. */
  receive(frame: Uint8Array): void;
  /** The link came up or went down while the station was plugged in. */
  carrierChanged(): void;
}

/** A station's own end of a segment. */
export interface WireEnd {
  /** Whether there is a link: plugged in, and the segment in one piece. */
  readonly live: boolean;
  /**
   * Put one whole frame on the segment. It is valid during the call only, and a receiver may have overwritten it when this
   * returns. `dropped`: no link, or a full queue. What the segment loses later is `queued` all the same: no sender knows.
   */
  send(frame: Uint8Array): 'queued' | 'dropped';
  /** Leave the segment. What the station had sent and nobody has received yet is gone. */
  unplug(): void;
}

/** Whatever stations can be plugged into. */
export interface Segment {
  readonly name: string;
  connect(station: Station): WireEnd;
}
