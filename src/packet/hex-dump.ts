import {toHex} from './hex.ts';

const PER_LINE = 16;

/** 16 octets per line, each `0000  45 00 …  |E..T…|`, lines joined by line feeds; an empty text for no octets. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    lines.push(dumpLine(at, bytes.subarray(at, at + PER_LINE)));
  }
  return lines.join('\n');
}

function dumpLine(offset: number, octets: Uint8Array): string {
  const digits = toHex(octets).replaceAll(/(..)(?!$)/g, '$1 ');
  const text = Array.from(octets, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join(
    '',
  );
  return `${offset.toString(16).padStart(4, '0')}  ${digits.padEnd(PER_LINE * 3 - 1)}  |${text}|`;
}
