import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../core/hex.ts';
import { runOut, seeTransfer } from '../../testing/books.ts';
import { COIN, openRefundBench, type RefundBench } from '../../testing/refund-bench.ts';
import { newHash, type RefundScene, refundScene } from '../../testing/refund-scene.ts';
import { WALLET } from '../../testing/refunds.ts';
import { USDC } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let bench: RefundBench;
let scene: RefundScene;
beforeAll(async () => {
  bench = await openRefundBench();
  scene = refundScene(bench);
});
afterAll(() => bench.close());

const OTHER: Hex = `0x${'c2'.repeat(20)}`;
const post = async (path: string, body: object = {}) => (await bench.api.call('POST', path, { body })).body;
const stateOf = async (id: string) =>
  (await bench.api.call('GET', `/checkout/${id.slice(3)}/state`, { key: null })).body;

/** What a person reads on the page without its script. */
async function wordsOf(id: string): Promise<string> {
  const { html } = await visit(bench.api, id);
  return html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ');
}

/** The transaction is mined and has its confirmations. */
async function confirm(txHash: Hex, amountAtomic: bigint, contract: Hex = COIN): Promise<void> {
  scene.pay(txHash, { amountAtomic, contract });
  await bench.mine(2);
  await bench.watch();
}

/** A session over 50 USDC to which 10 USDT came, which it does not ask for. */
async function wrongCoin() {
  const order = { amount: { value: '50.00', currency: 'USD' }, allowedMethods: ['Little:USDC'] };
  const session = await post('/checkout_sessions', order);
  bench.chain.mine({ to: session.address, amountAtomic: 10_000_000n, contract: OTHER });
  await bench.mine(2);
  const { data } = (await bench.api.call('GET', `/unexpected_transfers?session=${session.id}`)).body;
  expect(data).toHaveLength(1);
  return { id: session.id as string, transferId: data[0].id as string };
}

/** A session over 50 USDC of which 30 came, and whose time is over. */
async function lapsed(): Promise<string> {
  const order = { amount: { value: '50.00', currency: 'USD' }, allowedMethods: ['Devnet:USDC'], graceSeconds: 0 };
  const { id } = await post('/checkout_sessions', order);
  await seeTransfer(bench.api, id, { contract: USDC, amountAtomic: 30_000_000n, confirmed: true });
  await runOut(bench.api, id);
  return id;
}

describe('the page of a paid session', () => {
  it('says what goes back from the moment that the shop has decided it, and that it has gone once the chain says so', async () => {
    const { id } = await bench.paidSession();
    expect(await wordsOf(id)).not.toContain('back');
    const { id: refund } = await post('/refunds', { sessionId: id, amount: '12.5', reason: 'One cup broke' });
    const asked = await wordsOf(id);
    expect(asked).toContain('The shop is giving back 12.50 USDC on Devnet. It sends you a link that asks where to.');
    expect(asked).toContain('Being refunded12.50 USDC on Devnet');

    await post(`/refunds/${refund}/cancel`);
    expect(await wordsOf(id)).not.toContain('giving back');

    const txHash = newHash();
    await scene.sentRefund(txHash, { sessionId: id, amount: '12.5' });
    const coming = await wordsOf(id);
    expect(coming).toContain('The shop is giving back 12.50 USDC on Devnet.');
    expect(coming).not.toContain('asks where to');
    expect(coming).toContain(txHash.slice(-6));
    await confirm(txHash, 12_500_000n);
    const words = await wordsOf(id);
    expect(words).toContain('The shop has given back 12.50 USDC on Devnet.');
    expect(words).toContain('Refunded12.50 USDC on Devnet');
    expect((await visit(bench.api, id)).html).toContain('<title>Paid, refunded in part · ');
  });

  it('is not called paid alone once all of it has gone back', async () => {
    const txHash = newHash();
    const { sessionId } = await scene.sentRefund(txHash);
    expect((await stateOf(sessionId)).isAllRefunded).toBe(true);
    await confirm(txHash, 50_000_000n);
    const { html } = await visit(bench.api, sessionId);
    expect(html).toContain('<title>Paid and refunded · ');
    expect(html).toMatch(/<h2[^>]*>Paid and refunded</);
    expect(await stateOf(sessionId)).toMatchObject({
      session: { status: 'paid', refundStatus: 'full' },
      refunds: [{ amount: '50.00 USDC', state: 'confirmed', transaction: { hash: txHash } }],
    });
  });

  it('shows no transaction of which the network says that it does not pay the refund', async () => {
    const txHash = newHash();
    const { sessionId } = await scene.sentRefund(txHash);
    await confirm(txHash, 1n);
    expect((await stateOf(sessionId)).refunds).toMatchObject([{ state: 'coming', transaction: null }]);
  });

  it('does not say where it goes, nor why, nor how its customer is asked', async () => {
    const { id } = await bench.paidSession();
    const body = { sessionId: id, amount: '1', reason: 'A private matter', toAddress: WALLET };
    const ready = await post('/refunds', body);
    const asked = await post('/refunds', { ...body, toAddress: undefined });
    const { html } = await visit(bench.api, id);
    for (const secret of ['private', WALLET, WALLET.toLowerCase(), ready.id.slice(3), asked.id.slice(3), '/refund/'])
      expect(html).not.toContain(secret);
  });

  it('asks nobody to write for what was too much once that goes back', async () => {
    const order = { amount: { value: '50.00', currency: 'USD' }, method: 'Little:USDC' };
    const session = await post('/checkout_sessions', order);
    bench.chain.mine({ to: session.address, amountAtomic: 60_000_000n, contract: COIN });
    await bench.mine(2);
    expect(await wordsOf(session.id)).toContain('You sent 10.00 USDC more than asked. Write to the shop');
    await post('/refunds', { sessionId: session.id, amount: '10', reason: 'Too much' });
    expect(await wordsOf(session.id)).not.toContain('more than asked');
  });
});

describe('money that does not count', () => {
  it('is told as given back, with the transaction, and no more as being at the shop’s address', async () => {
    const { id, transferId } = await wrongCoin();
    expect(await wordsOf(id)).toContain('The money is not lost: it is at the shop’s address. Write to the shop');
    const txHash = newHash();
    const body = { txHash, toAddress: WALLET, reason: 'Wrong coin' };
    await post(`/unexpected_transfers/${transferId}/refund`, body);
    const coming = await wordsOf(id);
    expect(coming).toContain('10.00 USDT on Devnet arrived and is not counted.');
    expect(coming).toContain('The shop is giving back 10.00 USDT on Devnet.');
    expect(coming).not.toMatch(/not lost|Write to/);
    await confirm(txHash, 10_000_000n, OTHER);
    const words = await wordsOf(id);
    expect(words).toContain('The shop has given back 10.00 USDT on Devnet.');
    expect(words).not.toMatch(/not lost|Write to/);
    expect((await visit(bench.api, id)).html).toContain(txHash);
  });

  it('is told apart from its rest, which still waits', async () => {
    const { id, transferId } = await wrongCoin();
    const txHash = newHash();
    await post(`/unexpected_transfers/${transferId}/refund`, {
      txHash,
      toAddress: WALLET,
      amount: '4',
      reason: 'A part of it',
    });
    await confirm(txHash, 4_000_000n, OTHER);
    const words = await wordsOf(id);
    expect(words).toContain('The shop has given back 4.00 USDT on Devnet.');
    expect(words).toMatch(/The rest is at the shop’s address\. Write to the shop .*with the reference/);
  });

  it('is told as closed where the shop has written it off, and whom to ask', async () => {
    const { id, transferId } = await wrongCoin();
    await post(`/unexpected_transfers/${transferId}/write_off`, { reason: 'A tip, they say' });
    const words = await wordsOf(id);
    expect(words).toMatch(
      /The shop has closed this matter\. If you did not expect that, write to the shop .*reference/,
    );
    expect(words).toContain(id.slice('cs_'.length));
    expect(words).not.toMatch(/not lost|A tip/);
  });

  it('is no reason to write to the shop for a canceled checkout once it has gone back', async () => {
    const { id, transferId } = await wrongCoin();
    await post(`/checkout_sessions/${id}/cancel`);
    expect((await wordsOf(id)).match(/Write to the shop/g)).toHaveLength(1);
    await post(`/unexpected_transfers/${transferId}/refund`, { txHash: newHash(), toAddress: WALLET, reason: 'Wrong' });
    expect(await wordsOf(id)).not.toContain('Write to the shop');
  });
});

describe('the page of a session that lapsed with a part missing', () => {
  it('does not leave open what happens next once it goes back', async () => {
    const id = await lapsed();
    expect(await wordsOf(id)).toContain('The shop can see it and decides what happens next.');
    await post('/refunds', { sessionId: id, reason: 'Not enough' });
    const words = await wordsOf(id);
    expect(words).toContain('30.00 USDC arrived, which is less than the total.');
    expect(words).toContain('The shop is giving back 30.00 USDC on Devnet.');
    expect(words).not.toMatch(/decides what happens next|Write to/);
  });
});

describe('a canceled session that a payment was attached to', () => {
  it('is told as accepted after the cancellation, not as too late', async () => {
    const order = { amount: { value: '50.00', currency: 'USD' }, method: 'Little:USDC' };
    const session = await post('/checkout_sessions', order);
    await post(`/checkout_sessions/${session.id}/cancel`);
    bench.chain.mine({ to: session.address, amountAtomic: 50_000_000n, contract: COIN });
    await bench.mine(2);
    const { data } = (await bench.api.call('GET', `/unexpected_transfers?session=${session.id}`)).body;
    await post(`/unexpected_transfers/${data[0].id}/attach`, { reason: 'It was meant for this order' });
    expect((await stateOf(session.id)).session.status).toBe('paid_late');
    const words = await wordsOf(session.id);
    expect(words).toContain('The shop had canceled this checkout, and has accepted your payment all the same.');
    expect(words).not.toContain('time limit');
  });
});
