/** The store over lmdb. Only the daemon of a lab that keeps something loads it. */
import {closeSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {open} from 'lmdb';
import {NetworkError} from '../errors.ts';
import type {Store} from './store.ts';

/** Where the first page of a database tells that it is one, and what it says there (mdb.c, `MDB_meta`). */
const MAGIC = {offset: 24, value: 0xbeefc0de} as const;

/**
 * Opens the store in `directory`, or makes it; the directory exists and is ours alone.
 *
 * @throws {NetworkError} EIO: it can not be opened, or is not a store.
 */
export function openStore(directory: string): Store {
  const database = opened(join(directory, 'store'));
  return {
    *load() {
      for (const {key, value} of database.getRange()) yield [key, value];
    },
    commit(changes) {
      if (changes.size === 0) return;
      try {
        // Its commit is flushed before it returns, see `overlappingSync`.
        database.transactionSync(() => {
          for (const [key, value] of changes) {
            if (value === undefined) database.removeSync(key);
            else database.putSync(key, value);
          }
        });
      } catch (error) {
        throw new NetworkError('EIO', `the change could not be stored: ${reasonOf(error)}`, {}, {cause: error});
      }
    },
    close: () => database.close(),
  };
}

function opened(path: string): ReturnType<typeof open<unknown, string>> {
  try {
    refuseForeignFile(join(path, 'data.mdb'));
    return open<unknown, string>({
      path,
      encoding: 'msgpack',
      // IPv6 addresses are integers of 128 bits.
      encoder: {useBigIntExtension: true},
      // Otherwise a commit is flushed some time after it was made.
      overlappingSync: false,
      noSubdir: false,
    });
  } catch (error) {
    throw new NetworkError('EIO', `the state of the lab in ${path} can not be read: ${reasonOf(error)}`, {path});
  }
}

/** lmdb 3.5 does not refuse a file that is no database: it ends the process with a memory fault. */
function refuseForeignFile(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const head = Buffer.alloc(MAGIC.offset + 4);
    const length = readSync(file, head, 0, head.length, 0);
    if (length === 0) return; // One that was just made.
    if (length < head.length || readNative(head) !== MAGIC.value) throw new Error('data.mdb is not a database');
  } finally {
    closeSync(file);
  }
}

/** lmdb writes numbers as the machine has them. */
function readNative(head: Buffer): number {
  return new Uint32Array(head.buffer.slice(head.byteOffset + MAGIC.offset, head.byteOffset + MAGIC.offset + 4))[0]!;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
