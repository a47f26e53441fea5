import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const LINK = { name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD' };
const createLink = async (body: object = {}, options: object = {}) =>
  (await api.call('POST', '/payment_links', { body: { ...LINK, ...body }, ...options })).body;
const createSession = (body: object, options: object = {}) =>
  api.call('POST', '/checkout_sessions', { body, ...options });
const usesOf = async (id: string) => (await api.call('GET', `/payment_links/${id}`)).body.uses;

describe('a session by linkId', () => {
  it('inherits the link’s fiatAmount and fiatCurrency, and names the link', async () => {
    const link = await createLink();
    const { status, body } = await createSession({ linkId: link.id });
    expect(status).toBe(201);
    expect(body).toMatchObject({ linkId: link.id, fiat: { amount: '99.00', currency: 'USD' }, status: 'pending' });
    expect((await api.call('GET', `/checkout_sessions/${body.id}`)).body.linkId).toBe(link.id);
  });

  it('inherits methods, URLs, timer, line item and metadata', async () => {
    const link = await createLink({
      description: 'A tin a month',
      allowedMethods: ['Devnet:USDC'],
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/cart',
      expiresIn: 600,
      quantity: { minimum: 2, maximum: 5 },
      metadata: { campaign: 'spring', channel: 'poster' },
    });
    const { body } = await createSession({ linkId: link.id, metadata: { channel: 'mail' } });
    expect(body).toMatchObject({
      fiat: { amount: '198.00', currency: 'USD' },
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/cart',
      metadata: { campaign: 'spring', channel: 'mail' },
      lineItems: [{ name: 'Tea club', description: 'A tin a month', quantity: 2, unitAmount: '99.00' }],
    });
    expect(body.methods.map(({ id }: { id: string }) => id)).toEqual(['Devnet:USDC']);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(600_000);
  });

  it('lets the request’s own URLs, description and customer win', async () => {
    const link = await createLink({ successUrl: 'https://shop.example/thanks' });
    const own = { successUrl: 'https://shop.example/vip', description: 'For Ada', customerEmail: 'ada@example.com' };
    expect((await createSession({ linkId: link.id, ...own })).body).toMatchObject(own);
  });

  it('refuses both linkId and amount, and neither', async () => {
    const link = await createLink();
    const both = await createSession({ linkId: link.id, amount: { value: '1.00', currency: 'USD' } });
    expect(both).toMatchObject({ status: 400, body: { error: { code: 'parameter_invalid', param: 'linkId' } } });
    const neither = await createSession({});
    expect(neither).toMatchObject({ status: 400, body: { error: { code: 'parameter_missing', param: 'amount' } } });
  });

  it('refuses an inactive link', async () => {
    const link = await createLink({ active: false });
    const answer = await createSession({ linkId: link.id });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'payment_link_inactive', param: 'linkId' } } });
  });

  it('refuses a link whose amount the customer chooses, and says what to do', async () => {
    const link = await createLink({ fiatAmount: undefined, customerAmount: {} });
    const { status, body } = await createSession({ linkId: link.id });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'payment_link_invalid', param: 'linkId' });
    expect(body.error.message).toContain('`url`');
  });

  it('knows no link of another organization, of the other mode, deleted or made up (attacks 46, 48)', async () => {
    const link = await createLink();
    const deleted = await createLink();
    await api.call('DELETE', `/payment_links/${deleted.id}`);
    for (const answer of [
      await createSession({ linkId: link.id }, { key: api.keys.stranger }),
      await createSession({ linkId: link.id }, { key: api.keys.live }),
      await createSession({ linkId: deleted.id }),
      await createSession({ linkId: 'pl_nope' }),
    ]) {
      expect(answer).toMatchObject({
        status: 404,
        body: { error: { code: 'payment_link_not_found', param: 'linkId' } },
      });
    }
  });

  it('refuses methods beside those that the link fixes', async () => {
    const link = await createLink({ allowedMethods: ['Devnet:USDC'] });
    const answer = await createSession({ linkId: link.id, allowedMethods: ['Devnet:ETH'] });
    expect(answer).toMatchObject({ status: 400, body: { error: { param: 'allowedMethods' } } });
    const open = await createLink();
    const { body } = await createSession({ linkId: open.id, allowedMethods: ['Devnet:ETH'] });
    expect(body.methods.map(({ id }: { id: string }) => id)).toEqual(['Devnet:ETH']);
  });

  it('is one session for one Idempotency-Key, also once the limit is reached', async () => {
    const link = await createLink({ useLimit: 1 });
    const headers = { 'idempotency-key': 'visit-1' };
    const first = await createSession({ linkId: link.id }, { headers });
    const again = await createSession({ linkId: link.id }, { headers });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotent-replayed': 'true' } });
    expect((await createSession({ linkId: link.id })).status).toBe(400);
  });

  it('keeps the link’s id when the link is deleted', async () => {
    const link = await createLink();
    const { id } = (await createSession({ linkId: link.id })).body;
    await api.call('DELETE', `/payment_links/${link.id}`);
    expect((await api.call('GET', `/checkout_sessions/${id}`)).body).toMatchObject({
      linkId: link.id,
      status: 'pending',
    });
  });
});

describe('the use limit', () => {
  const limited = (useLimit: number) => createLink({ useLimit, allowedMethods: ['Devnet:ETH'] });
  const pay = async (session: { id: string; amount: { wei: string } }) =>
    seeTransfer(api, session.id, { amountAtomic: BigInt(session.amount.wei), confirmed: true });

  it('cannot be slipped under by creates at the same moment', async () => {
    const link = await limited(3);
    const answers = await Promise.all(Array.from({ length: 12 }, () => createSession({ linkId: link.id })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const { body } of answers.filter(({ status }) => status !== 201)) {
      expect(body.error).toMatchObject({ code: 'payment_link_limit_reached', param: 'linkId' });
    }
    expect(await usesOf(link.id)).toEqual({ completed: 0, reserved: 3 });
  });

  it('counts a session that is paid as used, for good', async () => {
    const link = await limited(1);
    const { body: session } = await createSession({ linkId: link.id });
    await pay(session);
    expect(await usesOf(link.id)).toEqual({ completed: 1, reserved: 0 });
    const refused = await createSession({ linkId: link.id });
    expect(refused.body.error).toMatchObject({
      code: 'payment_link_limit_reached',
      message: expect.stringContaining('`useLimit`'),
    });
    await api.call('PATCH', `/payment_links/${link.id}`, { body: { useLimit: 2 } });
    expect((await createSession({ linkId: link.id })).status).toBe(201);
  });

  it('gives a use back when its session is canceled', async () => {
    const link = await limited(1);
    const { id } = (await createSession({ linkId: link.id })).body;
    expect((await api.call('POST', `/checkout_sessions/${id}/cancel`)).status).toBe(200);
    expect(await usesOf(link.id)).toEqual({ completed: 0, reserved: 0 });
    expect((await createSession({ linkId: link.id })).status).toBe(201);
  });

  it('holds a use until the grace window of an expired session is over, since it can still be paid late', async () => {
    const link = await limited(1);
    const { id } = (await createSession({ linkId: link.id, graceSeconds: 3600 })).body;
    await runOut(api, id);
    expect((await api.call('GET', `/checkout_sessions/${id}`)).body.status).toBe('expired');
    expect((await createSession({ linkId: link.id })).body.error.code).toBe('payment_link_limit_reached');
    api.clock.advance(3_601_000);
    await readDevnetTo(api, api.clock.now());
    await rederive(api, id);
    expect((await createSession({ linkId: link.id })).status).toBe(201);
  });

  it('leaves no session behind that it refused, and no idempotency record', async () => {
    const link = await limited(1);
    await createSession({ linkId: link.id });
    const headers = { 'idempotency-key': 'refused-1' };
    expect((await createSession({ linkId: link.id }, { headers })).status).toBe(400);
    await api.call('PATCH', `/payment_links/${link.id}`, { body: { useLimit: null } });
    const retried = await createSession({ linkId: link.id }, { headers });
    expect(retried).toMatchObject({ status: 201 });
    expect(retried.headers['idempotent-replayed']).toBeUndefined();
  });
});
