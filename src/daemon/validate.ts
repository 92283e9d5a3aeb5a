/** Requests checked against their schemas, and what to say when they do not agree. */
import type {FastifyServerOptions} from 'fastify';
import {Check, Errors} from 'typebox/schema';
import {NetworkError} from '../errors.ts';
import type {PartSchema} from '../api/request-parts.ts';

type Fault = ReturnType<typeof Errors>[1][number];
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
  return {error: new NetworkError('EUSAGE', describe(faults[0]))};
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

function describe(fault: Fault | undefined): string {
  if (fault === undefined) return 'the request is not as its schema says';
  const place = fault.instancePath.slice(1).replaceAll('/', '.').slice(0, 80);
  const shown = place === '' ? 'the request' : JSON.stringify(place);
  switch (fault.keyword) {
    case 'required': {
      const missing = fault.params.requiredProperties.map((name) => JSON.stringify(name)).join(', ');
      return `${place === '' ? '' : `${shown}: `}${missing} is missing`;
    }
    case 'boolean':
      return `${shown} is not known here`;
    case 'enum':
      return `${shown} must be one of ${fault.params.allowedValues.map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    default:
      return `${shown} ${fault.message}`;
  }
}
