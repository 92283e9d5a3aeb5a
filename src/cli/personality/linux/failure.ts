/** Refusals in Linux's words. */
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import {refused} from '../refusal.ts';
import type {ToolSession} from '../tool.ts';
import {strerror} from './strerror.ts';

export {refused};

/** Prints what a system call failed with, as `perror` does. @returns `status` */
export function failed(session: ToolSession, what: string, code: ErrorCode, status: number): number {
  return refused(session, code, `${what}: ${strerror(code) ?? code}\n`, status);
}

/** The failure, if it is one that a system call has. @throws the failure itself where it is not */
export function systemError(reason: unknown): NetworkError {
  if (reason instanceof NetworkError && strerror(reason.code) !== undefined) return reason;
  throw reason;
}
