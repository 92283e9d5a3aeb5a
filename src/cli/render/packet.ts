/** A packet that was read, in the form that was asked for. */
import type {DeviceState, FrameRead, LinkHeader} from '../../api/schema/device.ts';
import {describePacket, dissect, hexDump} from '../../packet/describe.ts';
import {fromHex} from '../../packet/hex.ts';

export const FRAME_FORMATS = ['hex', 'dump', 'text', 'json', 'raw'] as const;
export type FrameFormat = (typeof FRAME_FORMATS)[number];

/** What stands in front of the IP packets in a device's frames. */
export function frameHeader({mode, link_header}: Pick<DeviceState, 'mode' | 'link_header'>): LinkHeader {
  return mode === 'tap' ? 'ethernet' : link_header;
}

export function describeHex(hex: string, header: LinkHeader): string {
  return describePacket(octets(hex), header);
}

export function renderFrame(frame: FrameRead, format: FrameFormat, header: LinkHeader): string | Uint8Array {
  switch (format) {
    case 'hex':
      return `${frame.hex}\n`;
    case 'json':
      return `${JSON.stringify({...frame, description: describeHex(frame.hex, header)})}\n`;
    case 'raw':
      return octets(frame.hex);
    case 'dump':
      return `${hexDump(octets(frame.hex))}\n`;
    case 'text':
      return `${describeHex(frame.hex, header)}\n${fieldLines(octets(frame.hex), header)}`;
  }
}

/** Every octet with what it means, one field a line. */
function fieldLines(bytes: Uint8Array, header: LinkHeader): string {
  const lines = dissect(bytes, header).map(({offset, length, name, value}) => {
    const hex = Buffer.from(bytes.subarray(offset, offset + Math.min(length, 8))).toString('hex');
    const place = String(offset).padStart(5);
    return `${place}  ${(length > 8 ? `${hex}…` : hex).padEnd(17)}  ${name}: ${value}\n`;
  });
  return lines.join('');
}

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
