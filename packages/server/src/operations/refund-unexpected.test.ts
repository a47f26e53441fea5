import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { COIN, openRefundBench, type RefundBench } from '../testing/refund-bench.ts';
import { refundEventsOf, WALLET } from '../testing/refunds.ts';

let bench: RefundBench;
beforeAll(async () => {
  bench = await openRefundBench();
});
afterAll(() => bench.close());

const TO = WALLET.toLowerCase() as Hex;
const get = async (path: string) => (await bench.api.call('GET', path)).body;

/** 50 USDC that reached a session after it was canceled. */
async function afterCancel() {
  const { body: session } = await bench.api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Little:USDC' },
  });
  expect((await bench.api.call('POST', `/checkout_sessions/${session.id}/cancel`)).body.status).toBe('canceled');
  bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN });
  await bench.mine(2);
  const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
  expect(transfer).toMatchObject({ status: 'open', reason: 'after_cancel', confirmed: true });
  return transfer;
}

async function sentBack(txHash: Hex) {
  const transfer = await afterCancel();
  const body = { txHash, toAddress: WALLET, reason: 'Canceled order' };
  const marked = (await bench.api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body })).body;
  return { transfer, marked };
}

describe('unexpected money that was sent back', () => {
  it('leaves the account of unexpected money when the chain has confirmed it', async () => {
    const txHash: Hex = `0x${'e1'.repeat(32)}`;
    const { transfer, marked } = await sentBack(txHash);
    expect(marked).toMatchObject({ status: 'refunded', resolution: 'Canceled order' });
    bench.chain.mine({ to: TO, amountAtomic: 50_000_000n, contract: COIN, txHash });
    await bench.mine(2);
    await bench.watch();
    expect(await bench.refund(marked.refundId)).toMatchObject({ status: 'confirmed' });
    const { data } = await get(`/ledger_entries?session=${transfer.sessionId}`);
    expect(data).toMatchObject([
      {
        debit: 'unexpected',
        credit: 'refunded',
        amount: { wei: '50000000' },
        cause: 'refunded',
        refundId: marked.refundId,
      },
      { debit: 'received', credit: 'unexpected', amount: { wei: '50000000' } },
    ]);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'refunded' });
    // It was no part of what the session was paid.
    expect(await get(`/checkout_sessions/${transfer.sessionId}`)).toMatchObject({
      status: 'canceled',
      refundStatus: null,
    });
  });

  it('is open again when the transaction failed', async () => {
    const txHash: Hex = `0x${'e2'.repeat(32)}`;
    const { transfer, marked } = await sentBack(txHash);
    bench.chain.mine({ to: TO, amountAtomic: 50_000_000n, contract: COIN, txHash, isReverted: true });
    await bench.mine(2);
    await bench.watch();
    expect(await bench.refund(marked.refundId)).toMatchObject({ status: 'failed' });
    const open = await get(`/unexpected_transfers/${transfer.id}`);
    expect(open).toMatchObject({ status: 'open', refundId: null, resolution: null, resolvedAt: null });
    // Those of one moment are in no order.
    expect([...(await refundEventsOf(bench.api, transfer.sessionId))].sort()).toEqual([
      'refund.created',
      'refund.failed',
      'refund.sent',
      'unexpected_transfer.created',
      'unexpected_transfer.created',
      'unexpected_transfer.refunded',
    ]);
    const writeOff = { body: { reason: 'Nobody claims it' } };
    expect((await bench.api.call('POST', `/unexpected_transfers/${transfer.id}/write_off`, writeOff)).status).toBe(200);
  });

  it('is open again when the refund is given up because its transaction pays nobody', async () => {
    const txHash: Hex = `0x${'e3'.repeat(32)}`;
    const { transfer, marked } = await sentBack(txHash);
    bench.chain.mine({ to: `0x${'77'.repeat(20)}`, amountAtomic: 50_000_000n, contract: COIN, txHash });
    await bench.mine(2);
    await bench.watch();
    expect((await bench.api.call('POST', `/refunds/${marked.refundId}/cancel`)).status).toBe(200);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'open' });
  });
});

describe('unexpected money of a token outside the catalogue', () => {
  it('goes back as a whole, since nobody knows its decimals', async () => {
    const transfer = await afterCancel();
    // As the search for unlisted tokens leaves it in the books.
    await bench.api.database.pool.query('UPDATE transfers SET contract = $1, listed = false WHERE tx_hash = $2', [
      Buffer.from('cf'.repeat(20), 'hex'),
      Buffer.from(transfer.txHash.slice(2), 'hex'),
    ]);
    const body = { unexpectedTransferId: transfer.id, reason: 'Not ours' };
    const part = await bench.api.call('POST', '/refunds', { body: { ...body, amount: '1' } });
    expect(part).toMatchObject({ status: 400, body: { error: { code: 'amount_invalid', param: 'amount' } } });
    expect(await bench.api.call('POST', '/refunds', { body })).toMatchObject({
      status: 201,
      body: { asset: null, token: `0x${'cf'.repeat(20)}`, amount: { wei: '50000000', eth: null } },
    });
  });
});
