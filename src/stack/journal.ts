/**
 * Where a host writes down each change of its configuration, so that somebody can keep it: a key and the whole record
 * behind it, or `undefined` for one that is gone.
 */
export type Journal = (key: string, record: unknown) => void;
