import { afterAll, beforeAll } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { createTestApi, type TestApi } from './test-api.ts';

export interface CallOptions {
  readonly body?: unknown;
  readonly key?: string | null;
  readonly raw?: { readonly payload: string | Buffer; readonly contentType?: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server for a file of tests that speak payment-gateway.app's words, under `/v1` unless the path says otherwise. */
export function useGateway(parts: Parameters<typeof createTestApi>[1] = {}) {
  const used = {} as { api: TestApi; site: string; siteUuid: string };
  beforeAll(async () => {
    used.api = await createTestApi({}, parts);
    const query = 'SELECT id FROM sites WHERE organization_id = $1';
    const { rows } = await used.api.database.pool.query(query, [used.api.organizationId]);
    used.siteUuid = rows[0].id;
    used.site = toPublicId('site', used.siteUuid);
  });
  afterAll(() => used.api.close());

  async function call(method: 'GET' | 'POST' | 'PATCH', path: string, options: CallOptions = {}) {
    const { body, key = used.api.keys.test, raw, headers = {} } = options;
    const response = await used.api.app.inject({
      method,
      url: path.startsWith('/api/') ? path : `/v1${path}`,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(raw?.contentType ? { 'content-type': raw.contentType } : {}),
        ...headers,
      },
      ...(raw ? { payload: raw.payload } : body === undefined ? {} : { payload: body as object }),
    });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }

  const create = (body: object = {}, options: CallOptions = {}) =>
    call('POST', `/checkouts/${used.site}/create`, { body: { amount: 9900, currency: 'USD', ...body }, ...options });

  return {
    get api() {
      return used.api;
    },
    get site() {
      return used.site;
    },
    get siteUuid() {
      return used.siteUuid;
    },
    call,
    create,
    /** The checkout that was created, as it is now. */
    made: async (body: object = {}, options: CallOptions = {}) => {
      const { body: created } = await create(body, options);
      return (await call('GET', `/checkouts/${created.id}`, options)).body;
    },
    rows: async (table: string) => (await used.api.database.pool.query(`SELECT 1 FROM ${table}`)).rowCount,
  };
}
