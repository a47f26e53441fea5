import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCheckoutId } from '../../../core/identity/checkout-id.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { seeTransfer } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { intentList, intentObject } from './intent-schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { currency: 'USD', line_items: [{ unit_amount: '10', quantity: 1, product_data: { name: 'Tea' } }] };
const TEN = { amount: '10.00', currency: 'USDC', chain: 'Devnet' };

const post = (body: object, options: object = {}) => api.call('POST', '/v1/payment_intents', { body, ...options });
const create = async (body: object) => {
  const answer = await post(body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const read = async (id: string) => (await api.call('GET', `/v1/payment_intents/${id}`)).body;
const newSession = async () => (await api.call('POST', '/v1/checkout_sessions', { body: ORDER })).body;
const readSession = async (id: string) => (await api.call('GET', `/v1/checkout_sessions/${id}`)).body;
const pay = (sessionId: string, amountAtomic: bigint, confirmed = true) =>
  seeTransfer(api, toPublicId('session', fromCheckoutId(sessionId)!.uuid), {
    amountAtomic,
    contract: USDC,
    confirmed,
  });

describe('a payment intent for a session that there is', () => {
  it('chooses how it is paid, and the session says so', async () => {
    const session = await newSession();
    const intent = await create({ checkout_session_id: session.id, chain: 'Devnet', currency: 'USDC' });
    expect(intent).toMatchObject({
      id: expect.stringMatching(/^pay_[0-9A-Za-z]{22}$/),
      object: 'payment_intent',
      account_id: session.account_id,
      checkout_session_id: session.id,
      status: 'open',
      amount: '10.00',
      currency: 'USD',
      chain: 'Devnet',
      selected_token: 'USDC',
      contract_address: USDC,
      amount_requested: '10',
      amount_received: '0',
      exchange_rate: '1',
      one_time_address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      payer_address: null,
      tx_hash: null,
    });
    expect(strictly(intentObject).safeParse(intent).error).toBeUndefined();
    expect(await read(intent.id)).toEqual(intent);
    expect(await readSession(session.id)).toMatchObject({
      payment_intent_id: intent.id,
      chain: 'Devnet',
      selected_token: 'USDC',
      exchange_rate: '1',
    });
  });

  it('is the same one when the same token is chosen again, another for another', async () => {
    const { id } = await newSession();
    const choose = (currency: string) => create({ checkout_session_id: id, chain: 'Devnet', currency });
    const usdc = await choose('USDC');
    const usdt = await choose('USDT');
    expect(usdt.id).not.toBe(usdc.id);
    expect(usdt.one_time_address).toBe(usdc.one_time_address);
    expect((await choose('usdc')).id).toBe(usdc.id);
    expect((await readSession(id)).payment_intent_id).toBe(usdc.id);
  });

  it('says what came, from whom and in which transaction', async () => {
    const { id } = await newSession();
    const usdt = await create({ checkout_session_id: id, chain: 'Devnet', currency: 'USDT' });
    const usdc = await create({ checkout_session_id: id, chain: 'Devnet', currency: 'USDC' });
    const first = await pay(id, 4_000_000n);
    expect(await read(usdc.id)).toMatchObject({
      status: 'open',
      amount_received: '4',
      tx_hash: first.txHash,
      payer_address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
    });
    const second = await pay(id, 6_000_000n);
    const [row] = (
      await api.database.pool.query('SELECT sender FROM transfers WHERE tx_hash = $1', [
        Buffer.from(second.txHash.slice(2), 'hex'),
      ])
    ).rows;
    expect(await read(usdc.id)).toMatchObject({
      status: 'completed',
      amount_received: '10',
      tx_hash: second.txHash,
      payer_address: row.sender,
    });
    // Nothing came of it: another attempt paid.
    expect(await read(usdt.id)).toMatchObject({ status: 'canceled', amount_received: '0', tx_hash: null });
  });

  it('is refused once the session is paid, canceled or another’s', async () => {
    const choice = { chain: 'Devnet', currency: 'USDC' };
    const paid = await newSession();
    await pay(paid.id, 10_000_000n);
    const late = await post({ checkout_session_id: paid.id, ...choice });
    expect([late.status, late.body.error.code]).toEqual([409, 'session_ended']);
    const open = await newSession();
    for (const key of [api.keys.stranger, api.keys.live]) {
      const answer = await post({ checkout_session_id: open.id, ...choice }, { key });
      expect(answer.status).toBe(404);
    }
    expect((await readSession(open.id)).selected_token).toBeNull();
  });

  it('is refused for a token that this session does not take', async () => {
    const supported_tokens = [{ chain: 'Devnet', currency: 'USDT' }];
    const { body: session } = await api.call('POST', '/v1/checkout_sessions', { body: { ...ORDER, supported_tokens } });
    const { status, body } = await post({ checkout_session_id: session.id, chain: 'Devnet', currency: 'USDC' });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'method_not_offered', 'currency']);
  });
});

describe('a payment intent with an amount', () => {
  it('makes a session that takes this token alone', async () => {
    const intent = await create({ ...TEN, metadata: { order_id: 7 }, success_url: 'https://shop.example/ok' });
    expect(intent).toMatchObject({
      amount: '10.00',
      currency: 'USD',
      selected_token: 'USDC',
      amount_requested: '10',
      metadata: { order_id: 7 },
    });
    const session = await readSession(intent.checkout_session_id);
    expect(session).toMatchObject({
      payment_intent_id: intent.id,
      selected_token: 'USDC',
      success_url: 'https://shop.example/ok',
      metadata: { order_id: 7 },
    });
    expect(session.supported_tokens).toHaveLength(1);
    expect(await read(intent.id)).toEqual(intent);
  });

  it('takes a price in a currency, to be paid in a token that is named beside it', async () => {
    const intent = await create({ amount: '300.00', currency: 'USD', selected_token: 'ETH', chain: 'Devnet' });
    expect(intent).toMatchObject({ amount: '300.00', currency: 'USD', selected_token: 'ETH', contract_address: null });
  });

  it('is idempotent', async () => {
    const headers = { 'idempotency-key': 'intent-1' };
    const first = await post(TEN, { headers });
    const again = await post(TEN, { headers });
    expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([201, 'true', first.body]);
    const other = await post({ ...TEN, amount: '11.00' }, { headers });
    expect([other.status, other.body.error.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it.each([
    ['nothing to pay or choose', { chain: 'Devnet', currency: 'USDC' }, 'parameter_missing', 'amount'],
    ['a currency where a token is wanted', { ...TEN, currency: 'USD' }, 'method_not_offered', 'currency'],
    ['a token that stands for no currency', { ...TEN, currency: 'ETH' }, 'currency_unknown', 'currency'],
    ['an unknown chain', { ...TEN, chain: 'Narnia' }, 'network_unknown', 'chain'],
    ['an unknown token', { ...TEN, selected_token: 'DOGE' }, 'method_not_offered', 'selected_token'],
    ['an unknown currency', { ...TEN, currency: 'XYZ', selected_token: 'USDC' }, 'currency_unknown', 'currency'],
    ['an amount of zero', { ...TEN, amount: '0' }, 'amount_invalid', 'amount'],
    ['a number for an amount', { ...TEN, amount: 10 }, 'parameter_invalid', 'amount'],
    ['too fine an amount', { ...TEN, amount: '10.001' }, 'amount_invalid', 'amount'],
    ['too great an amount', { ...TEN, amount: '9'.repeat(20) }, 'amount_too_large', 'amount'],
    ['an amount beside a session', { ...TEN, checkout_session_id: 'x' }, 'parameter_invalid', 'amount'],
    ['a status', { ...TEN, status: 'completed' }, 'parameter_unknown', 'status'],
    ['what was received', { ...TEN, amount_received: '10' }, 'parameter_unknown', 'amount_received'],
    ['a hidden javascript: URL', { ...TEN, cancel_url: 'java\tscript:1' }, 'url_invalid', 'cancel_url'],
  ])('names the field at fault: %s', async (_what, body, code, param) => {
    const answer = await post(body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, code, param]);
    expect(answer.body.error.message).not.toMatch(/`amount\.|allowedMethods|[a-z]Url/);
  });
});

describe('the list of payment intents', () => {
  it('has them newest first, page by page, or those of one session', async () => {
    const { id } = await newSession();
    const made = [];
    for (const currency of ['USDC', 'USDT']) {
      made.unshift(await create({ checkout_session_id: id, chain: 'Devnet', currency }));
    }
    const { body: ofSession } = await api.call('GET', `/v1/payment_intents?checkout_session_id=${id}`);
    expect(ofSession.data.map((intent: { id: string }) => intent.id)).toEqual(made.map((intent) => intent.id));
    expect(strictly(intentList).safeParse(ofSession).error).toBeUndefined();
    const { body: first } = await api.call('GET', '/v1/payment_intents?limit=1');
    expect(first).toMatchObject({ object: 'list', has_more: true, next_cursor: made[0].id });
    const { body: next } = await api.call('GET', `/v1/payment_intents?limit=1&starting_after=${made[0].id}`);
    expect(next.data[0].id).toBe(made[1].id);
  });

  it('has the attempts at sessions that other APIs made', async () => {
    const body = { amount: { value: '3.00', currency: 'USD' }, method: 'Devnet:USDC' };
    const { body: session } = await api.call('POST', '/checkout_sessions', { body });
    const [payment] = session.payments;
    expect(await read(payment.id)).toMatchObject({ id: payment.id, amount: '3.00', one_time_address: session.address });
  });

  it('has nothing of another organization or mode', async () => {
    const intent = await create(TEN);
    for (const key of [api.keys.stranger, api.keys.live]) {
      const one = await api.call('GET', `/v1/payment_intents/${intent.id}`, { key });
      expect([one.status, one.body.error.code]).toEqual([404, 'payment_intent_not_found']);
      expect((await api.call('GET', '/v1/payment_intents', { key })).body.data).toEqual([]);
    }
  });
});
