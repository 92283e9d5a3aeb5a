/** What comes out of a shell: kept up to a bound, cut where a mark says. */
import {NetworkError} from '../../errors.ts';

/** Octets that one command may print. */
const MOST = 1 << 20;

export class ShellOutput {
  #kept: Buffer[] = [];
  #octets = 0;
  #mark: {readonly text: Buffer; readonly found: (output: Buffer) => void} | undefined;
  /** Octets that have come so far, ever. */
  heard = 0;
  overrun = false;

  take(octets: Buffer): void {
    this.heard += octets.length;
    if (this.#octets + octets.length > MOST) this.overrun = true;
    if (this.overrun) return;
    this.#octets += octets.length;
    this.#kept.push(octets);
    if (this.#mark) this.#look(this.#mark);
  }

  /** All that comes before `mark`, which is taken out. */
  upTo(mark: string): Promise<Buffer> {
    return new Promise((found) => {
      this.#mark = {text: Buffer.from(mark), found};
      this.#look(this.#mark);
    });
  }

  /** What has come and was not taken yet. */
  rest(): Buffer {
    const all = Buffer.concat(this.#kept);
    this.#kept = [];
    this.#octets = 0;
    return all;
  }

  #look({text, found}: {readonly text: Buffer; readonly found: (output: Buffer) => void}): void {
    const all = Buffer.concat(this.#kept);
    this.#kept = [all];
    const place = all.indexOf(text);
    if (place < 0) return;
    this.#mark = undefined;
    const behind = all.subarray(place + text.length);
    this.#kept = [behind];
    this.#octets = behind.length;
    found(all.subarray(0, place));
  }
}

/** Lines as they are shown: controls as their pictures (␍, ␛), and without the last line's end. */
export function printedLines(output: Buffer): string[] {
  const text = output.toString('utf8').replace(/\n$/, '');
  if (output.length === 0) return [];
  const shown = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (control) =>
    control === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );
  return shown.split('\n');
}

export function tooMuch(): NetworkError {
  return new NetworkError('ENOBUFS', `printed more than ${MOST} octets, and was ended`);
}
