/** The seam between a bridge and what one of its ports sends and receives by. */

/** An Ethernet that can be a port. */
export interface PortLink {
  readonly name: string;
  /** Whether frames come and go now: it is up, and has a link. */
  readonly live: boolean;
  /** Longest payload of a frame, in octets. */
  readonly mtu: number;
  /** Send one whole frame. It is valid during the call only, and may have been overwritten when this returns. */
  send(frame: Uint8Array): 'queued' | 'dropped';
}

/** Why a frame that a port received goes nowhere. */
export type PortFault = 'down' | 'malformed' | 'bad-source' | 'own-source' | 'reserved' | 'loop' | 'storm';

/** Every frame that a port has received is in exactly one of `forwarded`, `flooded`, `local`, `filtered` and the faults. */
export interface PortCounters extends Record<PortFault, number> {
  received: number;
  /** To the port behind which its station is. */
  forwarded: number;
  /** To all other ports: for a group, or for a station that was not heard yet. */
  flooded: number;
  /** For the bridge's own interface. */
  local: number;
  /** For a station behind the port it came from (IEEE 802.1D §7.7.2). */
  filtered: number;
  /** Frames that left by this port. */
  sent: number;
  /** Not sent: longer than the port's MTU. */
  'too-long': number;
  /** Not sent: the device had no room. */
  'not-sent': number;
}

export function noFrames(): PortCounters {
  return {
    received: 0,
    forwarded: 0,
    flooded: 0,
    local: 0,
    filtered: 0,
    down: 0,
    malformed: 0,
    'bad-source': 0,
    'own-source': 0,
    reserved: 0,
    loop: 0,
    storm: 0,
    sent: 0,
    'too-long': 0,
    'not-sent': 0,
  };
}
