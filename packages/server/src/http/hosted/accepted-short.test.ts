import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeTransfer } from '../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '20.00', currency: 'USD' }, method: 'Devnet:USDC' };

async function underpaid() {
  const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
  await seeTransfer(api, id, { amountAtomic: 12_000_000n, contract: USDC, confirmed: true });
  return id as string;
}

describe('the page of a session whose underpayment the shop has accepted', () => {
  it('says what was paid, what was asked, and that the shop accepted it', async () => {
    const id = await underpaid();
    expect((await visit(api, id)).html).not.toContain('accepted 12.00 USDC');
    const accepted = await api.call('POST', `/checkout_sessions/${id}/accept`, { body: { reason: 'A regular' } });
    expect(accepted).toMatchObject({ status: 200, body: { status: 'paid' } });
    const { html } = await visit(api, id);
    expect(html).toContain('12.00 USDC to ');
    expect(html).not.toContain('$20.00 to ');
    expect(html).toContain('The shop asked for $20.00 and accepted 12.00 USDC as enough.');
    expect(html).not.toContain('A regular');
  });

  it('says nothing of it once the rest has come all the same', async () => {
    const id = await underpaid();
    await api.call('POST', `/checkout_sessions/${id}/accept`, { body: { reason: 'A regular' } });
    await seeTransfer(api, id, { amountAtomic: 8_000_000n, contract: USDC, confirmed: true });
    const { html } = await visit(api, id);
    expect(html).toContain('$20.00 to ');
    expect(html).not.toContain('as enough');
  });
});
