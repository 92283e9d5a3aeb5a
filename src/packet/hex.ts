/** Two lower-case digits per octet, nothing between them. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/**
 * The octets of a hexadecimal text of either case: `45000054`, `0x45000054` or `45 00 00 54`, white space allowed around
 * octets but not inside them. `undefined` for anything else. The result is a new array; an empty text gives no octets.
 */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.trim().replace(/^0x/i, '');
  if (!/^\s*(?:[0-9a-f]{2}\s*)*$/i.test(digits)) return undefined;
  return new Uint8Array(Buffer.from(digits.replaceAll(/\s+/g, ''), 'hex'));
}
