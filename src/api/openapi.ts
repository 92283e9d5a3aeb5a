/**
 * The API as an OpenAPI 3.1 document: a pure function over the tables, made when somebody asks for it. The schemas are
 * JSON Schema already, so there is nothing to convert, and a daemon's start pays nothing for it.
 */
import {ENDPOINTS, type Endpoint} from './endpoints.ts';
import type {MethodName} from './lab-api.ts';
import {PROBLEM_TYPE, STREAM_TYPE} from './problem.ts';
import {Problem} from './schema/lab.ts';
import {requestParts} from './request-parts.ts';
import {SCHEMAS} from './schemas.ts';

export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries(ENDPOINTS) as [MethodName, Endpoint][]) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[endpoint.verb.toLowerCase()] = operation(name, endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {title: 'tunlab', version, description: 'A TUN/TAP lab in user space, over the Unix socket of its daemon.'},
    servers: [{url: 'http://tunlab', description: 'curl --unix-socket .../api.sock'}],
    paths,
    components: {schemas: {Problem}},
  };
}

function operation(name: MethodName, endpoint: Endpoint): object {
  const {params, querystring, body} = requestParts(name);
  return {
    operationId: name,
    summary: endpoint.summary,
    parameters: [...parameters('path', params), ...parameters('query', querystring)],
    ...(body && {
      requestBody: {required: body.required.length > 0, content: {'application/json': {schema: body}}},
    }),
    responses: {
      200: {
        description: endpoint.stream === true ? 'one JSON value a line' : 'done',
        content: {[endpoint.stream === true ? STREAM_TYPE : 'application/json']: {schema: SCHEMAS[name].response}},
      },
      default: {
        description: 'refused; nothing was changed',
        content: {[PROBLEM_TYPE]: {schema: {$ref: '#/components/schemas/Problem'}}},
      },
    },
  };
}

function parameters(place: 'path' | 'query', schema: ReturnType<typeof requestParts>['params'] | undefined): object[] {
  return Object.entries(schema?.properties ?? {}).map(([name, value]) => ({
    name,
    in: place,
    required: schema!.required.includes(name),
    schema: value,
  }));
}
