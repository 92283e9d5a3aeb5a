/** The API over HTTP: one route for each line of the table of endpoints. */
import {STATUS_CODES} from 'node:http';
import type {Socket} from 'node:net';
import fastify, {type FastifyInstance, type FastifyRequest} from 'fastify';
import {NetworkError} from '../errors.ts';
import {ENDPOINTS, type Endpoint} from '../api/endpoints.ts';
import type {LabApi, MethodName} from '../api/lab-api.ts';
import {LONGEST_LARGE_REQUEST, LONGEST_REQUEST} from '../api/limits.ts';
import {openApiDocument} from '../api/openapi.ts';
import {PROBLEM_TYPE, problemOf, VERSION_HEADER} from '../api/problem.ts';
import {requestParts} from '../api/request-parts.ts';
import {Activity} from './activity.ts';
import {problemText, sendProblem, sendStream} from './reply.ts';
import {schemaController} from './validate.ts';

export interface ServerOptions {
  readonly api: LabApi;
  readonly version: string;
  /** In place of `api.stop`: takes everything down; the answer is sent when it has. */
  readonly stop?: () => Promise<void>;
  /** Told of every call. */
  readonly activity?: Activity;
}

/** Room for a host and an interface of their longest, every character escaped. */
const LONGEST_PARAMETER = 3 * 64;
const MOST_CONNECTIONS = 256;

/**
 * What a caller may take its time for, in ms. Once a request is complete there is no limit: a stream may be silent for
 * hours. That the other end of a Unix socket is gone, the system always tells.
 */
const PATIENCE = {headers: 10_000, request: 30_000, idle: 60_000, check: 5_000} as const;

/** What a client of another version may ask as well: who is there, and to make room for its own daemon. */
const FOR_EVERY_VERSION: ReadonlySet<unknown> = new Set<MethodName>(['hello', 'stop']);

type Call = (request: unknown, signal?: AbortSignal) => Promise<unknown> | AsyncIterable<unknown>;

/** A server that does not listen yet: `await server.ready()`, then `server.server.listen(path)`. */
export function serveApi(options: ServerOptions): FastifyInstance {
  const {version, activity = new Activity()} = options;
  const server = fastify({
    bodyLimit: LONGEST_REQUEST,
    requestTimeout: PATIENCE.request,
    keepAliveTimeout: PATIENCE.idle,
    http: {headersTimeout: PATIENCE.headers, connectionsCheckingInterval: PATIENCE.check},
    routerOptions: {maxParamLength: LONGEST_PARAMETER},
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, error);
    },
    schemaController,
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new NetworkError('ENOENT', `there is no ${request.method} ${request.url.slice(0, 200)}`)),
  );
  server.addHook('onRequest', (request, reply, next) => {
    reply.header(VERSION_HEADER, version);
    next(versionFault(request, version));
  });
  server.addHook('preValidation', (request, _reply, next) => {
    // No body at all is a body that asks for nothing in particular.
    if (request.method !== 'GET') request.body ??= {};
    next();
  });
  for (const [name, endpoint] of Object.entries(ENDPOINTS) as [MethodName, Endpoint][]) {
    addRoute(server, name, endpoint, options, activity);
  }
  let document: string | undefined;
  server.get('/v1/openapi.json', (_request, reply) =>
    reply.type('application/json').send((document ??= JSON.stringify(openApiDocument(version)))),
  );
  return server;
}

function addRoute(
  server: FastifyInstance,
  name: MethodName,
  endpoint: Endpoint,
  {api, stop}: ServerOptions,
  activity: Activity,
): void {
  const call: Call = (request, signal) => (api[name] as Call)(request, signal);
  server.route({
    method: endpoint.verb,
    url: endpoint.path,
    schema: requestParts(name),
    config: {call: name},
    ...(endpoint.large === true && {bodyLimit: LONGEST_LARGE_REQUEST}),
    async handler(request, reply) {
      // The path's parameters last: the body's schema does not let it name them.
      const asked = {...(request.query as object), ...(request.body as object), ...(request.params as object)};
      if (name === 'stop' && stop !== undefined) {
        await stop();
        return {};
      }
      return activity.run(async (abort) => {
        const answer = call(asked, abort.signal);
        if (endpoint.stream !== true) return answer as Promise<unknown>;
        await sendStream(reply, answer as AsyncIterable<unknown>, abort, () => activity.stopping);
        return reply;
      });
    },
  });
}

function versionFault(request: FastifyRequest, version: string): NetworkError | undefined {
  const theirs = request.headers[VERSION_HEADER];
  const {call} = request.routeOptions.config as {call?: unknown};
  if (theirs === undefined || theirs === version || FOR_EVERY_VERSION.has(call)) return undefined;
  const shown = String(theirs).slice(0, 40);
  const message = `the daemon is tunlab ${version}, this is tunlab ${shown}; restart it with: tunlab daemon stop`;
  return new NetworkError('EPROTO', message, {daemon: version, client: shown});
}

/** Answers what is not HTTP, or is too long or too slow, as far as it can be answered, and hangs up. */
function refuseConnection(error: Error & {code?: string}, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = slow ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const failure = slow
    ? new NetworkError('ETIMEDOUT', 'the request did not come in time')
    : new NetworkError('EUSAGE', `not a request: ${error.message}`);
  const body = problemText(problemOf(failure, status));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
