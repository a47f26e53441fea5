import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import type { Hex } from '../core/hex.ts';
import { COIN, openRefundBench, type RefundBench } from '../testing/refund-bench.ts';
import { newHash, type RefundScene, refundScene } from '../testing/refund-scene.ts';
import { refundEventsOf, WALLET } from '../testing/refunds.ts';

let bench: RefundBench;
let sentRefund: RefundScene['sentRefund'];
let pay: RefundScene['pay'];
beforeAll(async () => {
  bench = await openRefundBench();
  ({ sentRefund, pay } = refundScene(bench));
});
afterAll(() => bench.close());

const get = async (path: string) => (await bench.api.call('GET', path)).body;
const ledgerOf = async (session: string) =>
  (await get(`/ledger_entries?session=${session}`)).data.map(
    ({ debit, credit, amount, refundId }: Record<string, { wei: string }>) => [debit, credit, amount?.wei, refundId],
  );

describe('a refund that was sent', () => {
  it('is confirmed when its transaction has the confirmations that a payment needs, and not before', async () => {
    const txHash = newHash();
    const { id, sessionId } = await sentRefund(txHash);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: null });
    const block = pay(txHash);
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: null });
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ refundStatus: null });
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({
      status: 'confirmed',
      problem: null,
      blockNumber: String(block.number),
      blockHash: block.hash,
    });
    expect(await ledgerOf(sessionId)).toEqual([
      ['credited', 'refunded', '50000000', id],
      ['received', 'credited', '50000000', null],
    ]);
    expect(await refundEventsOf(bench.api, sessionId)).toEqual(['refund.created', 'refund.sent', 'refund.confirmed']);
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ status: 'paid', refundStatus: 'full' });
    // Once.
    await bench.watch();
    expect(await ledgerOf(sessionId)).toHaveLength(2);
  });

  it('in part leaves the session partly refunded', async () => {
    const txHash = newHash();
    const { sessionId } = await sentRefund(txHash, { amount: '20' });
    pay(txHash, { amountAtomic: 20_000_000n });
    await bench.mine(3);
    await bench.watch();
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ status: 'paid', refundStatus: 'partial' });
    const tooMuch = { sessionId, amount: '30.000001', reason: 'More' };
    expect((await bench.api.call('POST', '/refunds', { body: tooMuch })).status).toBe(409);
    const rest = newHash();
    await sentRefund(rest, { amount: '30', sessionId });
    pay(rest, { amountAtomic: 30_000_000n });
    await bench.mine(3);
    await bench.watch();
    expect(await get(`/checkout_sessions/${sessionId}`)).toMatchObject({ refundStatus: 'full' });
  });

  it('in whole is a part once more money comes', async () => {
    const txHash = newHash();
    const session = await bench.paidSession();
    await sentRefund(txHash, { sessionId: session.id });
    pay(txHash);
    await bench.mine(3);
    await bench.watch();
    expect(await get(`/checkout_sessions/${session.id}`)).toMatchObject({ refundStatus: 'full' });
    bench.chain.mine({ to: session.address, amountAtomic: 1n, contract: COIN });
    await bench.mine(2);
    expect(await get(`/checkout_sessions/${session.id}`)).toMatchObject({ status: 'paid', refundStatus: 'partial' });
  });

  it.each([
    ['to somebody else', { to: `0x${'77'.repeat(20)}` }, 'none of this asset'],
    ['in a lookalike token', { contract: `0x${'cf'.repeat(20)}` }, 'none of this asset'],
    ['in the native coin', { contract: null }, 'none of this asset'],
    ['one unit short', { amountAtomic: 49_999_999n }, '49999999 atomic units of the 50000000'],
  ])('%s stays sent, with the reason, until the right hash is given', async (_what, wrong, words) => {
    const [txHash, right] = [newHash(), newHash()];
    const { id, sessionId } = await sentRefund(txHash);
    pay(txHash, wrong);
    await bench.mine(4);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: expect.stringContaining(words) });
    expect(await ledgerOf(sessionId)).toHaveLength(1);
    pay(right);
    const given = await bench.api.call('POST', `/refunds/${id}/sent`, { body: { txHash: right } });
    expect(given.body).toMatchObject({ status: 'sent', problem: null });
    await bench.mine(3);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed', problem: null });
  });

  it('may be given up once its transaction is known not to pay it', async () => {
    const txHash = newHash();
    const { id } = await sentRefund(txHash);
    pay(txHash, { amountAtomic: 1n });
    await bench.mine(1);
    await bench.watch();
    expect((await bench.api.call('POST', `/refunds/${id}/cancel`)).body.status).toBe('canceled');
  });

  it('in a transaction that failed is failed, once that is certain, and its money is free again', async () => {
    const txHash = newHash();
    const { id, sessionId } = await sentRefund(txHash);
    pay(txHash, { isReverted: true });
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: expect.stringContaining('failed') });
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'failed' });
    expect((await refundEventsOf(bench.api, sessionId)).at(-1)).toBe('refund.failed');
    const again = { sessionId, reason: 'Anew', toAddress: WALLET };
    expect((await bench.api.call('POST', '/refunds', { body: again })).status).toBe(201);
  });

  it('in an unknown transaction says so after a while', async () => {
    const { id } = await sentRefund(newHash());
    bench.api.clock.advance(11 * 60_000);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: expect.stringContaining('no such') });
  });

  it('is one of a few that a network which does not answer is asked about in one run', async () => {
    for (let i = 0; i < 5; i++) await sentRefund(newHash());
    let asked = 0;
    await bench.watch(bench.network, {
      async readReceipt() {
        asked += 1;
        throw new ChainReadError('timeout', 'no answer');
      },
    });
    expect(asked).toBe(3);
  });

  it('waits while the node cannot be read', async () => {
    const txHash = newHash();
    const { id } = await sentRefund(txHash);
    pay(txHash);
    await bench.mine(3);
    bench.chain.down = new ChainReadError('timeout', 'no answer');
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: null });
    bench.chain.down = null;
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
  });
});

describe('one transaction', () => {
  it('confirms two refunds to the same address only where it pays both', async () => {
    const txHash = newHash();
    const [one, two] = [await sentRefund(txHash), await sentRefund(txHash)];
    pay(txHash);
    await bench.mine(3);
    await Promise.all([bench.watch(), bench.watch()]);
    await bench.watch();
    const both = [await bench.refund(one.id), await bench.refund(two.id)];
    expect(both.map(({ status }) => status).sort()).toEqual(['confirmed', 'sent']);
    expect(both.find(({ status }) => status === 'sent')!['problem']).toContain('another refund');
  });

  it('of a batch confirms each that it pays', async () => {
    const txHash = newHash();
    const [one, two] = [await sentRefund(txHash), await sentRefund(txHash)];
    const part = { to: WALLET.toLowerCase() as Hex, amountAtomic: 50_000_000n, contract: COIN, txHash };
    bench.chain.mine({ ...part, position: 'log:0' }, { ...part, position: 'log:1' });
    await bench.mine(3);
    await bench.watch();
    for (const { id } of [one, two]) expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
  });

  it('from before the payment is no refund of it', async () => {
    const txHash = newHash();
    pay(txHash);
    const { id } = await sentRefund(txHash);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: expect.stringContaining('older') });
  });
});

describe('a reorg', () => {
  it('before the confirmation takes the transaction back, and the refund waits for where it comes again', async () => {
    const txHash = newHash();
    const { id, sessionId } = await sentRefund(txHash);
    pay(txHash);
    await bench.mine(1);
    await bench.watch();
    bench.chain.fork(2);
    await bench.mine(4);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: null });
    const block = pay(txHash);
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent' });
    await bench.mine(1);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed', blockHash: block.hash });
    expect(await ledgerOf(sessionId)).toHaveLength(2);
  });

  it('that our own reading has not followed yet confirms nothing', async () => {
    const txHash = newHash();
    const { id } = await sentRefund(txHash);
    await bench.mine(2);
    const goOn = await bench.pause();
    bench.chain.fork(1);
    pay(txHash);
    bench.chain.mineEmpty(5);
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: null });
    goOn();
    await bench.read();
    await bench.watch();
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
  });
});

describe('attack 24: where a network asks for several nodes', () => {
  it('a refund is confirmed only when as many show it as a payment needs', async () => {
    const quorum = { ...bench.network, assurance: { quorum: 2, finality: null, tiers: [] } };
    const txHash = newHash();
    const { id } = await sentRefund(txHash);
    pay(txHash);
    await bench.mine(3);
    bench.chain.witnesses = [bench.chain.witness('one.example')];
    await bench.watch(quorum);
    expect(await bench.refund(id)).toMatchObject({ status: 'sent' });
    bench.chain.witnesses = [bench.chain.witness('one.example'), bench.chain.witness('two.example')];
    await bench.watch(quorum);
    expect(await bench.refund(id)).toMatchObject({ status: 'confirmed' });
  });

  it('no single node’s word makes a refund failed, after which it might be sent twice', async () => {
    const quorum = { ...bench.network, assurance: { quorum: 2, finality: null, tiers: [] } };
    const txHash = newHash();
    const { id } = await sentRefund(txHash);
    pay(txHash, { isReverted: true });
    await bench.mine(3);
    bench.chain.witnesses = [bench.chain.witness('one.example'), bench.chain.witness('two.example')];
    await bench.watch(quorum);
    expect(await bench.refund(id)).toMatchObject({ status: 'sent', problem: expect.stringContaining('failed') });
    expect((await bench.api.call('POST', `/refunds/${id}/cancel`)).status).toBe(200);
  });
});
