/** IP options in the words of `ping` of iputils 20221126. */
import type {IpOption} from '../../../api/schema/ping.ts';

type Time = Extract<IpOption, {type: 'timestamp'}>['times'][number];

/** Prints the options of one packet after the other: a route that was there before is not printed again. */
export class IpOptionLines {
  #lastRoute = '';

  /** Begins with a line break for each option, and ends without one where an option has no lines of its own. */
  text(options: readonly IpOption[] = []): string {
    return options.map((option) => this.#option(option)).join('');
  }

  #option(option: IpOption): string {
    switch (option.type) {
      case 'no-operation':
        return '\nNOP';
      case 'record-route':
        return this.#route(option.route);
      case 'timestamp':
        return timesText(option.times, option.missed);
      case 'other':
        return `\nunknown option ${option.number.toString(16)}`;
    }
  }

  #route(route: readonly string[]): string {
    if (route.length === 0) return '';
    const text = `\nRR: ${route.map((hop) => `\t${hop}\n`).join('')}`;
    if (text === this.#lastRoute) return '\t(same route)';
    this.#lastRoute = text;
    return text;
  }
}

/** The first time as it is, the others as what was between. */
function timesText(times: readonly Time[], missed: number): string {
  if (times.length === 0) return '';
  const last = {standard: 0, other: 0};
  const lines = times.map(({address, time, standard}) => {
    const kind = standard ? 'standard' : 'other';
    const words = last[kind] === 0 ? `${time} absolute` : `${time - last[kind]}`;
    last[kind] = time;
    return `${address === undefined ? '' : `\t${address}`}\t${words}${standard ? '' : ' not-standard'}\n`;
  });
  return `\nTS: ${lines.join('')}${missed > 0 ? `Unrecorded hops: ${missed}\n` : ''}`;
}

/** The IPv4 header that an error quotes, its words as a little-endian machine reads them; `''` where there is none. */
export function quotedHeaderText(hex: string, options: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (bytes.length < 20) return '';
  const view = new DataView(bytes.buffer);
  const digits = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  const word = (at: number): string => digits(view.getUint16(at, true), 4);
  const address = (at: number): string => bytes.subarray(at, at + 4).join('.');
  const fragment = view.getUint16(6, true);
  const row = [
    ` ${digits(bytes[0]! >> 4, 1)}  ${digits(bytes[0]! & 15, 1)}  ${digits(bytes[1]!, 2)} ${word(2)} ${word(4)}`,
    `   ${digits(fragment >> 13, 1)} ${digits(fragment & 0x1fff, 4)}`,
    `  ${digits(bytes[8]!, 2)}  ${digits(bytes[9]!, 2)} ${word(10)} ${address(12)}  ${address(16)} \n`,
  ].join('');
  return `Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst Data\n${row}${options}`;
}
