import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeTransfer } from '../../../testing/books.ts';
import { lateTransfer } from '../../../testing/refunds.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' };

/** A session, and its number as its customer reads it on the page. */
async function newSession(): Promise<{ id: string; reference: string }> {
  const { body } = await api.call('POST', '/checkout_sessions', { body: ORDER });
  const page = await api.call('GET', new URL(body.checkoutUrl).pathname, { key: null });
  const words = (page.body as string).replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]+>/g, '');
  return { id: body.id, reference: /Reference ([0-9A-Za-z]{22})/.exec(words)![1]! };
}

describe('the reference that a customer writes to the shop with', () => {
  it('retrieves the session, and acts on it', async () => {
    const { id, reference } = await newSession();
    const read = await api.call('GET', `/checkout_sessions/${reference}`);
    expect([read.status, read.body.id]).toEqual([200, id]);
    const canceled = await api.call('POST', `/checkout_sessions/${reference}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { id, status: 'canceled' } });
    const shown = await api.call('GET', `/public/checkout_sessions/${reference}`);
    expect([shown.status, shown.body.id]).toEqual([200, id]);
  });

  it.each(['events', 'ledger_entries', 'refunds'])('filters the list of %s', async (list) => {
    const { id, reference } = await newSession();
    await seeTransfer(api, id, { contract: USDC, amountAtomic: 50_000_000n, confirmed: true });
    await api.call('POST', '/refunds', { body: { sessionId: reference, reason: 'Ordered twice' } });
    const { body } = await api.call('GET', `/${list}?session=${reference}`);
    expect(body.data.length).toBeGreaterThan(0);
    expect(body).toEqual((await api.call('GET', `/${list}?session=${id}`)).body);
  });

  it('finds unexpected money, and takes it for another order', async () => {
    const { sessionId, id } = await lateTransfer(api);
    const list = await api.call('GET', `/unexpected_transfers?session=${sessionId.slice('cs_'.length)}`);
    expect(list.body.data.map((each: { id: string }) => each.id)).toEqual([id]);
    const other = await newSession();
    const body = { sessionId: other.reference };
    const attached = await api.call('POST', `/unexpected_transfers/${id}/attach`, { body });
    expect(attached).toMatchObject({ status: 200, body: { attachedTo: other.id } });
  });

  it('of another organization, or cut short, names none', async () => {
    const { reference } = await newSession();
    const strange = await api.call('GET', `/checkout_sessions/${reference}`, { key: api.keys.stranger });
    expect([strange.status, strange.body.error.code]).toEqual([404, 'session_not_found']);
    expect((await api.call('GET', `/checkout_sessions/${reference.slice(0, -1)}`)).status).toBe(404);
  });
});
