import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let port: number;
let sessionId: string;
beforeAll(async () => {
  api = await createTestApi({ OPENTILL_PUBLIC_URL: 'https://pay.example' });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  port = (api.app.server.address() as AddressInfo).port;
  sessionId = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What the server answers to these very bytes, until it closes. */
function send(bytes: string): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n', 2);
      resolve({ status: Number(head.split(' ')[1]), head, body });
    });
  });
}

describe('every answer has an X-Request-Id', () => {
  it.each([
    ['GET', '/api/v1/checkout_sessions', 200],
    ['GET', '/api/v1/checkout_sessions/cs_nothing', 404],
    ['POST', '/api/v1/checkout_sessions', 400],
    ['GET', '/nowhere', 404],
    ['DELETE', '/api/v1/checkout_sessions', 404],
    ['GET', '/api/v1/nowhere', 404],
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['GET', '/metrics', 200],
    ['GET', '/openapi.json', 200],
    ['GET', '/docs/', 200],
    ['GET', '/checkout/0000000000000000000000', 404],
    ['GET', '/assets/checkout/nothing.js', 404],
    ['GET', '/api/v1/checkout_sessions/%ff', 400],
    ['GET', `/api/v1/checkout_sessions/${'x'.repeat(500)}`, 404],
  ] as const)('%s %s', async (method, path, status) => {
    const answer = await api.call(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(UUID);
    if (answer.body?.error?.requestId) expect(answer.body.error.requestId).toBe(answer.headers['x-request-id']);
  });

  it('of its own: what the caller sends for one is not taken', async () => {
    const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
    const answers = [await api.call('GET', '/healthz', { headers }), await api.call('GET', '/healthz', { headers })];
    const ids = answers.map((answer) => answer.headers['x-request-id']);
    expect(ids[0]).toMatch(UUID);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('the event stream of a page too, whose reply is taken over', async () => {
    const abort = new AbortController();
    const path = `/checkout/${sessionId.slice(3)}/events`;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: abort.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-request-id')).toMatch(UUID);
    abort.abort();
  });
});

describe('attack 55: what is not even HTTP gets the standard envelope', () => {
  it.each([
    ['a method that is none', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['no protocol', 'hello\r\n\r\n', 400],
    ['a header without a colon', 'GET /healthz HTTP/1.1\r\nHost: a\r\nBroken\r\n\r\n', 400],
    ['two lengths', 'POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    ['no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['headers without end', `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('%s', async (_what, bytes, status) => {
    const answer = await send(bytes);
    expect(answer.status).toBe(status);
    const { error } = JSON.parse(answer.body);
    expect(error).toMatchObject({
      type: 'invalid_request',
      code: status === 431 ? 'headers_too_large' : 'request_malformed',
    });
    expect(error.requestId).toMatch(UUID);
    expect(answer.head).toContain(`x-request-id: ${error.requestId}`);
    expect(answer.head.toLowerCase()).toContain('content-type: application/json');
  });

  it.each(['a b', '[', 'x:y', 'a/b', 'a@b', ''])('a Host that is none: «%s»', async (host) => {
    const answer = await send(`GET /docs HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).error.code).toBe('request_malformed');
  });

  it('a request that never ends is given up', () => {
    expect(api.app.server.requestTimeout).toBeGreaterThan(0);
    expect(api.app.server.headersTimeout).toBeGreaterThan(0);
  });
});

describe('the Host header never reaches an absolute URL', () => {
  it.each([{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'ftp' }])(
    '%j',
    async (headers) => {
      const { body } = await api.call('POST', '/checkout_sessions', { body: ORDER, headers });
      expect(body.checkoutUrl).toBe(`https://pay.example/checkout/${body.id.slice(3)}`);
      const page = `/checkout/${body.id.slice(3)}`;
      for (const path of [
        `/checkout_sessions/${body.id}`,
        '/events',
        '/openapi.json',
        '/docs/',
        page,
        `${page}/state`,
      ]) {
        const answer = await api.call('GET', path, { headers });
        expect(answer.status).toBe(200);
        expect(JSON.stringify(answer)).not.toContain('evil.example');
      }
    },
  );
});
