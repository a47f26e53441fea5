import { expect, test } from 'vitest';
import { newSecret, sessionOf, signed } from './testing/stand-in-opentill.ts';
import { useDemoShop } from './testing/use-demo-shop.ts';

const shop = useDemoShop();
const PAID = 'Paid. Thank you!';
const WAITING = 'Waiting for your payment';

test('the customer’s coming back proves nothing: the order waits, and looks again by itself', async () => {
  const order = await shop.order();
  const page = await order.page();
  expect(page).toContain(WAITING);
  expect(page).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
  expect(await (await fetch(`${shop.url}/orders/${order.id}?status=paid`)).text()).toContain(WAITING);
});

test('an order is paid once a signed webhook says so, and then stays still', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'detected', 2);
  expect(await order.page()).toContain('Your payment is on its way');
  expect((await shop.tell(order.id, 'paid', 3)).status).toBe(204);
  const page = await order.page();
  expect(page).toContain(PAID);
  expect(page).not.toContain('http-equiv="refresh"');
});

test('a webhook signed with another secret is refused and changes nothing', async () => {
  const order = await shop.order();
  expect((await shop.tell(order.id, 'paid', 3, { secret: newSecret() })).status).toBe(400);
  expect(await order.page()).toContain(WAITING);
});

test('a webhook without a signature, or with a body that was changed under it, is refused', async () => {
  const order = await shop.order();
  const url = `${shop.url}/webhooks/opentill`;
  const session = (status: string) => ({
    type: `session.${status}`,
    version: 3,
    data: sessionOf({ origin: shop.opentill.url, id: 'cs_1', orderId: order.id, amount: '99.00', status }),
  });
  const genuine = signed(session('expired'), shop.opentill.env.OPENTILL_WEBHOOK_SECRET);
  expect((await fetch(url, { method: 'POST', body: genuine.body })).status).toBe(400);
  expect((await fetch(url, { ...genuine, body: JSON.stringify(session('paid')) })).status).toBe(400);
  expect(await order.page()).toContain(WAITING);
});

test('a genuine webhook that is played again an hour later is refused', async () => {
  const order = await shop.order();
  const anHourAgo = Math.floor(Date.now() / 1000) - 3600;
  expect((await shop.tell(order.id, 'paid', 3, { signedAtSeconds: anHourAgo })).status).toBe(400);
  expect(await order.page()).toContain(WAITING);
});

test('an older version that comes late is taken and dropped', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'paid', 3);
  expect((await shop.tell(order.id, 'detected', 2)).status).toBe(204);
  expect(await order.page()).toContain(PAID);
});

test('a payment that the chain takes back is no longer shown as paid', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'paid', 3);
  await shop.tell(order.id, 'failed', 4);
  expect(await order.page()).toContain('Your payment was taken back');
});

test('a customer who starts an expired payment again pays the same order', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'expired', 2);
  expect(await order.page()).toContain('The time to pay is over');
  await shop.tell(order.id, 'pending', 1, { sessionId: 'cs_2' });
  const page = await order.page();
  expect(page).toContain(WAITING);
  expect(page).toContain(`href="${shop.opentill.url}/checkout/cs_2"`);
  await shop.tell(order.id, 'paid', 3, { sessionId: 'cs_2' });
  await shop.tell(order.id, 'expired', 3);
  expect(await order.page()).toContain(PAID);
});

test('money for the first session counts too, after a second one was started', async () => {
  const order = await shop.order();
  await shop.tell(order.id, 'expired', 2);
  await shop.tell(order.id, 'pending', 1, { sessionId: 'cs_2' });
  await shop.tell(order.id, 'paid_late', 3);
  expect(await order.page()).toContain(PAID);
});

test('a session over another amount that names the order does not pay it', async () => {
  const order = await shop.order();
  expect((await shop.tell(order.id, 'paid', 3, { sessionId: 'cs_9', amount: '0.01' })).status).toBe(204);
  expect(await order.page()).toContain(WAITING);
});

test('a test event and sessions of others are taken', async () => {
  const { OPENTILL_WEBHOOK_SECRET: secret } = shop.opentill.env;
  const event = {
    id: 'evt_1',
    type: 'webhook.test',
    version: null,
    data: { object: 'webhook_test', endpoint: 'we_1' },
  };
  expect((await fetch(`${shop.url}/webhooks/opentill`, signed(event, secret))).status).toBe(204);
  expect((await shop.tell('another-order', 'paid', 3)).status).toBe(204);
});
