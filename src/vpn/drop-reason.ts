/** Why something that came to a device, or was to leave it, went no further. */
export type DropReason =
  /** From outside: no message of the protocol. */
  | 'malformed'
  /** A handshake message whose sender does not know our public key. */
  | 'wrong-mac1'
  /** Under load: who sent it was told a cookie, and is to come again with it. */
  | 'cookie-sent'
  /** Under load: too many handshakes from one address. */
  | 'rate-limited'
  /** An initiation that is not authentic, or from nobody we know. */
  | 'unknown-peer'
  /** An initiation not later than the last. */
  | 'stale-timestamp'
  /** An initiation too soon after the last. */
  | 'initiation-flood'
  /** A message for a session or handshake that there is not. */
  | 'unknown-session'
  | 'not-authentic'
  | 'replayed'
  /** In a session that is too old, or has sent too much. */
  | 'session-over'
  /** From inside a session: no IP packet. */
  | 'not-ip'
  /** From inside a session, or for one: its address is not among those allowed. */
  | 'source-not-allowed'
  | 'no-peer'
  /** For a peer that nobody knows where to find. */
  | 'no-endpoint'
  /** Waited for a session, and was the oldest, or nobody answered. */
  | 'staged-overflow'
  | 'handshake-failed'
  /** The socket or the node had no room. */
  | 'outside-full'
  | 'inside-full';

export class DropCounts {
  readonly #counts = new Map<DropReason, number>();

  add(reason: DropReason, times = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + times);
  }

  /** By reason; what never happened is left out. */
  toRecord(): Partial<Record<DropReason, number>> {
    return Object.fromEntries(this.#counts);
  }
}
