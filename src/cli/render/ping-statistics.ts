import type {PingEvent} from '../../api/schema/ping.ts';

type Reply = Extract<PingEvent, {event: 'reply'}>;

/** Octets of the ICMP header, and of the time stamp at the start of the data. */
const ICMP_HEADER = 8;
const STAMP = 8;

/** What is left of a ping, as printed under `--json`. Times are milliseconds, `null` where no reply carried one. */
export interface PingSummary {
  /** As it was typed, and its address. */
  destination: string;
  destination_ip: string;
  data_bytes: number;
  packets_transmitted: number;
  /** Without duplicates. */
  packets_received: number;
  duplicates: number;
  /** ICMP errors that came back. */
  errors: number;
  packet_loss_percent: number;
  round_trip_ms_min: number | null;
  round_trip_ms_avg: number | null;
  round_trip_ms_max: number | null;
  round_trip_ms_stddev: number | null;
}

/** Counts what a ping tells, event by event. */
export class PingStatistics {
  #destination = '';
  #address = '';
  #size = 0;
  #transmitted = 0;
  #received = 0;
  #duplicates = 0;
  #errors = 0;
  /** The request counted last: one that could not be sent counts as transmitted, but not twice. */
  #lastSequence: number | undefined;

  #timed = 0;
  #min = Infinity;
  #max = 0;
  #sum = 0;
  #sumOfSquares = 0;

  add(event: PingEvent): void {
    switch (event.event) {
      case 'start':
        this.#destination = event.destination;
        this.#address = event.address;
        this.#size = event.size;
        break;
      case 'sent':
      case 'send-failed':
        if (event.seq !== this.#lastSequence) this.#transmitted++;
        this.#lastSequence = event.seq;
        break;
      case 'reply':
        if (event.duplicate) this.#duplicates++;
        else this.#received++;
        this.#time(roundTrip(event));
        break;
      case 'icmp-error':
        this.#errors++;
        break;
      case 'icmp':
      case 'end':
        break;
    }
  }

  #time(milliseconds: number | undefined): void {
    if (milliseconds === undefined) return;
    this.#timed++;
    this.#min = Math.min(this.#min, milliseconds);
    this.#max = Math.max(this.#max, milliseconds);
    this.#sum += milliseconds;
    this.#sumOfSquares += milliseconds * milliseconds;
  }

  summary(): PingSummary {
    const timed = this.#timed > 0;
    const average = this.#sum / this.#timed;
    // Rounding may leave less than nothing where all replies took the same time.
    const variance = Math.max(0, this.#sumOfSquares / this.#timed - average * average);
    return {
      destination: this.#destination,
      destination_ip: this.#address,
      data_bytes: this.#size,
      packets_transmitted: this.#transmitted,
      packets_received: this.#received,
      duplicates: this.#duplicates,
      errors: this.#errors,
      packet_loss_percent: lossPercent(this.#transmitted, this.#received),
      round_trip_ms_min: timed ? this.#min : null,
      round_trip_ms_avg: timed ? average : null,
      round_trip_ms_max: timed ? this.#max : null,
      round_trip_ms_stddev: timed ? Math.sqrt(variance) : null,
    };
  }
}

/** Milliseconds a reply took; `undefined` where its data had no room for a time stamp. */
export function roundTrip({octets, rtt}: Reply): number | undefined {
  return octets < ICMP_HEADER + STAMP ? undefined : rtt;
}

function lossPercent(transmitted: number, received: number): number {
  return transmitted === 0 ? 0 : Math.max(0, ((transmitted - received) * 100) / transmitted);
}
