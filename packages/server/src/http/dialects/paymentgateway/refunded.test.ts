import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../../core/hex.ts';
import { deliverFor } from '../../../testing/deliver-for.ts';
import { answer, createReceiver, type Receiver } from '../../../testing/receiver.ts';
import { COIN, openRefundBench, type RefundBench } from '../../../testing/refund-bench.ts';
import { WALLET } from '../../../testing/refunds.ts';

let bench: RefundBench;
let shop: Receiver;
let worker: ReturnType<typeof deliverFor>;
beforeAll(async () => {
  bench = await openRefundBench();
  shop = await createReceiver(answer(200));
  worker = deliverFor(bench.api);
});
afterAll(async () => {
  await worker.stop();
  await shop.close();
  await bench.close();
});

const call = async (method: 'GET' | 'POST', path: string, body?: object) =>
  (await bench.api.call(method, path, body === undefined ? {} : { body })).body;
const told = () => shop.requests.map(({ body }) => JSON.parse(body).status);
const listed = async (status: number): Promise<readonly string[]> =>
  (await call('GET', `/v1/checkouts?status=${status}`)).data.map(({ id }: { id: string }) => id);

/** A checkout over 50 USDC of the little chain, paid there and confirmed. */
async function paidCheckout() {
  const { data } = await call('GET', '/v1/checkouts');
  const { siteId } = data[0] ?? (await call('POST', '/checkout_sessions', { amount: { value: '1', currency: 'USD' } }));
  const order = { amount: 5000, currency: 'USD', ipnUrl: shop.url };
  const checkout = await call('POST', `/v1/checkouts/${siteId}/create`, order);
  const { address } = await call('GET', `/checkout_sessions/${checkout.sessionPublicId}`);
  bench.chain.mine({ to: address, amountAtomic: 50_000_000n, contract: COIN });
  await bench.mine(2);
  return checkout;
}

let hashes = 0;
async function sendBack(sessionId: string, amount: string) {
  const txHash: Hex = `0x${(++hashes).toString(16).padStart(64, 'b')}`;
  const refund = await call('POST', '/refunds', { sessionId, amount, toAddress: WALLET, reason: 'Came back' });
  await call('POST', `/refunds/${refund.id}/sent`, { txHash });
  const amountAtomic = BigInt(amount) * 1_000_000n;
  bench.chain.mine({ to: WALLET.toLowerCase() as Hex, amountAtomic, contract: COIN, txHash });
  await bench.mine(2);
  await bench.watch();
  expect(await bench.refund(refund.id)).toMatchObject({ status: 'confirmed' });
}

describe('a checkout that was paid', () => {
  it('says 3 once all of it was sent back, is listed so, and its notifications’ receiver is told once', async () => {
    const { id, sessionPublicId } = await paidCheckout();
    await shop.received(1);
    expect(told().at(-1)).toBe(1);

    await sendBack(sessionPublicId, '20');
    expect((await call('GET', `/v1/checkouts/${id}`)).status).toBe(1);
    expect([await listed(1), await listed(3)]).toEqual([[id], []]);

    await sendBack(sessionPublicId, '30');
    expect(await call('GET', `/v1/checkouts/${id}`)).toMatchObject({ status: 3, sessionStatus: 'paid' });
    expect([await listed(1), await listed(3)]).toEqual([[], [id]]);
    await bench.watch();
    await shop.received(2);
    expect(told()).toEqual([1, 3]);

    expect((await call('GET', `/api/v1/payment_sessions/${id}`)).sessionStatus).toBe('success');
    const { data } = await call('GET', `/events?session=${sessionPublicId}&type=ipn.refunded`);
    expect(data).toHaveLength(1);
  });
});
