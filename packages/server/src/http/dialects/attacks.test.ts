import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';
import { withoutTable } from '../../testing/without-table.ts';
import { caller, FIVE_APIS } from './five-apis.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const rows = async (table: string) => (await api.database.pool.query(`SELECT 1 FROM ${table}`)).rowCount;
let keys = 0;
const freshKey = () => ({ 'idempotency-key': `attack-${keys++}` });

describe.each(FIVE_APIS.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  const on = () => caller(api, one);
  const ORDER = one.body('Tea');
  const created = async (body: unknown = ORDER, options = {}) => {
    const answer = await on().create(body, options);
    expect([200, 201]).toContain(answer.status);
    return answer;
  };
  /** A refusal in this API's own shape. */
  const refused = async (body: unknown, options = {}) => {
    const { status, body: answer, headers } = await on().create(body, options);
    expect(answer.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(answer.error[one.requestId]).toBe(headers['x-request-id']);
    expect(Object.keys(answer.error).filter((name) => /^request_?id$/i.test(name))).toEqual([one.requestId]);
    return { status, ...answer.error } as { status: number; code: string; param?: string };
  };

  describe('attack 45: an idempotency key', () => {
    it('is one session of requests at the same moment, and takes no other body', async () => {
      const headers = freshKey();
      const before = await rows('sessions');
      const answers = await Promise.all(Array.from({ length: 8 }, () => created(ORDER, { headers })));
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(await rows('sessions')).toBe(Number(before) + 1);
      const code = 'idempotency_key_reused';
      expect(await refused(one.body('Coffee'), { headers })).toMatchObject({ status: 409, code });
    });

    it('is each organization’s own', async () => {
      const headers = freshKey();
      const mine = await created(ORDER, { headers });
      const theirs = await created(ORDER, { headers, key: api.keys.stranger });
      expect(theirs.body.id).not.toBe(mine.body.id);
      expect(theirs.headers['idempotent-replayed']).toBeUndefined();
    });

    it('runs again after a 500, which left nothing behind', async () => {
      const headers = freshKey();
      const before = await rows('sessions');
      const failed = await withoutTable(api.database.pool, 'events', () => refused(ORDER, { headers }));
      expect(failed).toMatchObject({ status: 500, code: 'internal_error' });
      expect(await rows('sessions')).toBe(before);
      expect((await created(ORDER, { headers })).headers['idempotent-replayed']).toBeUndefined();
    });
  });

  it('attacks 46 and 48: another organization’s, or the other mode’s, session does not exist', async () => {
    const { id } = (await created()).body;
    const calls = [['GET', one.read(id)] as const, ...one.acts(id)];
    for (const key of [api.keys.stranger, api.keys.live]) {
      for (const [method, path] of calls) {
        const { status } = await on().call(method, path, { key, ...(method === 'PATCH' && { body: { email: null } }) });
        expect([path, status]).toEqual([path, 404]);
      }
      expect(JSON.stringify((await on().call('GET', one.list, { key })).body)).not.toContain(id);
    }
    expect(JSON.stringify((await on().call('GET', one.list)).body)).toContain(id);
    expect((await api.call('GET', `/checkout_sessions/${id}`)).body.status).toBe('pending');
  });

  it.each(['status', 'amountReceived', 'paidAt', 'amount_received', 'paid_at', 'livemode', 'address', 'id'])(
    'attack 47: `%s` cannot be assigned',
    async (field) => {
      const before = await rows('sessions');
      const refusal = await refused({ ...ORDER, [field]: 'paid' });
      expect(refusal).toMatchObject({ status: 400, code: 'parameter_unknown', param: field });
      expect(await rows('sessions')).toBe(before);
    },
  );

  it('attack 49: markup in names, texts and metadata stays text on the page', async () => {
    const { pathname } = new URL((await created(one.body(MARKUP))).body[one.page]);
    const page = await api.call('GET', pathname, { key: null });
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('<img src=x');
  });

  it.each(one.urls)('attack 50: `%s` leads to http and https alone', async (field) => {
    const evil = [
      'javascript:alert(1)',
      'java\tscript:alert(1)',
      ' javascript:alert(1)',
      'vbscript:x',
      '//evil.example',
    ];
    for (const url of [...evil, 'data:text/html,x', 'file:///etc/passwd', 'https://user:word@shop.example/']) {
      expect(await refused({ ...ORDER, [field]: url })).toMatchObject({ status: 400, param: field });
    }
  });

  it('attack 54: what is guessed is not there, in the same words', async () => {
    const guesses = ['x', 'cs_0000000000000000000000', '00000000-0000-7000-8000-000000000000', "'--", 'a'.repeat(60)];
    const words = new Set<string>();
    for (const guess of guesses) {
      const { status, body } = await on().call('GET', one.read(encodeURIComponent(guess)));
      expect(status).toBe(404);
      words.add(`${body.error.code}: ${body.error.message}`);
    }
    expect(words.size).toBe(1);
  });

  const text = JSON.stringify(ORDER);
  it.each<[string, string | Buffer, string?]>([
    ['past the limit', JSON.stringify(one.body('x'.repeat(400_000)))],
    ['nested a thousand deep', `{"metadata":${'{"a":'.repeat(1000)}1${'}'.repeat(1001)}`],
    ['of another content type', text, 'text/plain'],
    ['that is a form', text, 'application/x-www-form-urlencoded'],
    ['of invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['with a number of 1e999', text.replace(/"10(\.00)?"|\b10(00)?\b/, '1e999')],
    ['with a NUL in a text', JSON.stringify(one.body('a\0b'))],
    ['with a NUL in a key', JSON.stringify({ ...ORDER, metadata: { 'a\0b': 'x' } })],
    ['with half a character', JSON.stringify(one.body('Q')).replaceAll('"Q"', '"\\ud800"')],
    ['with a prototype', text.replace('{', '{"__proto__":{"x":1},')],
    ['that is a list', '[]'],
    ['that is null', 'null'],
    ['that is cut off', text.slice(0, -2)],
    ['of nothing', ''],
  ])('attack 55: a body %s is a 4xx of this API', async (_what, payload, contentType = 'application/json') => {
    const before = await rows('sessions');
    const { status } = await refused(undefined, { raw: { payload, contentType } });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await rows('sessions')).toBe(before);
  });
});
