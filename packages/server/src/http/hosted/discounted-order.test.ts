import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ATTACK = '<img src=x onerror=alert(1)>';

async function pageOf(body: object): Promise<string> {
  const made = await api.call('POST', '/checkout_sessions', { body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const page = await api.app.inject({ url: new URL(made.body.checkoutUrl).pathname });
  return page.body.replace(/<script[\s\S]*?<\/script>/g, '');
}

it('the page shows the subtotal, each discount with its code, and the total', async () => {
  await api.call('POST', '/discounts', { body: { code: 'SUMMER', name: 'Summer sale', percentOff: '12.5' } });
  const html = await pageOf({
    amount: { currency: 'USD' },
    lineItems: [{ name: 'Tea', quantity: 2, unitAmount: '10.00' }],
    discounts: [{ code: 'summer' }, { amountOff: '1.50', name: ATTACK }],
  });
  const words = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  for (const shown of [
    'Subtotal $20.00',
    'Summer sale SUMMER · 12.5% off −$2.50',
    '−$1.50',
    'You save $4.00',
    'Total $16.00',
  ]) {
    expect(words).toContain(shown);
  }
  expect(html).not.toContain('<img src=x');
});

it('the page of an order without discounts shows no subtotal', async () => {
  const html = await pageOf({ amount: { currency: 'USD' }, lineItems: [{ name: 'Tea', unitAmount: '10.00' }] });
  expect(html).not.toContain('Subtotal');
  expect(html).toContain('$10.00');
});
