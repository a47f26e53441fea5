import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCheckoutId } from '../../../core/identity/checkout-id.ts';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { readDevnetTo, seeTransfer } from '../../../testing/books.ts';
import {
  lateTransfer,
  newRefund,
  paidSession,
  refundEventsOf,
  underpaidSession,
  WALLET,
} from '../../../testing/refunds.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const create = (body: object, more: object = {}) =>
  api.call('POST', '/refunds', { body: { reason: 'Ordered twice', ...body }, ...more });
const get = async (path: string) => (await api.call('GET', path)).body;

describe('creating a refund', () => {
  it('of a paid session waits for the customer’s address, for all that came', async () => {
    const { session, refund } = await newRefund(api);
    expect(refund).toMatchObject({
      object: 'refund',
      status: 'awaiting_address',
      sessionId: session.id,
      unexpectedTransferId: null,
      network: 'Devnet',
      asset: 'USDC',
      token: USDC,
      amount: { wei: '50000000', eth: '50' },
      toAddress: null,
      txHash: null,
      problem: null,
      reason: 'Ordered twice',
      version: 1,
    });
    expect(refund.id).toMatch(/^re_\w{22}$/);
    expect(refund.refundUrl).toMatch(/\/refund\/\w{22}\.[\w-]{43}$/);
    expect(await get(`/refunds/${refund.id}`)).toEqual(refund);
    expect(await get(`/refunds?session=${session.id}`)).toMatchObject({ data: [refund], hasMore: false });
    expect(await get(`/refunds?session=${session.id}&status=ready`)).toMatchObject({ data: [] });
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created']);
    expect((await get(`/audit_entries?subject=${refund.id}`)).data).toMatchObject([
      { action: 'refund.create', reason: 'Ordered twice', details: { amount: '50000000' } },
    ]);
    // Refunds are their own resources.
    expect(await get(`/checkout_sessions/${session.id}`)).toMatchObject({ status: 'paid', refundStatus: null });
  });

  it('takes every spelling of a session’s id', async () => {
    const session = await paidSession(api);
    const uuid = fromPublicId('session', session.id)!;
    for (const sessionId of [session.id, uuid, toCheckoutId(uuid, false), session.id.slice('cs_'.length)]) {
      const made = await create({ sessionId, amount: '1' });
      expect(made).toMatchObject({ status: 201, body: { sessionId: session.id } });
    }
  });

  it('with an address is ready to be sent', async () => {
    const { refund } = await newRefund(api, { amount: '12.5', toAddress: WALLET });
    expect(refund).toMatchObject({
      status: 'ready',
      amount: { wei: '12500000', eth: '12.5' },
      toAddress: WALLET.toLowerCase(),
      addressGivenAt: refund.createdAt,
    });
  });

  it('of what an underpaid session received', async () => {
    const session = await underpaidSession(api, 20_000_000n);
    expect(await create({ sessionId: session.id })).toMatchObject({ status: 201, body: { amount: { eth: '20' } } });
  });

  it('of a session that was paid twice gives back its overpaidAmount, and leaves the payment', async () => {
    const session = await paidSession(api, 100_000_000n);
    const { status, overpaidAmount } = await get(`/checkout_sessions/${session.id}`);
    expect({ status, fiat: overpaidAmount.fiat.amount }).toEqual({ status: 'paid', fiat: '50.00' });
    const { data: events } = await get(`/events?session=${session.id}`);
    expect(events.map(({ type }: { type: string }) => type)).toContain('session.overpaid');
    expect((await get(`/unexpected_transfers?session=${session.id}`)).data).toEqual([]);
    const made = await create({ sessionId: session.id, amount: overpaidAmount.perAsset[0].decimal });
    expect(made).toMatchObject({ status: 201, body: { amount: { eth: '50' } } });
  });

  it('twice with one Idempotency-Key is one refund', async () => {
    const session = await paidSession(api);
    const headers = { 'idempotency-key': `refund-${session.id}` };
    const first = await create({ sessionId: session.id, amount: '10' }, { headers });
    const again = await create({ sessionId: session.id, amount: '10' }, { headers });
    expect(again.body).toEqual(first.body);
    expect((await get(`/refunds?session=${session.id}`)).data).toHaveLength(1);
    const other = await create({ sessionId: session.id, amount: '11' }, { headers });
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_reused' } } });
  });

  it('of an unexpected transfer keeps it from being attached or written off meanwhile', async () => {
    const transfer = await lateTransfer(api);
    const { status, body: refund } = await create({ unexpectedTransferId: transfer.id });
    expect(status).toBe(201);
    expect(refund).toMatchObject({ unexpectedTransferId: transfer.id, sessionId: transfer.sessionId });
    for (const [act, body] of [
      ['attach', {}],
      ['write_off', { reason: 'Not ours' }],
      ['refund', { reason: 'Sent already', txHash: `0x${'1'.repeat(64)}` }],
    ] as const) {
      const refused = await api.call('POST', `/unexpected_transfers/${transfer.id}/${act}`, { body });
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'refund_in_progress' } } });
    }
    expect(await create({ unexpectedTransferId: transfer.id })).toMatchObject({ status: 409 });
    await api.call('POST', `/refunds/${refund.id}/cancel`);
    const attached = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { body: {} });
    expect(attached.status).toBe(200);
  });
});

describe('what cannot be refunded', () => {
  it.each([
    ['more than came', { amount: '50.000001' }, 409, 'refund_amount_exceeded', 'amount', 'At most 50 '],
    ['nothing', { amount: '0' }, 400, 'amount_invalid', 'amount', ''],
    ['less than nothing', { amount: '-1' }, 400, 'amount_invalid', 'amount', ''],
    ['a part of an atomic unit', { amount: '1.0000001' }, 400, 'amount_invalid', 'amount', 'at most 6 decimals'],
    ['words', { amount: 'all' }, 400, 'amount_invalid', 'amount', ''],
    ['1e999', { amount: '1e999' }, 400, 'amount_invalid', 'amount', ''],
    [
      'a coin that did not come',
      { method: 'Devnet:ETH' },
      409,
      'refund_amount_exceeded',
      undefined,
      'came is Devnet:USDC',
    ],
    ['a coin that is not offered', { method: 'Base:DOGE' }, 400, 'method_not_offered', 'method', ''],
    ['to no address', { toAddress: 'vitalik.eth' }, 400, 'refund_address_invalid', 'toAddress', '40 hexadecimal'],
    ['to the zero address', { toAddress: `0x${'0'.repeat(40)}` }, 400, 'refund_address_invalid', 'toAddress', 'lost'],
    ['to the token itself', { toAddress: USDC }, 400, 'refund_address_invalid', 'toAddress', 'token'],
    [
      'to a changed address',
      { toAddress: WALLET.replace('dbF', 'DbF') },
      400,
      'refund_address_invalid',
      'toAddress',
      'checksum',
    ],
    ['for no reason', { reason: '' }, 400, 'parameter_invalid', 'reason', ''],
    ['with a field that is not ours to take', { status: 'confirmed' }, 400, 'parameter_unknown', 'status', ''],
  ])('%s', async (_what, body, status, code, param, words) => {
    const session = await paidSession(api);
    const refused = await create({ sessionId: session.id, ...body });
    expect(refused).toMatchObject({ status, body: { error: { code, ...(param && { param }) } } });
    expect(refused.body.error.message).toContain(words);
    expect((await get(`/refunds?session=${session.id}`)).data).toEqual([]);
  });

  it('to an address that this server gave a customer to pay to', async () => {
    const [session, other] = [await paidSession(api), await paidSession(api)];
    expect(await create({ sessionId: session.id, toAddress: other.address })).toMatchObject({
      status: 400,
      body: { error: { code: 'refund_address_invalid', message: expect.stringContaining('address of a checkout') } },
    });
  });

  it('what more money can still make a payment of', async () => {
    const session = await paidSession(api, 30_000_000n);
    expect(await create({ sessionId: session.id })).toMatchObject({
      status: 409,
      body: {
        error: { code: 'refund_too_early', message: expect.stringMatching(/until 20\d\d-.* or until it is paid/) },
      },
    });
    await seeTransfer(api, session.id, { contract: USDC, amountAtomic: 20_000_000n, confirmed: true });
    expect(await create({ sessionId: session.id })).toMatchObject({ status: 201, body: { amount: { eth: '50' } } });
  });

  it('what can still be a payment with what has come and is not confirmed', async () => {
    const session = await paidSession(api, 30_000_000n);
    await seeTransfer(api, session.id, { contract: USDC, amountAtomic: 20_000_000n });
    api.clock.advance(30 * 86_400_000);
    await readDevnetTo(api, api.clock.now());
    expect((await get(`/checkout_sessions/${session.id}`)).status).toBe('detected');
    const refused = { status: 409, body: { error: { code: 'refund_too_early' } } };
    expect(await create({ sessionId: session.id })).toMatchObject(refused);
  });

  it('what never came', async () => {
    const { body } = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
    });
    for (const method of [undefined, 'Devnet:USDC']) {
      const { status, body: refused } = await create({ sessionId: body.id, ...(method && { method }) });
      expect([status, refused.error.code]).toEqual([409, 'refund_amount_exceeded']);
      expect(refused.error.message).toBe(
        'Nothing that this session received is credited to it and confirmed: there is nothing to refund.',
      );
    }
  });

  it('what is not confirmed yet', async () => {
    const { body } = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
    });
    await seeTransfer(api, body.id, { contract: USDC, amountAtomic: 50_000_000n });
    expect(await create({ sessionId: body.id })).toMatchObject({
      status: 409,
      body: { error: { code: 'refund_amount_exceeded' } },
    });
  });

  it('without naming the asset where several came', async () => {
    const session = await paidSession(api);
    await seeTransfer(api, session.id, { amountAtomic: 10n ** 16n, confirmed: true });
    const refused = await create({ sessionId: session.id });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'refund_method_missing', param: 'method' } } });
    expect(refused.body.error.message).toContain('Devnet:ETH, Devnet:USDC');
    const coin = await create({ sessionId: session.id, method: { network: 'Devnet', token: null } });
    expect(coin).toMatchObject({ status: 201, body: { asset: 'ETH', amount: { wei: `${10n ** 16n}`, eth: '0.01' } } });
  });

  it('both a session and a transfer, or neither', async () => {
    expect(await create({})).toMatchObject({ status: 400, body: { error: { code: 'parameter_missing' } } });
    const session = await paidSession(api);
    const both = await create({ sessionId: session.id, unexpectedTransferId: 'tr_x' });
    expect(both).toMatchObject({ status: 400, body: { error: { code: 'parameter_invalid' } } });
  });
});

describe('what goes back of an underpaid session', () => {
  it.each([
    ['while the refund is under way', async () => {}],
    [
      'once it is confirmed',
      async (id: string) => {
        const uuid = [fromPublicId('refund', id)];
        await api.database.pool.query("UPDATE refunds SET status = 'confirmed', tx_hash = '\\x00' WHERE id = $1", uuid);
        await api.database.pool.query(
          `INSERT INTO ledger_entries SELECT organization_id, id, livemode, session_id, NULL, id, network, contract,
             'credited', 'refunded', amount, 'refunded', created_at FROM refunds WHERE id = $1`,
          uuid,
        );
      },
    ],
  ])('does not pay it by being accepted, nor with what is attached, %s', async (_when, confirm) => {
    const session = await underpaidSession(api, 30_000_000n);
    const { body: refund } = await create({ sessionId: session.id, toAddress: WALLET });
    await confirm(refund.id);
    const refused = { status: 409, body: { error: { code: 'session_refunded' } } };
    const accept = { body: { reason: 'Enough' } };
    expect(await api.call('POST', `/checkout_sessions/${session.id}/accept`, accept)).toMatchObject(refused);
    const late = await lateTransfer(api);
    const body = { sessionId: session.id };
    expect(await api.call('POST', `/unexpected_transfers/${late.id}/attach`, { body })).toMatchObject(refused);
    expect((await get(`/checkout_sessions/${session.id}`)).status).toBe('underpaid');
  });

  it('pays it again once the refund was given up', async () => {
    const session = await underpaidSession(api, 30_000_000n);
    const { body: refund } = await create({ sessionId: session.id, toAddress: WALLET });
    await api.call('POST', `/refunds/${refund.id}/cancel`);
    const accept = { body: { reason: 'Enough' } };
    expect((await api.call('POST', `/checkout_sessions/${session.id}/accept`, accept)).body.status).toBe('paid');
  });
});

describe('many refunds at the same moment', () => {
  it('never promise more than came', async () => {
    const session = await paidSession(api);
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ sessionId: session.id, amount: '7' })));
    // Seven times seven is 49.
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(7);
    expect(answers.filter(({ body }) => body.error?.code === 'refund_amount_exceeded')).toHaveLength(13);
    expect(await create({ sessionId: session.id })).toMatchObject({ status: 201, body: { amount: { eth: '1' } } });
    expect(await create({ sessionId: session.id, amount: '0.000001' })).toMatchObject({ status: 409 });
  });

  it('of one unexpected transfer are one', async () => {
    const transfer = await lateTransfer(api);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create({ unexpectedTransferId: transfer.id, amount: '1' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('leave what a canceled one held to others', async () => {
    const { session, refund } = await newRefund(api);
    expect(await create({ sessionId: session.id })).toMatchObject({ status: 409 });
    expect(await api.call('POST', `/refunds/${refund.id}/cancel`)).toMatchObject({ body: { status: 'canceled' } });
    expect(await create({ sessionId: session.id })).toMatchObject({ status: 201, body: { amount: { eth: '50' } } });
  });
});
