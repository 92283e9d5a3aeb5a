/** What is heard on a wire, in the form that was asked for. */
import type {CaptureEvent, CapturedFrame} from '../../api/schema/wire.ts';
import {hexDump} from '../../packet/describe.ts';
import {fromHex} from '../../packet/hex.ts';
import {describeHex} from './packet.ts';
import {PCAP_HEADER, pcapRecord} from './pcap.ts';

export const CAPTURE_FORMATS = ['text', 'dump', 'hex', 'json', 'pcap'] as const;
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

/** Whole lines, or octets of a file; nothing where the format has no room for the event. */
export function renderCaptured(event: CaptureEvent, format: CaptureFormat): string | Uint8Array {
  const frame = event.event === 'frame';
  switch (format) {
    case 'text':
      return frame ? `${textLine(event)}\n` : `listening on ${event.wire}\n`;
    case 'dump':
      return frame ? `${textLine(event)}\n${hexDump(octetsOf(event))}\n` : `listening on ${event.wire}\n`;
    case 'hex':
      return frame ? `${event.hex}\n` : '';
    case 'json':
      return `${JSON.stringify(frame ? {...event, description: describeHex(event.hex, 'ethernet')} : event)}\n`;
    case 'pcap':
      return frame ? pcapRecord(event.at, octetsOf(event)) : PCAP_HEADER;
  }
}

/** `04:16:00.005000 client:eth0  10.0.0.1 > 10.0.0.2: ICMP echo request, …`; times are UTC, as tcpdump writes them. */
function textLine({at, from, octets, hex, lost = 0}: CapturedFrame): string {
  const told = `${timeOf(at)} ${from.host}:${from.ifname}  ${describeHex(hex, 'ethernet')} (${octets} octets)`;
  return lost === 0 ? told : `${told} (${lost} lost before it)`;
}

/** To the microsecond. @param at ms since 1970 */
function timeOf(at: number): string {
  const microseconds = Math.floor(at * 1000);
  const second = Math.floor(microseconds / 1_000_000);
  const fraction = String(microseconds - second * 1_000_000).padStart(6, '0');
  return `${new Date(second * 1000).toISOString().slice(11, 19)}.${fraction}`;
}

function octetsOf({hex}: CapturedFrame): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
