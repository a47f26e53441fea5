import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../core/identity/public-id.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };

async function send(url: string, key: string, body?: object) {
  const headers = { authorization: `Bearer ${api.keys.test}`, 'ww-api-key': api.keys.test, 'idempotency-key': key };
  const answer = await api.app.inject({ method: 'POST', url, headers, ...(body && { payload: body }) });
  return { status: answer.statusCode, replayed: answer.headers['idempotent-replayed'] === 'true', body: answer.json() };
}

describe('an Idempotency-Key holds, however the address spells', () => {
  it('the session’s id', async () => {
    const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const uuid = fromPublicId('session', id)!;
    for (const base of ['/api/v1/checkout_sessions', '/api/v1/payment_sessions']) {
      const key = `extend of ${base}`.replaceAll(/[ /]/g, '-');
      const answers = [];
      const escaped = `%${uuid.charCodeAt(0).toString(16)}${uuid.slice(1)}`;
      for (const spelling of [uuid, id, id.slice('cs_'.length), uuid.toUpperCase(), escaped]) {
        answers.push(await send(`${base}/${spelling}/extend`, key));
      }
      // The first asks; whether it is allowed or not, the others are its repeats.
      expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
      if (answers[0]!.status === 200) expect(answers.slice(1).every(({ replayed }) => replayed)).toBe(true);
    }
  });

  it('the route', async () => {
    const first = await send('/api/v1/checkout_sessions', 'one-order', ORDER);
    for (const url of [
      '/api/v1/%63heckout_sessions',
      'http://x/api/v1/checkout_sessions',
      '/api/v1/checkout_sessions?',
    ]) {
      const again = await send(url, 'one-order', ORDER);
      expect([again.status, again.replayed, again.body.id]).toEqual([201, true, first.body.id]);
    }
  });
});
