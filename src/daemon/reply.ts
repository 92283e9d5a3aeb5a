/** Answers that are no plain JSON: problems, and streams of lines. */
import type {ServerResponse} from 'node:http';
import type {FastifyReply} from 'fastify';
import {NetworkError} from '../errors.ts';
import {PROBLEM_TYPE, problemOf, STREAM_TYPE, type ProblemLine} from '../api/problem.ts';
import type {Problem} from '../api/schema/lab.ts';
import {STATUS} from './status.ts';

/** The problem `error` is; one that is no NetworkError tells its message, never its stack. */
export function problemFor(error: unknown): Problem {
  const status = (error as {statusCode?: unknown} | null)?.statusCode;
  if (error instanceof NetworkError) return problemOf(error, STATUS[error.code]);
  if (typeof status === 'number' && status >= 400 && status < 500) return frameworkProblem(error as Error, status);
  return problemOf(NetworkError.from(error), STATUS.EINTERNAL);
}

export function problemText(problem: Problem): string {
  try {
    return JSON.stringify(problem);
  } catch {
    // Its context holds what JSON can not tell.
    return JSON.stringify({...problem, context: undefined});
  }
}

export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemFor(error);
  // As octets, since fastify names a character set for text, and JSON has none.
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(problemText(problem)));
}

/**
 * Sends `items`, a line each, as fast as the client takes them. What fails before the first item is thrown, to become a
 * response of its own; what fails later is told in the last line. A client that goes away aborts `stop`.
 *
 * @param ended Whether it was the daemon that ended the stream.
 */
export async function sendStream(
  reply: FastifyReply,
  items: AsyncIterable<unknown>,
  stop: AbortController,
  ended: () => boolean,
): Promise<void> {
  const {raw} = reply;
  const iterator = items[Symbol.asyncIterator]();
  raw.once('close', () => stop.abort());
  try {
    let item = await iterator.next();
    if (ended() && item.done === true) throw stopping();
    reply.hijack();
    if (raw.destroyed) return;
    raw.writeHead(200, {...(reply.getHeaders() as Record<string, string>), 'content-type': STREAM_TYPE});
    raw.flushHeaders();
    try {
      for (; item.done !== true && !stop.signal.aborted; item = await iterator.next()) {
        if (!raw.write(`${JSON.stringify(item.value)}\n`)) await taken(raw);
      }
      if (ended()) throw stopping();
    } catch (error) {
      const line: ProblemLine = {problem: problemFor(error)};
      raw.write(`{"problem":${problemText(line.problem)}}\n`);
    }
    raw.end();
  } finally {
    await iterator.return?.();
  }
}

function stopping(): NetworkError {
  return new NetworkError('ECANCELED', 'the daemon is stopping');
}

/** Settles when there is room again, or nobody left to take anything. */
function taken(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('drain', done);
      raw.off('close', done);
      resolve();
    };
    raw.on('drain', done);
    raw.on('close', done);
    if (raw.destroyed) done();
  });
}

/** What fastify refuses by itself: a body too long, not JSON, of another type; a path that can not be decoded. */
function frameworkProblem(error: Error, status: number): Problem {
  const code = status === STATUS.EMSGSIZE ? 'EMSGSIZE' : 'EUSAGE';
  return problemOf(new NetworkError(code, error.message), status);
}
