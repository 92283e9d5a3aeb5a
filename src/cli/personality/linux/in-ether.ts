/**
 * A hardware address as net-tools reads it: one or two digits an octet, a colon behind one or none; what is missing at
 * the end is 0, and what is behind the sixth octet is not read.
 */
export function inEther(word: string): string | undefined {
  const octets: string[] = [];
  for (let rest = word; rest !== '' && octets.length < 6;) {
    const [all = '', digits = ''] = /^([\da-f]{2}|[\da-f](?=:|$)):?/i.exec(rest) ?? [];
    if (all === '') return undefined;
    octets.push(digits.padStart(2, '0').toLowerCase());
    rest = rest.slice(all.length);
  }
  return [...octets, ...Array<string>(6 - octets.length).fill('00')].join(':');
}
