/** The keyboard of this process, or what stands for it on a pipe. */
import {createInterface} from 'node:readline';
import type {Keyboard} from '../src/cli/context.ts';

export function processKeyboard(): Keyboard {
  const {stdin, stdout} = process;
  return stdin.isTTY && stdout.isTTY ? new TerminalKeyboard() : new PipedKeyboard();
}

/** Things that come one after the other, for somebody who asks for one at a time. */
class Waiting<Item> {
  readonly #items: Item[] = [];
  #asking: ((item: Item | undefined) => void) | undefined;
  #ended = false;

  put(item: Item): void {
    const asking = this.#asking;
    this.#asking = undefined;
    if (asking) asking(item);
    else this.#items.push(item);
  }

  end(): void {
    this.#ended = true;
    this.#asking?.(undefined);
  }

  next(): Promise<Item | undefined> {
    if (this.#items.length > 0 || this.#ended) return Promise.resolve(this.#items.shift());
    return new Promise((resolve) => (this.#asking = resolve));
  }
}

class TerminalKeyboard implements Keyboard {
  readonly interactive = true;
  #keys: Waiting<string> | undefined;
  #lines: {readonly waiting: Waiting<string>; readonly reader: ReturnType<typeof createInterface>} | undefined;
  #heard: () => void = () => undefined;

  async key(): Promise<string | undefined> {
    const {stdin} = process;
    stdin.setRawMode(true);
    if (!this.#keys) {
      const keys = new Waiting<string>();
      this.#keys = keys;
      // An arrow is one key, of several characters.
      stdin.on('data', (typed: Buffer) => {
        const text = typed.toString();
        for (const key of text.startsWith('\x1b') ? [text] : text) keys.put(key);
      });
      stdin.on('end', () => keys.end());
    }
    stdin.resume();
    const key = await this.#keys.next();
    // While a command runs, an interrupt is one again.
    stdin.setRawMode(false);
    return key;
  }

  async line(prompt: string): Promise<string | undefined> {
    const {waiting, reader} = (this.#lines ??= this.#open());
    reader.setPrompt(prompt);
    reader.prompt();
    return waiting.next();
  }

  onInterrupt(heard: () => void): void {
    this.#heard = heard;
  }

  close(): void {
    this.#lines?.reader.close();
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  #open() {
    const waiting = new Waiting<string>();
    const reader = createInterface({input: process.stdin, output: process.stdout, terminal: true});
    reader.on('line', (line) => waiting.put(line));
    reader.on('close', () => waiting.end());
    reader.on('SIGINT', () => {
      this.#heard();
      process.stdout.write('^C\n');
      reader.write(null, {ctrl: true, name: 'u'});
      reader.prompt();
    });
    return {waiting, reader};
  }
}

/** Each line is one key, which is `\n` when it is empty. */
class PipedKeyboard implements Keyboard {
  readonly interactive = false;
  readonly #waiting = new Waiting<string>();
  readonly #reader = createInterface({input: process.stdin, terminal: false});

  constructor() {
    this.#reader.on('line', (line) => this.#waiting.put(line));
    this.#reader.on('close', () => this.#waiting.end());
  }

  async key(): Promise<string | undefined> {
    const line = await this.#waiting.next();
    return line === '' ? '\n' : line;
  }

  line(): Promise<string | undefined> {
    return this.#waiting.next();
  }

  onInterrupt(heard: () => void): void {
    process.on('SIGINT', heard);
  }

  close(): void {
    this.#reader.close();
    process.stdin.destroy();
  }
}
