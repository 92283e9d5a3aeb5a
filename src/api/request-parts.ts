import type {TSchema} from 'typebox';
import {ENDPOINTS} from './endpoints.ts';
import type {MethodName} from './lab-api.ts';
import {SCHEMAS} from './schemas.ts';

/** Schema of one part of a request. What it does not name is refused. */
export interface PartSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** Where the properties of a request travel. */
export interface RequestParts {
  readonly params: PartSchema;
  /** Of a GET. */
  readonly querystring?: PartSchema;
  /** Of everything else. */
  readonly body?: PartSchema;
}

/** Divides the request of a method as its endpoint says: what the path names, and the rest. */
export function requestParts(name: MethodName): RequestParts {
  const {verb, path} = ENDPOINTS[name];
  const {properties, required = []} = SCHEMAS[name].request as {
    properties: Readonly<Record<string, TSchema>>;
    required?: readonly string[];
  };
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map((match) => match[1]!));
  const part = (belongs: (property: string) => boolean): PartSchema => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).filter(([property]) => belongs(property))),
    required: required.filter(belongs),
    additionalProperties: false,
  });
  const params = part((property) => inPath.has(property));
  const rest = part((property) => !inPath.has(property));
  return verb === 'GET' ? {params, querystring: rest} : {params, body: rest};
}
