import {NetworkError} from '../errors.ts';

const NEWLINE = 0x0a;

/** Cuts a stream of octets into lines of UTF-8; it holds only octets that are not yet a line, and bounds them. */
export class LineDecoder {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #held = 0;

  /** @param limit Longest line, in octets, without its end. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Octets of a line whose end has not come. */
  get held(): number {
    return this.#held;
  }

  /**
   * The lines that `chunk` completes, without their ends; empty ones are left out.
   *
   * @throws {NetworkError} EMSGSIZE: a line is longer than the limit.
   */
  *push(chunk: Uint8Array): Generator<string, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(this.#parts, this.#held).toString('utf8');
      this.#parts = [];
      this.#held = 0;
      if (line !== '') yield line;
    }
    this.#keep(chunk.subarray(start));
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    if (this.#held + part.length > this.#limit) {
      throw new NetworkError('EMSGSIZE', `a line of more than ${this.#limit} octets`, {limit: this.#limit});
    }
    this.#parts.push(part);
    this.#held += part.length;
  }
}
