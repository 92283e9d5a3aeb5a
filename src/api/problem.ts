/** Failures as they travel: RFC 9457 problem details with the errno-like `code`. */
import {ERROR_CODES, NetworkError, isErrorCode} from '../errors.ts';
import type {Problem} from './schema/lab.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Newline-delimited JSON. */
export const STREAM_TYPE = 'application/x-ndjson';

/** Header in which a client and a daemon tell their version. */
export const VERSION_HEADER = 'x-tunlab-version';

/** The last line of a stream that failed after its first item. */
export interface ProblemLine {
  readonly problem: Problem;
}

export function problemOf(error: NetworkError, status: number): Problem {
  return {
    type: `urn:tunlab:error:${error.code}`,
    title: ERROR_CODES[error.code],
    status,
    code: error.code,
    detail: error.message,
    ...(Object.keys(error.detail).length > 0 && {context: error.detail}),
  };
}

/** The error a problem tells of; `undefined` when `value` is no problem at all. */
export function errorOfProblem(value: unknown): NetworkError | undefined {
  if (!isRecord(value) || typeof value['code'] !== 'string') return undefined;
  const {code, detail, title, context} = value;
  const message = [detail, title, code].find((text) => typeof text === 'string' && text !== '') as string;
  return new NetworkError(isErrorCode(code) ? code : 'EINTERNAL', message, isRecord(context) ? context : {});
}

export function isProblemLine(value: unknown): value is ProblemLine {
  return isRecord(value) && isRecord(value['problem']) && Object.keys(value).length === 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
