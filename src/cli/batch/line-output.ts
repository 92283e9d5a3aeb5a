import type {Output} from '../context.ts';

/** Puts a prefix in front of each line of a command's messages; its own `tunlab: ` would say nothing new. */
export class PrefixedOutput implements Output {
  readonly #to: Output;
  readonly #prefix: string;
  #rest = '';

  constructor(to: Output, prefix: string) {
    this.#to = to;
    this.#prefix = prefix;
  }

  write(data: string | Uint8Array): void {
    const lines = (this.#rest + textOf(data)).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
  }

  /** A last line that has no end gets one. */
  end(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }

  #line(line: string): void {
    this.#to.write(`${this.#prefix}${line.replace(/^tunlab: /, '')}\n`);
  }
}

/** Keeps what is written. */
export class KeptOutput implements Output {
  #parts: Uint8Array[] = [];

  write(data: string | Uint8Array): void {
    this.#parts.push(typeof data === 'string' ? Buffer.from(data) : Uint8Array.from(data));
  }

  get octets(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function textOf(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
}
