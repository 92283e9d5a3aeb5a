/** Numbers and addresses as the C library reads them, which the tools of all systems leave it to. */
import {formatAddress} from '../../packet/address.ts';

/** The number a text begins with; 0 where it begins with none. */
export function atoi(text: string): number {
  return Number(/^\s*([-+]?\d+)/.exec(text)?.[1] ?? 0);
}

/** As `strtol` with the base 0: hexadecimal behind 0x, octal behind 0; what comes behind the number is not read. */
export function strtol(text: string): number {
  const [all = '', sign = '', digits = '0'] = /^\s*([-+]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)/i.exec(text) ?? [];
  const number = all === '' ? 0 : (cNumber(digits) ?? 0);
  return sign === '-' ? -number : number;
}

/** Whether a text is such a number and nothing else, or nothing at all. */
export function isNumber(text: string): boolean {
  return text === '' || /^\s*[-+]?(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(text);
}

/** `10.8` (10.0.0.8), `0x0a080002`, `010.8.0.2` (8.8.0.2): one to four numbers, the last filling the rest. */
export function inetAton(text: string): string | undefined {
  const parts = text.split('.').map(cNumber);
  const last = parts.pop();
  if (last === undefined || parts.length > 3 || last >= 256 ** (4 - parts.length)) return undefined;
  let address = last;
  for (const [place, part] of parts.entries()) {
    if (part === undefined || part > 255) return undefined;
    address += part * 256 ** (3 - place);
  }
  return formatAddress(address);
}

function cNumber(text: string): number | undefined {
  if (/^0x[\da-f]+$/i.test(text)) return Number(text);
  if (/^0[0-7]*$/.test(text)) return parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** How many ones a mask has, wherever they are. */
export function onesIn(mask: number | bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}
