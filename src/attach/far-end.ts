/** The seam between a device node and whatever a program reads its packets from. */
export interface FarEnd {
  /** From now on `onFrame` is called with each whole packet that comes: a view, valid during the call. */
  start(onFrame: (frame: Uint8Array) => void): void;
  /** Nothing is to come for now, and again. */
  pause(): void;
  resume(): void;
  /** Copies `frame` and sends it whole. `full`: it is on its way, but no other is to follow before `drained()` settles. */
  send(frame: Uint8Array): 'sent' | 'full';
  drained(): Promise<void>;
  /** Settles when the program is gone, or `close` was called; fails where something broke. */
  readonly closed: Promise<void>;
  close(): void;
}
