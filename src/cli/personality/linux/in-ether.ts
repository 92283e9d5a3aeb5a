/**
 * A hardware address as net-tools reads it: one or two digits an octet, a colon behind one or none; what is behind the
 * sixth octet is not read.
 *
 * @param there six octets in hex, of which those stay for which there is no other
 */
export function inEther(word: string, there: readonly string[] = NONE): string | undefined {
  const octets: string[] = [];
  for (let rest = word; rest !== '' && octets.length < 6;) {
    const [all = '', digits = ''] = /^([\da-f]{2}|[\da-f](?=:|$)):?/i.exec(rest) ?? [];
    if (all === '') return undefined;
    octets.push(digits.padStart(2, '0').toLowerCase());
    rest = rest.slice(all.length);
  }
  return [...octets, ...there.slice(octets.length)].join(':');
}

const NONE: readonly string[] = Array<string>(6).fill('00');
