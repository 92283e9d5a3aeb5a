/** The file format of captures that tcpdump and Wireshark read (pcap, version 2.4): a header, then a record a frame. */

/** "pcap, times in microseconds", in the order of octets that all numbers of the file have: the lowest first. */
const MAGIC = 0xa1b2_c3d4;
const VERSION = [2, 4] as const;
/** No record holds more of a frame. */
const SNAPSHOT_LENGTH = 262_144;
/** LINKTYPE_ETHERNET: whole frames, without a check sequence. */
const ETHERNET = 1;
const HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;

export const PCAP_HEADER: Uint8Array = (() => {
  const header = new DataView(new ArrayBuffer(HEADER_LENGTH));
  header.setUint32(0, MAGIC, true);
  header.setUint16(4, VERSION[0], true);
  header.setUint16(6, VERSION[1], true);
  header.setUint32(16, SNAPSHOT_LENGTH, true);
  header.setUint32(20, ETHERNET, true);
  return new Uint8Array(header.buffer);
})();

/** @param at ms since 1970, with a fraction @returns a record of its own, with a copy of the frame */
export function pcapRecord(at: number, frame: Uint8Array): Uint8Array {
  const record = new Uint8Array(RECORD_HEADER_LENGTH + frame.length);
  const header = new DataView(record.buffer);
  const microseconds = Math.floor(at * 1000);
  const second = Math.floor(microseconds / 1_000_000);
  header.setUint32(0, second, true);
  header.setUint32(4, microseconds - second * 1_000_000, true);
  header.setUint32(8, frame.length, true);
  header.setUint32(12, frame.length, true);
  record.set(frame, RECORD_HEADER_LENGTH);
  return record;
}
