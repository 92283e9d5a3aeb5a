/** A file that a command was told to read. */
import {open} from 'node:fs/promises';
import {resolve} from 'node:path';
import {NetworkError} from '../errors.ts';
import type {CommandIo} from './context.ts';

/** Octets; nobody types more, and the daemon's own limits are below it. */
const LONGEST_FILE = 16 << 20;

export interface TextFile {
  /** As messages name it. */
  readonly name: string;
  readonly text: string;
}

/**
 * @param file its name, or `-` for standard input
 * @throws {NetworkError} ENOENT, EACCES, EINVAL: it can not be read. EMSGSIZE: it is too long. EUSAGE: it is not text
 */
export async function readTextFile(file: string, io: CommandIo): Promise<TextFile> {
  const name = file === '-' ? 'standard input' : file;
  const octets = file === '-' ? await io.readInput() : await readOctets(file, io.cwd);
  if (octets.length > LONGEST_FILE) {
    throw new NetworkError('EMSGSIZE', `${name} is longer than ${LONGEST_FILE} octets, which is the most`);
  }
  try {
    return {name, text: new TextDecoder('utf-8', {fatal: true}).decode(octets)};
  } catch {
    throw new NetworkError('EUSAGE', `${name} is not text in UTF-8`);
  }
}

async function readOctets(file: string, cwd: string): Promise<Buffer> {
  try {
    const handle = await open(resolve(cwd, file), 'r');
    try {
      // One more than is allowed, so that a file without an end is noticed.
      const buffer = Buffer.alloc(Math.min((await handle.stat()).size, LONGEST_FILE) + 1);
      return (await handle.stat()).isFile() ? await filled(handle, buffer) : await piped(handle);
    } finally {
      await handle.close();
    }
  } catch (reason) {
    throw unreadable(file, reason);
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

async function filled(handle: Handle, buffer: Buffer): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const {bytesRead} = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** A pipe, such as `<(…)` of a shell, tells no length. */
async function piped(handle: Handle): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length <= LONGEST_FILE) {
    const {bytesRead, buffer} = await handle.read(Buffer.alloc(1 << 16), 0, 1 << 16, null);
    if (bytesRead === 0) break;
    parts.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(parts);
}

function unreadable(file: string, reason: unknown): NetworkError {
  if (reason instanceof NetworkError) return reason;
  const {code, message} = reason as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new NetworkError('ENOENT', `there is no file ${file}`, {file});
  if (code === 'EACCES') return new NetworkError('EACCES', `the file ${file} may not be read`, {file});
  if (code === 'EISDIR') return new NetworkError('EINVAL', `${file} is a directory`, {file});
  return new NetworkError('EINVAL', `the file ${file} can not be read: ${code ?? message}`, {file}, {cause: reason});
}
