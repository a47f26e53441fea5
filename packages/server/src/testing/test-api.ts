import type { FastifyInstance, InjectOptions } from 'fastify';
import { type ComposedApi, composeApi, type ReplacedParts } from './compose-api.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export { USDC } from './compose-api.ts';

export interface TestApi extends ComposedApi {
  readonly database: TestDatabase;
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options?: CallOptions): Promise<CallResult>;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly raw?: { readonly payload: string | Buffer; readonly contentType?: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into.
  readonly body: any;
}

/** The server of `composeApi` on a database of its own. */
export async function createTestApi(
  environment: Readonly<Record<string, string>> = {},
  parts: ReplacedParts = {},
  pool: Parameters<typeof createTestDatabase>[0] = {},
): Promise<TestApi> {
  const database = await createTestDatabase(pool);
  const api = await composeApi(database, environment, parts);
  return {
    ...api,
    database,
    call: (method, path, options = {}) => call(api.app, api.keys.test, method, path, options),
    async close() {
      await api.close();
      await database.close();
    },
  };
}

const OUTSIDE_THE_API = /^\/(api|v1|checkout|l|refund|healthz|readyz|metrics|docs|openapi\.json|assets)(\/|$)/;

async function call(
  app: FastifyInstance,
  defaultKey: string,
  method: NonNullable<InjectOptions['method']>,
  path: string,
  { key = defaultKey, body, raw, headers = {} }: CallOptions,
): Promise<CallResult> {
  const response = await app.inject({
    method,
    url: OUTSIDE_THE_API.test(path) ? path : `/api/v1${path}`,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(raw?.contentType ? { 'content-type': raw.contentType } : {}),
      ...headers,
    },
    ...(raw ? { payload: raw.payload } : body === undefined ? {} : { payload: body as object }),
  });
  const json = String(response.headers['content-type'] ?? '').includes('json');
  return { status: response.statusCode, headers: response.headers, body: json ? response.json() : response.body };
}
