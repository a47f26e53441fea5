import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  Opentill,
  OpentillConfigError,
  OpentillError,
  PermissionError,
  RateLimitError,
  ServerError,
  VERSION,
} from './index.ts';
import { apiError, type StandIn, startStandIn } from './testing/stand-in.ts';

const KEY = 'ck_test_0123456789abcdef';
const amount = { value: '99.00', currency: 'USD' };
const page = (ids: readonly string[], nextCursor: string | null) => ({
  body: { object: 'list', data: ids.map((id) => ({ id })), hasMore: nextCursor !== null, nextCursor },
});

let server: StandIn;
let client: Opentill;
beforeEach(async () => {
  server = await startStandIn();
  client = new Opentill(KEY, { baseUrl: `${server.url}/` });
});
afterEach(() => server.close());

async function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

describe('a client', () => {
  it('creates a session with its key, a body in JSON and an idempotency key', async () => {
    server.answer({ status: 201, body: { id: 'cs_1', checkoutUrl: 'https://pay.example/checkout/1' } });
    const session = await client.checkoutSessions.create({ amount, metadata: { orderId: '123' } });
    expect(session.checkoutUrl).toBe('https://pay.example/checkout/1');
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/api/v1/checkout_sessions' });
    expect(JSON.parse(asked?.body ?? '')).toEqual({ amount, metadata: { orderId: '123' } });
    expect(asked?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('calls each route of the API', async () => {
    server.answer(page([], null));
    await client.checkoutSessions.retrieve('cs_1');
    await client.checkoutSessions.cancel('cs_1');
    await client.checkoutSessions.expire('cs_1');
    await client.checkoutSessions.extend('cs_1');
    await client.checkoutSessions.check('cs_1');
    await client.paymentMethods.list();
    await client.webhookEndpoints.create({ url: 'https://shop.example/hooks', events: ['session.paid'] });
    await client.webhookEndpoints.list();
    await client.webhookEndpoints.retrieve('we_1');
    await client.webhookEndpoints.update('we_1', { status: 'disabled' });
    await client.webhookEndpoints.delete('we_1');
    await client.webhookEndpoints.rotateSecret('we_1', { expiresInSeconds: 60 });
    await client.webhookEndpoints.sendTest('we_1');
    await client.events.list();
    await client.events.retrieve('evt_1');
    await client.webhookDeliveries.list();
    await client.webhookDeliveries.retrieve('wd_1');
    await client.webhookDeliveries.redeliver('wd_1');
    await client.test.checkoutSessions.pay('cs_1', { scenario: 'exact' });
    expect(server.asked.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`)).toEqual([
      'GET /checkout_sessions/cs_1',
      'POST /checkout_sessions/cs_1/cancel',
      'POST /checkout_sessions/cs_1/expire',
      'POST /checkout_sessions/cs_1/extend',
      'POST /checkout_sessions/cs_1/check',
      'GET /payment_methods',
      'POST /webhook_endpoints',
      'GET /webhook_endpoints',
      'GET /webhook_endpoints/we_1',
      'PATCH /webhook_endpoints/we_1',
      'DELETE /webhook_endpoints/we_1',
      'POST /webhook_endpoints/we_1/rotate_secret',
      'POST /webhook_endpoints/we_1/test',
      'GET /events',
      'GET /events/evt_1',
      'GET /webhook_deliveries',
      'GET /webhook_deliveries/wd_1',
      'POST /webhook_deliveries/wd_1/redeliver',
      'POST /test/checkout_sessions/cs_1/pay',
    ]);
  });

  it('understands an answer without a body', async () => {
    server.answer((response) => response.writeHead(204).end());
    await expect(client.webhookEndpoints.delete('we_1')).resolves.toBeUndefined();
  });

  it('escapes an id, so that it cannot lead to another route', async () => {
    await client.checkoutSessions.retrieve('../events?x=1');
    expect(server.asked[0]?.path).toBe('/api/v1/checkout_sessions/..%2Fevents%3Fx%3D1');
    for (const id of ['', '.', '..']) expect(() => client.checkoutSessions.retrieve(id)).toThrow(TypeError);
  });

  it('needs a key and a server’s address', () => {
    expect(() => new Opentill('', { baseUrl: server.url })).toThrow(OpentillConfigError);
    expect(() => new Opentill('ck_test_ x', { baseUrl: server.url })).toThrow(OpentillConfigError);
    for (const baseUrl of ['', 'pay.example.com', 'ftp://pay.example.com']) {
      expect(() => new Opentill(KEY, { baseUrl })).toThrow('`baseUrl` is the http(s) address of your Opentill server.');
    }
  });

  it('says so where the variable with the key is not set, and where the options are left out', () => {
    const key: string | undefined = process.env['OPENTILL_KEY_THAT_NOBODY_SETS'];
    expect(() => new Opentill(key, { baseUrl: server.url })).toThrow(OpentillConfigError);
    // @ts-expect-error: from JavaScript nothing stops it.
    expect(() => new Opentill(KEY)).toThrow(OpentillConfigError);
  });

  it('does not show its key when it is printed', () => {
    expect(inspect(client, { depth: 9, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(client)).not.toContain(KEY);
  });

  it('uses the fetch that it is given', async () => {
    const urls: string[] = [];
    const given: typeof fetch = async (url) => {
      urls.push(String(url));
      return Response.json({ id: 'cs_1' });
    };
    await new Opentill(KEY, { baseUrl: 'https://pay.example', fetch: given }).checkoutSessions.retrieve('cs_1');
    expect(urls).toEqual(['https://pay.example/api/v1/checkout_sessions/cs_1']);
  });

  it('says its version, which is the package’s', async () => {
    await client.checkoutSessions.retrieve('cs_1');
    expect(server.asked[0]?.headers['user-agent']).toBe(`opentill-sdk/${VERSION}`);
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ version: VERSION });
  });
});

describe('a list', () => {
  it('awaited is its first page, with the way to the next', async () => {
    server.answer(page(['cs_3', 'cs_2'], 'cs_2'), page(['cs_1'], null));
    const first = await client.checkoutSessions.list({ limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual(['cs_3', 'cs_2']);
    const second = await first.nextPage();
    expect(second?.data.map(({ id }) => id)).toEqual(['cs_1']);
    expect(await second?.nextPage()).toBeNull();
    expect(server.asked.map(({ query }) => query)).toEqual([{ limit: '2' }, { limit: '2', starting_after: 'cs_2' }]);
  });

  it('iterated over gives every object, asking for a page only when it is needed', async () => {
    server.answer(page(['cs_3', 'cs_2'], 'cs_2'), page(['cs_1'], null));
    const seen: string[] = [];
    for await (const session of client.checkoutSessions.list()) {
      seen.push(session.id);
      expect(server.asked).toHaveLength(session.id === 'cs_1' ? 2 : 1);
    }
    expect(seen).toEqual(['cs_3', 'cs_2', 'cs_1']);
  });

  it('left early asks for no more', async () => {
    server.answer(page(['cs_3', 'cs_2'], 'cs_2'));
    for await (const _session of client.checkoutSessions.list()) break;
    expect(server.asked).toHaveLength(1);
  });

  it('carries its filters from page to page', async () => {
    server.answer(page(['cs_2'], 'cs_2'), page([], null));
    const list = client.checkoutSessions.list({
      status: 'paid',
      createdFrom: '2026-01-01T00:00:00Z',
      createdBefore: '2026-02-01T00:00:00Z',
      customerEmail: 'a@b.example',
      metadata: { orderId: '123' },
    });
    for await (const _session of list);
    const filters = {
      status: 'paid',
      created_gte: '2026-01-01T00:00:00Z',
      created_lt: '2026-02-01T00:00:00Z',
      customerEmail: 'a@b.example',
      'metadata[orderId]': '123',
    };
    expect(server.asked.map(({ query }) => query)).toEqual([filters, { ...filters, starting_after: 'cs_2' }]);
  });

  it('that fails rejects, awaited and iterated over', async () => {
    server.answer(apiError(401, 'api_key_invalid'));
    expect(await failure(client.events.list())).toBeInstanceOf(AuthenticationError);
    const iterate = async () => {
      for await (const _event of client.events.list());
    };
    expect(await failure(iterate())).toBeInstanceOf(AuthenticationError);
  });
});

describe('an error of the API', () => {
  it.each([
    [400, 'amount_invalid', InvalidRequestError, 'invalid_request'],
    [413, 'body_too_large', InvalidRequestError, 'invalid_request'],
    [401, 'api_key_invalid', AuthenticationError, 'authentication'],
    [403, 'test_mode_only', PermissionError, 'permission'],
    [404, 'session_not_found', NotFoundError, 'not_found'],
    [409, 'session_ended', ConflictError, 'conflict'],
    [429, 'too_many_requests', RateLimitError, 'rate_limited'],
    [503, 'rate_unavailable', ServerError, 'server'],
  ] as const)('%i %s has a class of its own', async (status, code, Class, type) => {
    server.answer(apiError(status, code, { param: 'amount.value' }, '3600'));
    const error = await failure(client.checkoutSessions.create({ amount }));
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(OpentillError);
    expect(error).toMatchObject({
      name: Class.name,
      type,
      status,
      code,
      param: 'amount.value',
      requestId: 'req_body',
      message: `Message of ${code}.`,
    });
    expect(server.asked).toHaveLength(1);
  });

  it('says how long a rate limit lasts', async () => {
    server.answer(apiError(429, 'too_many_requests', {}, '3600'));
    expect(await failure(client.checkoutSessions.retrieve('cs_1'))).toMatchObject({ retryAfterSeconds: 3600 });
  });

  it('is still one when a proxy answers in its place', async () => {
    server.answer({ status: 404, body: '<html>nginx</html>' });
    const error = await failure(client.checkoutSessions.retrieve('cs_1'));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'unexpected_answer', requestId: 'req_1' });
  });

  it('is told when the address is not an Opentill server’s', async () => {
    server.answer({ body: '<html>hello</html>' });
    const error = await failure(client.checkoutSessions.retrieve('cs_1'));
    expect(error).toBeInstanceOf(ServerError);
    expect(String(error)).toContain('is `baseUrl` your Opentill server?');
  });

  it('stands for a redirect too, which is not followed with the key', async () => {
    server.answer({ status: 307, headers: { location: `${server.url}/elsewhere` } });
    expect(await failure(client.checkoutSessions.create({ amount }))).toMatchObject({ status: 307 });
    expect(server.asked).toHaveLength(1);
  });
});

describe('a retry', () => {
  it.each([
    [apiError(503, 'rate_unavailable', {}, '0')],
    [apiError(429, 'too_many_requests', {}, '0')],
    [apiError(409, 'idempotency_in_progress', {}, '0')],
    [apiError(500, 'internal_error', {}, '0')],
  ])('repeats a POST with the same idempotency key and body: %#', async (answer) => {
    server.answer(answer, { status: 201, body: { id: 'cs_1' } });
    expect((await client.checkoutSessions.create({ amount })).id).toBe('cs_1');
    const [first, second] = server.asked;
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(second?.body).toBe(first?.body);
  });

  it('comes after a connection that broke before any answer', async () => {
    server.answer((response) => response.destroy(), { status: 201, body: { id: 'cs_1' } });
    expect((await client.checkoutSessions.create({ amount })).id).toBe('cs_1');
    expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(server.asked).toHaveLength(2);
  });

  it('comes twice by default, then the error is thrown', async () => {
    server.answer(apiError(500, 'internal_error', {}, '0'));
    expect(await failure(client.checkoutSessions.create({ amount }))).toBeInstanceOf(ServerError);
    expect(server.asked).toHaveLength(3);
  });

  it('can be switched off', async () => {
    server.answer(apiError(500, 'internal_error', {}, '0'));
    const patient = new Opentill(KEY, { baseUrl: server.url, maxRetries: 0 });
    expect(await failure(patient.checkoutSessions.create({ amount }))).toBeInstanceOf(ServerError);
    expect(server.asked).toHaveLength(1);
  });

  it('uses the caller’s idempotency key', async () => {
    await client.checkoutSessions.create({ amount }, { idempotencyKey: 'order-123-v1' });
    expect(server.asked[0]?.headers['idempotency-key']).toBe('order-123-v1');
  });

  it('gives every call a key of its own', async () => {
    await client.checkoutSessions.create({ amount });
    await client.checkoutSessions.create({ amount });
    expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });
});

describe('a request without an answer', () => {
  it('ends after its timeout, as a ConnectionError', async () => {
    server.answer(() => {});
    const quick = new Opentill(KEY, { baseUrl: server.url, maxRetries: 0 });
    const error = await failure(quick.checkoutSessions.retrieve('cs_1', { timeoutMs: 30 }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'timeout', message: 'The server did not answer within 30 ms.' });
  });

  it('is a ConnectionError where nobody listens', async () => {
    await server.close();
    const quick = new Opentill(KEY, { baseUrl: server.url, maxRetries: 0 });
    const error = await failure(quick.checkoutSessions.retrieve('cs_1'));
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'connection_failed' });
  });

  it('ends at once when its signal aborts, with the reason given, and is not repeated', async () => {
    const controller = new AbortController();
    const reason = new Error('the customer left');
    server.answer(() => controller.abort(reason));
    expect(await failure(client.checkoutSessions.retrieve('cs_1', { signal: controller.signal }))).toBe(reason);
    expect(server.asked).toHaveLength(1);
  });

  it('also ends when the signal aborts between two attempts', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    server.answer((response) => {
      response.writeHead(503, { 'retry-after': '30' }).end(() => setImmediate(() => controller.abort(reason)));
    });
    expect(await failure(client.checkoutSessions.retrieve('cs_1', { signal: controller.signal }))).toBe(reason);
  });
});
