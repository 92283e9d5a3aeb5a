/** What a ping is asked for, and what it tells. */
import type {NetworkError} from '../errors.ts';
import type {EchoError, EchoMessage, EchoRequest} from '../stack/endpoint/echo-endpoint.ts';
import type {StampForm, WrongOctet} from './echo-data.ts';

/** Durations are milliseconds, sizes octets. */
export interface PingOptions extends Omit<EchoRequest, 'sequence' | 'data'> {
  /** Most requests, unless `replies` says otherwise the end after as many replies too. */
  readonly count?: number | undefined;
  /** End after so many replies, however many requests that takes. */
  readonly replies?: number | undefined;
  /** What an ICMP error does to the end: nothing, what a reply does, or it is the end. */
  readonly onError?: 'ignore' | 'count' | 'end' | undefined;
  /** Between two requests. 0: each answer lets the next out, and 100 a second go out without any. */
  readonly interval?: number | undefined;
  /** Requests that may go out at once before the first answer. */
  readonly preload?: number | undefined;
  /** The interval follows the round trip time. */
  readonly adaptive?: boolean | undefined;
  readonly size?: number | undefined;
  /** Each so many requests the data is longer, until it would be longer than that: the end. */
  readonly sweep?: {readonly largest: number; readonly step: number; readonly each: number} | undefined;
  /** How long to wait for a first reply after the last request. */
  readonly wait?: number | undefined;
  /** How long to wait at least after the last request, once there were replies. */
  readonly linger?: number | undefined;
  readonly deadline?: number | undefined;
  readonly pattern?: Uint8Array | undefined;
  readonly identifier?: number | undefined;
  readonly sequence?: number | undefined;
  /** Microseconds since 1970 in place of the time. */
  readonly stamp?: bigint | undefined;
  readonly stampForm?: StampForm | undefined;
  /** Tell of ICMP messages to the host that are about nothing of this ping's, requests and replies aside. */
  readonly others?: boolean | undefined;
}

/** `at` is the time on the clock. Views into a message are valid during the call only. */
export type PingReport =
  | {readonly event: 'sent'; readonly at: number; readonly seq: number; readonly size: number}
  | {
      readonly event: 'reply';
      readonly at: number;
      readonly message: EchoMessage & {kind: 'reply'};
      readonly rtt: number | undefined;
      readonly duplicate: boolean;
      readonly wrong: WrongOctet | undefined;
    }
  | {readonly event: 'icmp-error'; readonly at: number; readonly message: EchoError; readonly rtt: number | undefined}
  | {readonly event: 'icmp'; readonly at: number; readonly message: EchoError}
  | {
      readonly event: 'send-failed';
      readonly at: number;
      readonly seq: number;
      readonly error: NetworkError;
      /** What the path takes, for a packet that is longer. */
      readonly mtu?: number | undefined;
    }
  | {readonly event: 'end'; readonly at: number; readonly reason: 'count' | 'wait' | 'deadline' | 'error'};
