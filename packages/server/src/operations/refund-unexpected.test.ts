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
  const session = await canceledSession();
  bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN });
  await bench.mine(2);
  const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
  expect(transfer).toMatchObject({ status: 'open', reason: 'after_cancel', confirmed: true });
  return transfer;
}

async function canceledSession() {
  const { body: session } = await bench.api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Little:USDC' },
  });
  expect((await bench.api.call('POST', `/checkout_sessions/${session.id}/cancel`)).body.status).toBe('canceled');
  return session;
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

describe('the rest of unexpected money of which a part has gone back', () => {
  async function partlyRefunded(txHash: Hex) {
    const transfer = await afterCancel();
    const body = { txHash, toAddress: WALLET, amount: '20', reason: 'A part' };
    const { body: marked } = await bench.api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    bench.chain.mine({ to: TO, amountAtomic: 20_000_000n, contract: COIN, txHash });
    await bench.mine(2);
    await bench.watch();
    expect(await bench.refund(marked.refundId)).toMatchObject({ status: 'confirmed' });
    return transfer;
  }
  const act = (id: string, name: string, body: object) =>
    bench.api.call('POST', `/unexpected_transfers/${id}/${name}`, { body });

  it('is open again, and no more than it goes back', async () => {
    const transfer = await partlyRefunded(`0x${'d1'.repeat(32)}`);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({
      status: 'open',
      amount: { wei: '50000000' },
      amountRefunded: { wei: '20000000', eth: '20' },
      refundId: null,
      resolution: null,
    });
    const body = { unexpectedTransferId: transfer.id, toAddress: WALLET, reason: 'The rest' };
    const tooMuch = await bench.api.call('POST', '/refunds', { body: { ...body, amount: '30.000001' } });
    expect(tooMuch).toMatchObject({ status: 409, body: { error: { code: 'refund_amount_exceeded' } } });
    const txHash: Hex = `0x${'d2'.repeat(32)}`;
    const { body: rest } = await bench.api.call('POST', '/refunds', { body });
    expect(rest).toMatchObject({ amount: { eth: '30' } });
    await bench.api.call('POST', `/refunds/${rest.id}/sent`, { body: { txHash } });
    bench.chain.mine({ to: TO, amountAtomic: 30_000_000n, contract: COIN, txHash });
    await bench.mine(2);
    await bench.watch();
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({
      status: 'refunded',
      refundId: rest.id,
      amountRefunded: { eth: '50' },
    });
    expect(await bench.contradictions()).toEqual([]);
  });

  it('can be written off', async () => {
    const transfer = await partlyRefunded(`0x${'d3'.repeat(32)}`);
    expect(await act(transfer.id, 'write_off', { reason: 'Fee kept' })).toMatchObject({
      status: 200,
      body: { status: 'written_off' },
    });
    expect(await bench.balancesOf(transfer.sessionId)).toEqual({
      received: '-50000000',
      refunded: '20000000',
      written_off: '30000000',
    });
    expect(await bench.contradictions()).toEqual([]);
  });

  it('pays no session: it would pay with what has gone back', async () => {
    const transfer = await partlyRefunded(`0x${'d4'.repeat(32)}`);
    const refused = { status: 409, body: { error: { code: 'transfer_refunded' } } };
    expect(await act(transfer.id, 'attach', {})).toMatchObject(refused);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'open' });
  });
});

describe('a reorg deeper than the policy, of unexpected money that has gone back', () => {
  /** Refunded and confirmed; then the chain is taken back to before the money came. */
  async function refundedAndForked(tag: string) {
    const [came, back]: Hex[] = [`0x${`${tag}1`.repeat(16)}`, `0x${`${tag}2`.repeat(16)}`];
    const session = await canceledSession();
    const before = bench.chain.tip.number;
    const pay = () =>
      bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN, txHash: came! });
    const payBack = () => bench.chain.mine({ to: TO, amountAtomic: 50_000_000n, contract: COIN, txHash: back! });
    pay();
    await bench.mine(2);
    const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
    const body = { txHash: back, toAddress: WALLET, reason: 'Canceled order' };
    const { body: marked } = await bench.api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    payBack();
    await bench.mine(2);
    await bench.watch();
    expect(await bench.refund(marked.refundId)).toMatchObject({ status: 'confirmed' });
    const restore = bench.chain.remember();
    bench.chain.fork(Number(bench.chain.tip.number - before));
    return { session, transfer, refundId: marked.refundId as string, pay, payBack, restore };
  }
  const refundAgain = (unexpectedTransferId: string) =>
    bench.api.call('POST', '/refunds', { body: { unexpectedTransferId, toAddress: WALLET, reason: 'Again' } });

  it('leaves it refunded where its transaction is mined in another block', async () => {
    const { session, transfer, refundId, pay, payBack } = await refundedAndForked('ab1');
    await bench.mine(1);
    pay();
    payBack();
    await bench.mine(8);
    // Taken back at the first look, confirmed at the next.
    await bench.watch();
    await bench.watch();
    const listed = (await get(`/unexpected_transfers?session=${session.id}`)).data;
    const [old, now] = [transfer.id, listed.find(({ id }: { id: string }) => id !== transfer.id).id];
    expect(await get(`/unexpected_transfers/${old}`)).toMatchObject({ status: 'withdrawn' });
    expect(await get(`/unexpected_transfers/${now}`)).toMatchObject({ status: 'refunded', refundId });
    expect(await bench.refund(refundId)).toMatchObject({ status: 'confirmed', unexpectedTransferId: now });
    const code = 'unexpected_transfer_resolved';
    expect(await refundAgain(now)).toMatchObject({ status: 409, body: { error: { code } } });
    expect(await bench.contradictions()).toEqual([]);
  });

  it('leaves it refunded where its own block returns, and it cannot be attached', async () => {
    const { transfer, refundId, restore } = await refundedAndForked('cd3');
    await bench.mine(9);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'withdrawn' });
    restore();
    await bench.mine(6);
    await bench.watch();
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'refunded', refundId });
    for (const answer of [
      await refundAgain(transfer.id),
      await bench.api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { body: {} }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'unexpected_transfer_resolved' } } });
    }
    expect(await bench.contradictions()).toEqual([]);
  });

  it('tells nothing of the transfer when a refund is sent whose money it took', async () => {
    const session = await canceledSession();
    bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN });
    await bench.mine(2);
    const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
    const { body: promised } = await refundAgain(transfer.id);
    bench.chain.fork(3);
    await bench.mine(5);
    const txHash: Hex = `0x${'f7'.repeat(32)}`;
    const sent = await bench.api.call('POST', `/refunds/${promised.id}/sent`, { body: { txHash } });
    expect(sent.body).toMatchObject({ status: 'sent', txHash });
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toMatchObject({ status: 'withdrawn' });
    const { data } = await get('/events?limit=100');
    const told = data.filter((event: { data: { id: string } }) => event.data.id === transfer.id);
    expect(told.map(({ type }: { type: string }) => type)).toEqual([
      'unexpected_transfer.withdrawn',
      'unexpected_transfer.created',
    ]);
  });

  it('keeps what is only promised with the transfer that it is promised of', async () => {
    const session = await canceledSession();
    const txHash: Hex = `0x${'ef'.repeat(32)}`;
    const pay = () => bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN, txHash });
    pay();
    await bench.mine(2);
    const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
    const { body: promised } = await refundAgain(transfer.id);
    bench.chain.fork(3);
    await bench.mine(1);
    pay();
    await bench.mine(4);
    const open = (await get(`/unexpected_transfers?session=${session.id}&status=open`)).data;
    expect(open).toHaveLength(1);
    expect(await bench.refund(promised.id)).toMatchObject({ status: 'ready', unexpectedTransferId: open[0].id });
    expect(await refundAgain(open[0].id)).toMatchObject({ body: { error: { code: 'refund_in_progress' } } });
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
