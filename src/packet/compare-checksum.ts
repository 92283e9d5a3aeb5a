import type {Format} from './field-list.ts';
import {readUint16} from './octets.ts';

/** A checksum and whether it is right: `0xf80e (correct)`, `0xf80f (wrong, 0xf80e is right)`. */
export function compareChecksum(expected: number): Format {
  return (octets) => {
    const found = readUint16(octets, 0);
    // 0xffff and 0 are the same number in ones' complement: senders may write either, but for data of zeros only 0xffff.
    const isRight = found === expected || (found === 0xffff && expected === 0);
    return `${format(found)} (${isRight ? 'correct' : `wrong, ${format(expected)} is right`})`;
  };
}

function format(word: number): string {
  return `0x${word.toString(16).padStart(4, '0')}`;
}
