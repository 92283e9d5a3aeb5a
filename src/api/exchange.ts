/** One request over the lab's socket and what came back, with every failure made a NetworkError. */
import type {Agent, IncomingMessage, RequestOptions} from 'node:http';
import {NetworkError} from '../errors.ts';
import type {Endpoint} from './endpoints.ts';
import {LONGEST_ANSWER, LONGEST_LARGE_REQUEST, LONGEST_REQUEST} from './limits.ts';
import {checkPrivateDirectory, checkSocketPath, type LabPaths} from './paths.ts';
import {errorOfProblem, VERSION_HEADER} from './problem.ts';

export interface ExchangeOptions {
  readonly paths: LabPaths;
  readonly version: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The HTTP client of one lab. Idle connections are kept for the next request and do not keep the process alive. */
export class Exchange {
  readonly #paths: LabPaths;
  readonly #version: string;
  #agent: Agent | undefined;

  constructor(options: ExchangeOptions) {
    this.#paths = options.paths;
    this.#version = options.version;
  }

  /**
   * The answer to a request, once its status says that it worked; its body has not been read.
   *
   * @throws {NetworkError} ENODAEMON: nobody listens there, and nothing was asked. EIO: the connection broke, and what
   *   was asked may have been done. ECANCELED: `signal` was aborted. Otherwise what the daemon says.
   */
  async request(endpoint: Endpoint, request: Fields, signal?: AbortSignal): Promise<IncomingMessage> {
    const {path, body} = requestLine(endpoint, request);
    this.#checkPlace();
    const response = await this.#send(endpoint.verb, path, body, signal);
    if (response.statusCode === 200) return response;
    const problem = errorOfProblem(await this.json(response, signal));
    throw problem ?? new NetworkError('EINTERNAL', `the daemon answered with HTTP status ${response.statusCode ?? 0}`);
  }

  /** @throws {NetworkError} EMALFORMED: it is not JSON; EMSGSIZE: it is too long; else as `request`. */
  async json(response: IncomingMessage, signal?: AbortSignal): Promise<unknown> {
    const parts: Buffer[] = [];
    let length = 0;
    try {
      for await (const part of response as AsyncIterable<Buffer>) {
        length += part.length;
        if (length > LONGEST_ANSWER) {
          throw new NetworkError('EMSGSIZE', `the daemon answered with more than ${LONGEST_ANSWER} octets`);
        }
        parts.push(part);
      }
    } catch (error) {
      throw this.failure(error, signal);
    }
    return parseJson(Buffer.concat(parts, length).toString('utf8'));
  }

  /** What went wrong on the connection. */
  failure(error: unknown, signal?: AbortSignal): NetworkError {
    if (error instanceof NetworkError) return error;
    if (signal?.aborted === true) return new NetworkError('ECANCELED', 'canceled', {}, {cause: error});
    const {lab, apiSocket} = this.#paths;
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
      case 'ECONNREFUSED':
        return noDaemon(this.#paths, error);
      case 'EACCES':
      case 'EPERM':
        return new NetworkError('EACCES', `the socket ${apiSocket} may not be used`, {}, {cause: error});
      case 'EAGAIN':
        return new NetworkError('EBUSY', `the daemon of lab "${lab}" has too many callers`, {}, {cause: error});
      default: {
        const message = `the connection to the daemon of lab "${lab}" broke before the answer was complete`;
        return new NetworkError('EIO', message, {}, {cause: error});
      }
    }
  }

  #checkPlace(): void {
    checkSocketPath(this.#paths.apiSocket);
    if (!checkPrivateDirectory(this.#paths.runtime)) throw noDaemon(this.#paths);
  }

  async #send(verb: string, path: string, body: string | undefined, signal?: AbortSignal): Promise<IncomingMessage> {
    // Only a command that does ask the daemon pays for loading it.
    const http = await import('node:http');
    this.#agent ??= new http.Agent({keepAlive: true});
    const options: RequestOptions & {servername: string} = {
      // Given, it is not worked out: a TLS name, which no Unix socket has.
      servername: '',
      socketPath: this.#paths.apiSocket,
      agent: this.#agent,
      method: verb,
      path,
      headers: {
        host: 'tunlab',
        [VERSION_HEADER]: this.#version,
        ...(body !== undefined && {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}),
      },
    };
    return new Promise((resolve, reject) => {
      const outgoing = http.request(options, resolve);
      outgoing.on('error', (error) => reject(this.failure(error, signal)));
      // By hand: given as an option, the signal makes the connection fail where nobody listens, after the last item.
      const cancel = (): void => void outgoing.destroy();
      signal?.addEventListener('abort', cancel);
      outgoing.on('close', () => signal?.removeEventListener('abort', cancel));
      if (signal?.aborted) cancel();
      outgoing.end(body);
    });
  }
}

/** @throws {NetworkError} EMALFORMED */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NetworkError('EMALFORMED', 'the daemon answered with what is not JSON', {}, {cause: error});
  }
}

function noDaemon(paths: LabPaths, cause?: unknown): NetworkError {
  const place = `lab "${paths.lab}" at ${paths.apiSocket}`;
  const message = `no daemon is running for ${place}; start one with: tunlab daemon start`;
  return new NetworkError('ENODAEMON', message, {lab: paths.lab, socket: paths.apiSocket}, {cause});
}

function requestLine(endpoint: Endpoint, request: Fields): {path: string; body: string | undefined} {
  const rest = new Map(Object.entries(request));
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return encodeURIComponent(value);
    throw new NetworkError('EUSAGE', `"${name}" is missing`);
  });
  if (endpoint.verb === 'GET') {
    const query = new URLSearchParams();
    for (const [name, value] of rest)
      if (value !== undefined) query.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    return {path: query.size > 0 ? `${path}?${query.toString()}` : path, body: undefined};
  }
  const body = JSON.stringify(Object.fromEntries(rest));
  const longest = endpoint.large === true ? LONGEST_LARGE_REQUEST : LONGEST_REQUEST;
  if (Buffer.byteLength(body) > longest) {
    throw new NetworkError('EMSGSIZE', `a request has at most ${longest} octets; ask for less at a time`);
  }
  return {path, body};
}
