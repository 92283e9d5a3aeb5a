/** Refusals in Linux's words. */
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import type {ToolSession} from '../tool.ts';
import {strerror} from './strerror.ts';

/** Prints a refusal. @param text whole lines, as the original prints them @returns `status` */
export function refused({json, out, err}: ToolSession, code: ErrorCode, text: string, status: number): number {
  if (json) out(`${JSON.stringify({error: {code, message: text.trim().split('\n')[0]}})}\n`);
  err(text);
  return status;
}

/** Prints what a system call failed with, as `perror` does. @returns `status` */
export function failed(session: ToolSession, what: string, code: ErrorCode, status: number): number {
  return refused(session, code, `${what}: ${strerror(code) ?? code}\n`, status);
}

/** The failure, if it is one that a system call has. @throws the failure itself where it is not */
export function systemError(reason: unknown): NetworkError {
  if (reason instanceof NetworkError && strerror(reason.code) !== undefined) return reason;
  throw reason;
}
