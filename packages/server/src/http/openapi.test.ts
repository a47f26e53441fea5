import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { ERRORS } from './errors.ts';
import { REQUEST_EXAMPLES } from './openapi/request-examples.ts';
import { RESPONSES } from './openapi/shared-parts.ts';

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  responses: Record<string, unknown>;
  requestBody?: { content: { 'application/json': { examples?: object } } };
}

let api: TestApi;
let document: {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  servers: { url: string }[];
  tags: { name: string }[];
};
let operations: Operation[];
beforeAll(async () => {
  api = await createTestApi();
  document = (await api.call('GET', '/openapi.json', { key: null })).body;
  operations = Object.values(document.paths).flatMap((item) => Object.values(item));
});
afterAll(() => api.close());

describe('the API’s document', () => {
  it('is what is committed as api/openapi.json', async () => {
    const committed = await readFile(new URL('../../../../api/openapi.json', import.meta.url), 'utf8');
    expect(document).toEqual(JSON.parse(committed));
  });

  it('has the version that the command line and the metrics say', async () => {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    expect(document.info.version).toBe(JSON.parse(manifest).version);
  });

  it('describes every operation: id, tag, summary, description, refusals', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const operation of operations) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(tags).toContain(operation.tags[0]);
      expect(operation.summary.length).toBeGreaterThan(5);
      expect(operation.description.length).toBeGreaterThan(10);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '429', '5XX']));
    }
  });

  it('holds the API alone: no page, no health check', () => {
    expect(Object.keys(document.paths).filter((path) => !/^(\/api)?\/v1\//.test(path))).toEqual([]);
  });

  it('names no machine', () => {
    expect(document.servers.map(({ url }) => url)).toEqual(['/']);
    expect(JSON.stringify(document)).not.toMatch(/localhost|127\.0\.0\.1/);
  });

  it('has an example for every body', () => {
    const bodies = operations.filter(({ requestBody }) => requestBody !== undefined);
    expect(bodies.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(REQUEST_EXAMPLES).sort());
  });

  it('has an example for every message to an endpoint, each with an id of its own', () => {
    const messages = Object.values(document.webhooks).map(({ post }) => post);
    for (const { operationId, requestBody } of messages)
      expect(requestBody?.content['application/json'].examples, operationId).toHaveProperty('delivery.value');
    const ids = [...operations, ...messages].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows refusals that exist, under the types that they have', () => {
    for (const response of Object.values(RESPONSES)) {
      const { type, code } = response.content['application/json'].example.error;
      expect(ERRORS[code as keyof typeof ERRORS]?.type).toBe(type);
    }
  });
});
