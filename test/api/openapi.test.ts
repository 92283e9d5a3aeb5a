import {expect, test} from 'vitest';
import {ENDPOINTS, type Endpoint} from '../../src/api/endpoints.ts';
import {openApiDocument} from '../../src/api/openapi.ts';

interface Operation {
  operationId: string;
  parameters: {name: string; in: string; required: boolean}[];
  requestBody?: {required: boolean; content: Record<string, {schema: {properties: object}}>};
  responses: Record<string, {content: Record<string, unknown>}>;
}
const document = openApiDocument('1.2.3') as {paths: Record<string, Record<string, Operation>>};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test('the document has each method once, with every name in its path', () => {
  expect(operations.map(({operationId}) => operationId).sort()).toEqual(Object.keys(ENDPOINTS).sort());
  for (const [path, verbs] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const {parameters} of Object.values(verbs)) {
      expect(parameters.filter((each) => each.in === 'path' && each.required).map(({name}) => name)).toEqual(names);
    }
  }
});

test('what is not in the path travels in the query of a GET and in the body of everything else', () => {
  const lookup = document.paths['/v1/hosts/{host}/routes/lookup']!['get']!;
  expect(lookup.parameters.slice(1)).toMatchObject([
    {name: 'destination', in: 'query', required: true},
    {name: 'dev', in: 'query', required: false},
  ]);
  const add = document.paths['/v1/hosts/{host}/routes']!['post']!;
  expect(add.requestBody).toMatchObject({required: true});
  expect(Object.keys(add.requestBody!.content['application/json']!.schema.properties)).toEqual(
    expect.not.arrayContaining(['host']) as unknown,
  );
});

test('streams are lines, everything else is JSON, and failures are problems', () => {
  for (const {operationId, responses} of operations) {
    const {stream} = (ENDPOINTS as Record<string, Endpoint>)[operationId]!;
    expect(Object.keys(responses['200']!.content)).toEqual([
      stream === true ? 'application/x-ndjson' : 'application/json',
    ]);
    expect(Object.keys(responses['default']!.content)).toEqual(['application/problem+json']);
  }
});

test('the document is JSON', () => {
  expect(JSON.parse(JSON.stringify(document))).toMatchObject({openapi: '3.1.0', info: {version: '1.2.3'}});
});
