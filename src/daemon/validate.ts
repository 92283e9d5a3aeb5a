/** Requests checked against their schemas, and what to say when they do not agree. */
import type {FastifyServerOptions} from 'fastify';
import {Check, Errors} from 'typebox/schema';
import {describeFault} from '../api/schema-fault.ts';
import {NetworkError} from '../errors.ts';
import type {PartSchema} from '../api/request-parts.ts';

type Checked = {value: unknown} | {error: NetworkError};

/**
 * Makes fastify check requests with this file. Given both factories it does not load its own, which would cost a third of
 * the daemon's start and compile all schemas before the first request.
 */
export const schemaController = {
  compilersFactory: {
    buildValidator:
      () =>
      ({schema, httpPart}: {schema: PartSchema; httpPart: string}) =>
      (value: unknown) =>
        (httpPart === 'body' ? checkBody : checkText)(schema, value),
    buildSerializer: () => () => (value: unknown) => JSON.stringify(value),
  },
  // Fastify types the factories as those of its own compiler, options of ajv and all.
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

/** Checks a JSON body as it is. */
export function checkBody(schema: PartSchema, value: unknown): Checked {
  if (Check(schema, value)) return {value};
  const [, faults] = Errors(schema, value);
  return {error: new NetworkError('EUSAGE', describeFault(faults[0]))};
}

/** Checks what came as text, in a path or a query, after numbers and booleans are made of it where they belong. */
export function checkText(schema: PartSchema, value: unknown): Checked {
  const converted = Object.entries(value as Record<string, unknown>).map(([name, text]) => {
    const type = (schema.properties[name] as {type?: unknown} | undefined)?.type;
    return [name, typeof text === 'string' ? valueOf(text, type) : text] as const;
  });
  return checkBody(schema, Object.fromEntries(converted));
}

function valueOf(text: string, type: unknown): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
