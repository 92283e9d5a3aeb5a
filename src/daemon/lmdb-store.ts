/** The store over lmdb. Only the daemon of a lab that keeps something loads it. */
import {join} from 'node:path';
import {open} from 'lmdb';
import {NetworkError} from '../errors.ts';
import type {Store} from './store.ts';

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
        throw notStored(error);
      }
    },
    close: () => database.close(),
  };
}

function opened(path: string): ReturnType<typeof open<unknown, string>> {
  try {
    return open<unknown, string>({
      path,
      encoding: 'msgpack',
      // Otherwise a commit is flushed some time after it was made.
      overlappingSync: false,
      noSubdir: false,
      // Deleted packets do not lie in the file for others to read.
      noMemInit: false,
    });
  } catch (error) {
    throw new NetworkError('EIO', `the state of the lab in ${path} can not be read: ${reasonOf(error)}`, {path});
  }
}

function notStored(error: unknown): NetworkError {
  const message = `the change could not be stored: ${reasonOf(error)}`;
  return new NetworkError('EIO', message, {}, {cause: error});
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
