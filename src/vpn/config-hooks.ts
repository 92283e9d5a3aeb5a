import {NetworkError} from '../errors.ts';
import type {TunnelConfig} from './config.ts';

/**
 * What hooks do, they do to this machine (its packet filter, say) and not to the lab; so they are never run.
 *
 * @throws {NetworkError} EOPNOTSUPP: there are some
 */
export function refusedHooks({hooks}: TunnelConfig, file: string): void {
  const [first] = hooks;
  if (!first) return;
  const remedy = 'use --skip-hooks to go on without';
  throw new NetworkError('EOPNOTSUPP', `${file}: ${first.when} would run on this machine, not in the lab; ${remedy}`);
}
