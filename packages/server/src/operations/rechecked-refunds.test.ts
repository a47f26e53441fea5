import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { openRefundBench, type RefundBench } from '../testing/refund-bench.ts';
import { newHash, type RefundScene, refundScene } from '../testing/refund-scene.ts';
import { refundEventsOf } from '../testing/refunds.ts';

let bench: RefundBench;
let sentRefund: RefundScene['sentRefund'];
let pay: RefundScene['pay'];
beforeAll(async () => {
  bench = await openRefundBench();
  ({ sentRefund, pay } = refundScene(bench));
});
afterAll(() => bench.close());

const get = async (path: string) => (await bench.api.call('GET', path)).body;

describe('a reorg deeper than the policy', () => {
  async function confirmed(txHash: Hex) {
    const made = await sentRefund(txHash);
    pay(txHash);
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(made.id)).toMatchObject({ status: 'confirmed' });
    return made;
  }

  it('takes a confirmed refund back until its transaction comes again', async () => {
    const txHash = newHash();
    const { id, sessionId } = await confirmed(txHash);
    bench.chain.fork(4);
    await bench.mine(8);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', confirmedAt: null, blockHash: null, problem: null });
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ status: 'paid', refundStatus: null });
    expect(await bench.balancesOf(sessionId)).toEqual({ received: '-50000000', credited: '50000000' });
    expect((await refundEventsOf(bench.api, sessionId)).slice(2)).toEqual(['refund.confirmed', 'refund.sent']);
    expect(await bench.contradictions()).toEqual([]);
    pay(txHash);
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ refundStatus: 'full' });
    expect(await bench.contradictions()).toEqual([]);
  });

  it('that takes a refund’s transaction for good leaves it to be sent anew', async () => {
    const { id } = await confirmed(newHash());
    bench.chain.fork(4);
    await bench.mine(8);
    await bench.watch();
    const right = newHash();
    pay(right);
    const anew = await bench.api.call('POST', `/refunds/${id}/sent`, { body: { txHash: right } });
    expect(anew).toMatchObject({ status: 200, body: { status: 'sent', txHash: right } });
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed', txHash: right });
  });

  it('after which the block is there as before changes nothing', async () => {
    const { id, sessionId } = await confirmed(newHash());
    bench.chain.fork(1);
    await bench.mine(2);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
    expect((await refundEventsOf(bench.api, sessionId)).at(-1)).toBe('refund.confirmed');
  });

  it('in which a failed transaction succeeds after all is told, and moves nothing', async () => {
    const txHash = newHash();
    const { id, sessionId } = await sentRefund(txHash);
    pay(txHash, { isReverted: true });
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'failed' });
    bench.chain.fork(4);
    await bench.mine(1);
    pay(txHash);
    await bench.mine(6);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'failed', problem: expect.stringContaining('after all') });
    expect((await refundEventsOf(bench.api, sessionId)).at(-1)).toBe('refund.paid_after_all');
    expect(await bench.balancesOf(sessionId)).toEqual({ received: '-50000000', credited: '50000000' });
  });
});

describe('a refund that was given up while nobody had seen its transaction', () => {
  async function givenUp(txHash: Hex) {
    const made = await sentRefund(txHash);
    bench.api.clock.advance(11 * 60_000);
    await bench.watch();
    expect((await bench.api.call('POST', `/refunds/${made.id}/cancel`)).body.status).toBe('canceled');
    return made;
  }

  it('goes on being watched, and says so when that pays it after all', async () => {
    const txHash = newHash();
    const { id, sessionId } = await givenUp(txHash);
    await bench.watch();
    expect(await refundEventsOf(bench.api, sessionId)).not.toContain('refund.paid_after_all');
    const block = pay(txHash);
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({
      status: 'canceled',
      problem: expect.stringContaining(`mined after all, in block ${block.number}`),
    });
    expect((await refundEventsOf(bench.api, sessionId)).at(-1)).toBe('refund.paid_after_all');
    // Once.
    const told = (await refundEventsOf(bench.api, sessionId)).length;
    await bench.watch();
    expect(await refundEventsOf(bench.api, sessionId)).toHaveLength(told);
  });

  it('is put into the books by another refund with the same hash', async () => {
    const txHash = newHash();
    const { sessionId } = await givenUp(txHash);
    pay(txHash);
    await bench.mine(3);
    await bench.watch();
    const again = await sentRefund(txHash, { sessionId });
    await bench.watch();
    expect(await bench.refund(again.id)).toMatchObject({ status: 'confirmed' });
  });
});
