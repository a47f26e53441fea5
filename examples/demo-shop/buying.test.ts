import { expect, test } from 'vitest';
import { useDemoShop } from './testing/use-demo-shop.ts';

const shop = useDemoShop();
const form = { product: 'teapot', order: 'button_012345678' };

test('"Buy" makes an order and a session for it, and leads to the payment page', async () => {
  const response = await shop.buy({ product: 'teapot' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${shop.opentill.url}/checkout/cs_1`);
  const [{ body, idempotencyKey }] = shop.opentill.creates as [(typeof shop.opentill.creates)[0]];
  const { orderId } = body.metadata;
  expect(idempotencyKey).toBe(`order-${orderId}`);
  expect(body.amount).toEqual({ value: '99.00', currency: 'USD' });
  expect(body.lineItems).toMatchObject([{ name: 'Stoneware teapot', quantity: 1, unitAmount: '99.00' }]);
  expect(body.successUrl).toBe(`${shop.url}/orders/${orderId}`);
  expect(body.cancelUrl).toBe(`${shop.url}/orders/${orderId}/canceled`);
});

test('two taps at once on a button are one order with one session', async () => {
  const taps = await Promise.all([shop.buy(form), shop.buy(form)]);
  const locations = taps.map((response) => response.headers.get('location'));
  expect(new Set(locations).size).toBe(1);
  const keys = shop.opentill.creates.map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys)).toEqual(new Set([`order-${form.order}`]));
});

test('a button that is pressed again later leads to the payment that was begun', async () => {
  const first = await shop.buy(form);
  const second = await shop.buy(form);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(shop.opentill.creates).toHaveLength(1);
});

test.each(['paid', 'expired', 'canceled'])('once the order is %s, the same button makes a new one', async (status) => {
  await shop.buy(form);
  await shop.tell(form.order, status, 2);
  await shop.buy(form);
  const orders = shop.opentill.creates.map(({ body }) => body.metadata.orderId);
  expect(new Set(orders).size).toBe(2);
});

test('every button of the page stands for an order of its own', async () => {
  const page = await (await fetch(shop.url)).text();
  const ids = [...page.matchAll(/name="order" value="([\w-]{16})"/g)].map(([, id]) => id);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

test('a product that there is not is refused, and nothing is asked of Opentill', async () => {
  const response = await shop.buy({ product: 'samovar' });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('We do not have that');
  expect(shop.opentill.creates).toHaveLength(0);
});

test('a form on another site cannot order', async () => {
  const response = await shop.buy(form, { 'sec-fetch-site': 'cross-site' });
  expect(response.status).toBe(403);
  expect(shop.opentill.creates).toHaveLength(0);
});

test('a form that is larger than any of ours is refused', async () => {
  const response = await shop.buy({ product: 'x'.repeat(1_000_001) });
  expect(response.status).toBe(413);
});

test('without a price the customer reads so, and trying again goes on with the same order', async () => {
  shop.opentill.refuseWith({ status: 503, code: 'rate_unavailable' });
  const response = await shop.buy(form);
  expect(response.status).toBe(503);
  const page = await response.text();
  expect(page).toContain('There is no trustworthy exchange rate at the moment.');
  expect(page).toContain(`name="order" value="${form.order}"`);
  expect(page).toContain('req_7');

  shop.opentill.refuseWith(null);
  expect((await shop.buy(form)).status).toBe(303);
  const keys = shop.opentill.creates.map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys)).toEqual(new Set([`order-${form.order}`]));
});

test('a key that Opentill refuses is no trouble of the customer’s, who reads nothing of it', async () => {
  shop.opentill.refuseWith({ status: 401, code: 'unauthorized' });
  const response = await shop.buy(form);
  expect(response.status).toBe(503);
  const page = await response.text();
  expect(page).toContain('We cannot take your payment just now');
  expect(page).not.toContain('ck_test_');
});

test('an Opentill that does not answer is said so with a page', async () => {
  const { close } = shop.opentill;
  await close();
  const response = await shop.buy(form);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('connection_failed');
});
