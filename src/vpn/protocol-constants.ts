/** The numbers of the protocol (WireGuard whitepaper §6.1 to §6.4), as one object: tests hand in shorter ones. Times in ms. */
export interface ProtocolConstants {
  /** After so many packets, or so long after it began, its initiator replaces a session; neither is the end of it. */
  readonly rekeyAfterMessages: number;
  readonly rekeyAfterTime: number;
  /** From here on a session is not used any more. */
  readonly rejectAfterMessages: number;
  readonly rejectAfterTime: number;
  /** Between two initiations, and how much chance adds at most. */
  readonly rekeyTimeout: number;
  readonly rekeyJitter: number;
  /** So long are initiations repeated that nobody answers. */
  readonly rekeyAttemptTime: number;
  /** Silence after which what was received is acknowledged by an empty packet. */
  readonly keepaliveTimeout: number;
  /** Age at which a cookie, and the secret that cookies are made of, are replaced. */
  readonly cookieLifetime: number;
  /** Initiations of one peer that come closer together are dropped. */
  readonly initiationInterval: number;
  /** Packets of one peer that wait for a session; the oldest goes first. */
  readonly stagedPackets: number;
  /** Handshake messages in a second above which their senders must prove that they get what is sent to their address. */
  readonly handshakesPerSecond: number;
  /** For so long after that. */
  readonly loadMemory: number;
  /** Under load, handshake messages of one address: so many a second, and so many at once. */
  readonly addressRate: number;
  readonly addressBurst: number;
}

/**
 * As the protocol has them, but for the two numbers of messages: counters are exact only up to 2⁵³ here, so a session ends
 * there instead of at 2⁶⁴ − 2¹³ − 1. In the 180 seconds that it may last nobody gets as far as either.
 */
export const PROTOCOL_CONSTANTS: ProtocolConstants = {
  rekeyAfterMessages: 2 ** 52,
  rekeyAfterTime: 120_000,
  rejectAfterMessages: Number.MAX_SAFE_INTEGER,
  rejectAfterTime: 180_000,
  rekeyTimeout: 5000,
  rekeyJitter: 333,
  rekeyAttemptTime: 90_000,
  keepaliveTimeout: 10_000,
  cookieLifetime: 120_000,
  initiationInterval: 20,
  stagedPackets: 128,
  handshakesPerSecond: 100,
  loadMemory: 1000,
  addressRate: 20,
  addressBurst: 5,
};
