/** What a tunnel has changed in its lab, written down as it happens: who is killed leaves it to the next. */
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import type {LabApi} from '../api/lab-api.ts';
import type {AddRoute} from '../api/schema/route.ts';
import {type ErrorCode, NetworkError} from '../errors.ts';

export interface UndoRecord {
  readonly host: string;
  readonly ifname: string;
  /** The interface was made. */
  created?: boolean;
  /** It was there, and was so. */
  before?: {readonly up: boolean; readonly mtu: number};
  addresses: string[];
  routes: AddRoute[];
  udpPort?: number;
}

/** What says that something is gone already. */
const GONE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ENODEV',
  'ENOENT',
  'ESRCH',
  'ENXIO',
  'EADDRNOTAVAIL',
  'EINVAL',
  'ENETUNREACH',
]);

export class UndoBook {
  readonly record: UndoRecord;
  readonly #path: string;

  /** @param path of the file, which nobody else has */
  constructor(path: string, host: string, ifname: string) {
    this.#path = path;
    this.record = {host, ifname, addresses: [], routes: []};
  }

  /** Before something is done that is to be undone. */
  write(): void {
    writeFileSync(this.#path, JSON.stringify(this.record), {mode: 0o600});
  }
}

/** What a tunnel that is no more has left to undo; `undefined`: nothing. */
export function readUndo(path: string): UndoRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as UndoRecord;
  } catch {
    return undefined;
  }
}

/** Undoes all of it that is still there, and forgets it. @throws {NetworkError} the lab can not be asked: it is kept */
export async function undo(lab: LabApi, record: UndoRecord, path: string): Promise<void> {
  const {host, ifname, addresses, routes, created, before, udpPort} = record;
  for (const route of [...routes].reverse()) await perhaps(() => lab.deleteRoute(route));
  if (udpPort !== undefined) await perhaps(() => lab.closeUdp({host, port: udpPort}));
  if (created === true) {
    await perhaps(() => lab.removeInterface({host, ifname}));
  } else {
    for (const address of addresses) await perhaps(() => lab.configureInterface({host, ifname, remove: [address]}));
    if (before) await perhaps(() => lab.configureInterface({host, ifname, ...before}));
  }
  rmSync(path, {force: true});
}

async function perhaps(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (reason) {
    const error = NetworkError.from(reason);
    if (!GONE.has(error.code)) throw error;
  }
}
