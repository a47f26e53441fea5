import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../core/hex.ts';
import { readDevnetTo, rederive, runOut, seeTransfer, takeBack } from '../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
const ALL = 99_000_000n;

/** An open checkout with its page; `arrive` and `takeBack` are what its chain does. */
async function openCheckout() {
  const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
  const visitor = await visit(api, id);
  return {
    id,
    visitor,
    arrive: (amountAtomic: bigint, more: { contract?: Hex; txHash?: Hex } = {}) =>
      seeTransfer(api, id, { amountAtomic, contract: USDC, ...more }),
    takeBack: (txHash: Hex) => takeBack(api, id, txHash),
    state: async () => (await api.call('GET', `${visitor.path}/state`, { key: null })).body,
  };
}

describe('money that the network took back', () => {
  it('is named on the page, with its transaction, on every load until it returns', async () => {
    const checkout = await openCheckout();
    const { txHash } = await checkout.arrive(ALL);
    expect((await checkout.state()).takenBack).toEqual([]);
    await checkout.takeBack(txHash);
    const named = [{ hash: txHash, amount: '99.00 USDC', networkLabel: 'Devnet', explorerUrl: null }];
    expect(await checkout.state()).toMatchObject({ session: { status: 'pending' }, transfers: [], takenBack: named });
    expect((await visit(api, checkout.id)).html).toContain('The network took your payment back');
    expect((await checkout.state()).takenBack).toEqual(named);

    await checkout.arrive(ALL, { txHash });
    expect(await checkout.state()).toMatchObject({ session: { status: 'detected' }, takenBack: [] });
  });

  it('is named once, however often it came and went', async () => {
    const checkout = await openCheckout();
    const { txHash } = await checkout.arrive(ALL);
    await checkout.takeBack(txHash);
    api.clock.advance(1000);
    await checkout.arrive(ALL, { txHash });
    await checkout.takeBack(txHash);
    expect((await checkout.state()).takenBack.map(({ hash }: { hash: Hex }) => hash)).toEqual([txHash]);
  });

  it('is named beside the part that stayed', async () => {
    const checkout = await openCheckout();
    await checkout.arrive(60_000_000n);
    const { txHash } = await checkout.arrive(39_000_000n);
    await checkout.takeBack(txHash);
    const { session, takenBack } = await checkout.state();
    expect(session).toMatchObject({ status: 'underpaid', remaining: '39.00 USDC' });
    expect(takenBack).toMatchObject([{ amount: '39.00 USDC' }]);
  });

  it('is missed no more once another payment covers the order', async () => {
    const checkout = await openCheckout();
    await checkout.takeBack((await checkout.arrive(ALL)).txHash);
    await checkout.arrive(ALL);
    expect(await checkout.state()).toMatchObject({ session: { status: 'detected' }, takenBack: [] });
  });

  it('is not missed where it was not asked for', async () => {
    const checkout = await openCheckout();
    const { txHash } = await checkout.arrive(1n, { contract: `0x${'ab'.repeat(20)}` });
    await checkout.takeBack(txHash);
    expect((await checkout.state()).takenBack).toEqual([]);
  });
});

describe('starting again after the network took the payment back', () => {
  it('is neither offered nor done, in grace and after it: the payment may still return', async () => {
    const checkout = await openCheckout();
    const { txHash } = await checkout.arrive(ALL);
    await checkout.takeBack(txHash);
    await runOut(api, checkout.id);
    const inGrace = await checkout.state();
    expect(inGrace.session).toMatchObject({ status: 'expired', canRestart: false });
    expect(inGrace.takenBack).toMatchObject([{ hash: txHash }]);
    const refused = await checkout.visitor.send('restart');
    expect([refused.status, refused.body.error.code]).toEqual([409, 'restart_not_allowed']);

    const { html } = await visit(api, checkout.id, checkout.visitor.cookie);
    expect(html).not.toContain('No money has arrived');
    expect(html).not.toContain('Start again');

    api.clock.advance(3_600_000);
    await readDevnetTo(api, api.clock.now());
    await rederive(api, checkout.id);
    expect((await checkout.state()).session.canRestart).toBe(false);
  });

  it('is not what a payment link does in its grace either: its visitor is led back to the same checkout', async () => {
    const { body: link } = await api.call('POST', '/payment_links', {
      body: { name: 'Tea', fiatAmount: '99.00', fiatCurrency: 'USD' },
    });
    const open = async (cookie?: string) => {
      const headers = cookie === undefined ? {} : { cookie };
      const { headers: answer } = await api.call('GET', `/l/${link.slug}`, { key: null, headers });
      return { path: String(answer['location']), cookie: String(answer['set-cookie']).split(';')[0]! };
    };
    const first = await open();
    const id = `cs_${first.path.slice('/checkout/'.length)}`;
    const { txHash } = await seeTransfer(api, id, { amountAtomic: ALL, contract: USDC });
    await takeBack(api, id, txHash);
    await runOut(api, id);
    expect((await open(first.cookie)).path).toBe(first.path);
  });
});
