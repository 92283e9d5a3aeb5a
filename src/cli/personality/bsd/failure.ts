/** What FreeBSD's tools end with: `err` and `errx` of the C library, which all of them use. */
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import {refused} from '../refusal.ts';
import {Stop} from '../stop.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {strerror} from './strerror.ts';

/** Statuses of sysexits.h. */
export const EX = {usage: 64, data: 65, noHost: 68, unavailable: 69, software: 70, os: 71} as const;

/** What a tool ends with, as it is printed; `code` is for JSON. */
export class Failure extends Stop {
  readonly code: ErrorCode;

  constructor(text: string, status: number, code: ErrorCode = 'EUSAGE') {
    super(text, status);
    this.code = code;
  }
}

/** `errx`: the tool's name and a text. */
export function complaint(tool: string, text: string, status = 1, code: ErrorCode = 'EUSAGE'): Failure {
  return new Failure(`${tool}: ${text}\n`, status, code);
}

/** `err`: what the tool was about, and the words for the code. */
export function systemFailure(tool: string, about: string, code: ErrorCode, status = 1): Failure {
  return complaint(tool, `${about}: ${strerror(code) ?? code}`, status, code);
}

/**
 * What the lab refuses, as the failure of a system call.
 *
 * @throws {Failure} @throws the reason itself, where no system call has that code
 */
export async function called<Answer>(tool: string, about: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (reason) {
    throw systemFailure(tool, about, systemCode(reason));
  }
}

/** @throws the reason itself, where no system call has that code */
export function systemCode(reason: unknown): ErrorCode {
  if (reason instanceof NetworkError) {
    // A value that the kernel would not take either.
    if (reason.code === 'EUSAGE') return 'EINVAL';
    if (strerror(reason.code) !== undefined) return reason.code;
  }
  throw reason;
}

/** A tool that prints what it fails with and returns the status. */
export function ending(run: Tool): Tool {
  return async (session: ToolSession) => {
    try {
      return await run(session);
    } catch (reason) {
      if (!(reason instanceof Failure)) throw reason;
      return refused(session, reason.code, reason.text, reason.status);
    }
  };
}
