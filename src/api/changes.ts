/** Requests that change a lab's configuration, and nothing else: those that can be made together or not at all. */
import type {LabApi} from './lab-api.ts';

export const CHANGE_METHODS = [
  'configureInterface',
  'removeInterface',
  'addRoute',
  'deleteRoute',
  'flushRoutes',
  'createDevice',
  'changeDevice',
  'holdQueue',
  'releaseQueue',
  'addHost',
  'removeHost',
  'changeHost',
  'setNeighbour',
  'deleteNeighbour',
  'flushNeighbours',
  'addWire',
  'changeWire',
  'removeWire',
  'addDropRule',
  'clearDropRules',
  'addBridge',
  'changeBridge',
  'removeBridge',
  'bindUdp',
  'closeUdp',
] as const satisfies readonly (keyof LabApi)[];

export type ChangeMethod = (typeof CHANGE_METHODS)[number];

/** One of these requests. */
export type Change = {
  [Method in ChangeMethod]: {readonly method: Method; readonly request: Parameters<LabApi[Method]>[0]};
}[ChangeMethod];

export interface Transact {
  readonly changes: readonly Change[];
  /** Of the lab as it has to be: EAGAIN if it has been changed since. */
  readonly revision?: string | undefined;
  /** Only find out whether it could be done. */
  readonly dry_run?: boolean | undefined;
}

export interface Transacted {
  readonly revision: string;
  /** What each request answered; where it was only tried, what it would have. */
  readonly answers: readonly unknown[];
}

/** @throws {NetworkError} what the request fails with */
export function makeChange(lab: Pick<LabApi, ChangeMethod>, {method, request}: Change): Promise<unknown> {
  return (lab[method] as (request: unknown) => Promise<unknown>)(request);
}
