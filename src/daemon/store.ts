/** JSON-like, and Uint8Array (read back as one, or as a Buffer, which is one). */
export type Entries = Iterable<[string, unknown]>;

/** What a lab has to find again when its daemon was killed. */
export interface Store {
  load(): Entries;
  /**
   * All of the changes or none of them; `undefined` deletes. They are on disk when it returns.
   *
   * @throws {NetworkError} EIO: nothing was changed.
   */
  commit(changes: ReadonlyMap<string, unknown>): void;
  close(): Promise<void>;
}

/** The store of a lab that keeps nothing. */
export function memoryStore(): Store {
  return {load: () => [], commit: () => undefined, close: () => Promise.resolve()};
}
