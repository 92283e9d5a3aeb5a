/** The process that a command runs in, as the command sees it. */
import {writeSync} from 'node:fs';
import {constants} from 'node:os';
import type {CommandIo, Output} from '../src/cli/context.ts';

/** What a shell reports of a program that nobody reads any more: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

export function processIo(): CommandIo {
  let interrupt: AbortController | undefined;
  return {
    stdout: outputTo(1),
    stderr: outputTo(2),
    env: process.env,
    cwd: process.cwd(),
    get colour() {
      return process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
    },
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : undefined;
    },
    keyboard: async () => (await import('./keyboard.ts')).processKeyboard(),
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    interrupted() {
      if (!interrupt) {
        const controller = new AbortController();
        interrupt = controller;
        // Once: a second interrupt ends the process as if nobody listened.
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
      }
      return interrupt.signal;
    },
    onStatusRequest(tell) {
      const signals: readonly NodeJS.Signals[] = [
        'SIGQUIT',
        ...('SIGINFO' in constants.signals ? ['SIGINFO' as const] : []),
      ];
      for (const signal of signals) process.on(signal, tell);
      return () => signals.forEach((signal) => process.off(signal, tell));
    },
  };
}

/** Written at once: `process.stdout` costs a tenth of what starting Node does. */
function outputTo(fd: number): Output {
  return {
    write(data) {
      let rest: Uint8Array = typeof data === 'string' ? Buffer.from(data) : data;
      while (rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(fd, rest));
        } catch (reason) {
          const {code} = reason as NodeJS.ErrnoException;
          if (code === 'EPIPE') process.exit(BROKEN_PIPE);
          if (code !== 'EAGAIN') throw reason;
          // Somebody made the pipe non-blocking, and it is full.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        }
      }
    },
  };
}
