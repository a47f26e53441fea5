import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
const ids: string[] = [];

/** Seven sessions, a minute apart, the oldest first. */
beforeAll(async () => {
  api = await createTestApi();
  for (let n = 1; n <= 7; n += 1) {
    const body = {
      amount: { value: `${n}.00`, currency: 'USD' },
      method: 'Devnet:USDC',
      metadata: { orderId: String(n), shop: n % 2 === 0 ? 'even' : 'odd' },
      customerEmail: n <= 2 ? 'ada@example.com' : null,
    };
    ids.push((await api.call('POST', '/checkout_sessions', { body })).body.id);
    api.clock.advance(60_000);
  }
});
afterAll(() => api.close());

const list = async (query = '', options: object = {}) => api.call('GET', `/checkout_sessions${query}`, options);
const idsOf = async (query = '') => (await list(query)).body.data.map((session: { id: string }) => session.id);
const orders = (...numbers: number[]) => numbers.map((n) => ids[n - 1]);
const createdAt = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body.createdAt;

describe('the list of sessions', () => {
  it('is newest first, whole objects, as retrieve gives them', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'list', hasMore: false, nextCursor: null });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(orders(7, 6, 5, 4, 3, 2, 1));
    expect(body.data[0]).toEqual((await api.call('GET', `/checkout_sessions/${ids[6]}`)).body);
  });

  it('comes in pages, each after the last id of the one before', async () => {
    const first = (await list('?limit=3')).body;
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(orders(7, 6, 5));
    expect(first).toMatchObject({ hasMore: true, nextCursor: ids[4] });
    const second = (await list(`?limit=3&starting_after=${first.nextCursor}`)).body;
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual(orders(4, 3, 2));
    const last = (await list(`?limit=3&starting_after=${second.nextCursor}`)).body;
    expect(last.data.map(({ id }: { id: string }) => id)).toEqual(orders(1));
    expect(last).toMatchObject({ hasMore: false, nextCursor: null });
  });

  it('has no more when the page ends with the last', async () => {
    expect((await list('?limit=7')).body).toMatchObject({ hasMore: false, nextCursor: null });
    expect((await list('?limit=6')).body).toMatchObject({ hasMore: true, nextCursor: ids[1] });
  });

  it('gives 25 where no limit is given, 100 at most', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () =>
        api.call('POST', '/checkout_sessions', {
          body: { amount: { value: '1', currency: 'USD' }, successUrl: 'https://example.com' },
          key: api.keys.live,
        }),
      ),
    );
    const live = async (query: string) => (await list(query, { key: api.keys.live })).body;
    expect((await live('')).data).toHaveLength(25);
    expect(await live('?limit=100')).toMatchObject({ hasMore: false });
    expect((await live('?limit=100')).data).toHaveLength(100);
  });

  it.each(['0', '101', '-1', '2.5', 'ten', '1e2x', ''])('refuses limit=%s by name', async (limit) => {
    const { status, body } = await list(`?limit=${limit}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request', code: 'parameter_invalid', param: 'limit' });
  });

  it.each(['cs_nothing', 'nonsense', 'evt_0000000000000000000000'])('refuses starting_after=%s by name', async (id) => {
    const { status, body } = await list(`?starting_after=${id}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'starting_after_not_found', param: 'starting_after' });
  });
});

describe('its filters', () => {
  it('status', async () => {
    const arrivedAt = Date.parse(await createdAt(ids[2]!));
    await seeTransfer(api, ids[2]!, { amountAtomic: 3_000_000n, contract: USDC, arrivedAt });
    await api.call('POST', `/checkout_sessions/${ids[3]}/cancel`);
    expect(await idsOf('?status=detected')).toEqual(orders(3));
    expect(await idsOf('?status=canceled')).toEqual(orders(4));
    expect(await idsOf('?status=pending')).toEqual(orders(7, 6, 5, 2, 1));
    expect(await idsOf('?status=paid')).toEqual([]);
  });

  it('metadata, of which all must hold', async () => {
    expect(await idsOf('?metadata[orderId]=5')).toEqual(orders(5));
    expect(await idsOf('?metadata%5Bshop%5D=even')).toEqual(orders(6, 4, 2));
    expect(await idsOf('?metadata[shop]=even&metadata[orderId]=4')).toEqual(orders(4));
    expect(await idsOf('?metadata[shop]=even&metadata[orderId]=5')).toEqual([]);
    expect(await idsOf('?metadata[missing]=5')).toEqual([]);
  });

  it('metadata that is no text, by its JSON', async () => {
    const raw = {
      payload:
        '{"amount":{"value":"1.00","currency":"USD"},"metadata":{"n":1.50,"gift":true,"deep":{"a":1},"none":null}}',
      contentType: 'application/json',
    };
    const { body } = await api.call('POST', '/checkout_sessions', { raw, key: api.keys.live });
    const found = async (query: string) =>
      (await api.call('GET', `/checkout_sessions?${query}`, { key: api.keys.live })).body.data.length;
    expect(await found('metadata[n]=1.50')).toBe(1);
    expect(await found('metadata[gift]=true')).toBe(1);
    expect(await found('metadata[n]=1.5')).toBe(0);
    expect(await found('metadata[none]=null')).toBe(0);
    expect(body.metadata).toEqual({ n: 1.5, gift: true, deep: { a: 1 }, none: null });
  });

  it('customerEmail', async () => {
    expect(await idsOf('?customerEmail=ada@example.com')).toEqual(orders(2, 1));
    expect(await idsOf('?customerEmail=ada%40example.com&limit=1')).toEqual(orders(2));
  });

  it('created: from, inclusive, and before, exclusive, in any offset', async () => {
    const [second, fifth] = [await createdAt(ids[1]!), await createdAt(ids[4]!)];
    expect(await idsOf(`?created_gte=${second}&created_lt=${fifth}`)).toEqual(orders(4, 3, 2));
    const elsewhere = new Date(Date.parse(fifth) + 2 * 3_600_000).toISOString().replace('Z', '%2B02:00');
    expect(await idsOf(`?created_gte=${elsewhere}`)).toEqual(orders(7, 6, 5));
  });

  it('goes on within the filter from page to page', async () => {
    const first = (await list('?metadata[shop]=odd&limit=2')).body;
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(orders(7, 5));
    expect(await idsOf(`?metadata[shop]=odd&limit=2&starting_after=${first.nextCursor}`)).toEqual(orders(3, 1));
  });

  it.each([
    ['?status=done', 'parameter_invalid', 'status'],
    ['?created_gte=yesterday', 'parameter_invalid', 'created_gte'],
    ['?created_lt=2026-13-01T00:00:00Z', 'parameter_invalid', 'created_lt'],
    ['?colour=red', 'parameter_unknown', 'colour'],
    ['?created[gte]=2026-01-01T00:00:00Z', 'parameter_unknown', 'created[gte]'],
    ['?metadata=5', 'parameter_unknown', 'metadata'],
    ['?metadata[__proto__]=5', 'parameter_unknown', 'metadata[__proto__]'],
    ['?status=paid&status=expired', 'parameter_invalid', 'status'],
    ['?metadata[a]=1&metadata[a]=2', 'parameter_invalid', 'metadata[a]'],
  ])('%s is refused and named', async (query, code, param) => {
    const { status, body } = await list(query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request', code, param });
  });
});

describe('attack 46: a stranger', () => {
  it('sees none of them, and cannot go on from one of them', async () => {
    expect((await list('', { key: api.keys.stranger })).body).toMatchObject({ data: [], hasMore: false });
    const { body } = await list(`?starting_after=${ids[6]}`, { key: api.keys.stranger });
    expect(body.data).toEqual([]);
  });
});
