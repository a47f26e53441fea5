import {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  Opentill,
  type SessionEvent,
  webhooks,
} from '@opentill/sdk';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createReceiver } from '../packages/server/src/testing/receiver.ts';
import { createSession, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop();

test('a receiver is told of created, detected and paid, signed so that both libraries verify it, in an order it can apply', async () => {
  const receiver = await createReceiver();
  const endpoint = await shop.opentill.webhookEndpoints.create({ url: receiver.url, events: ['*'] });
  const session = await createSession(shop, { metadata: { orderId: 'A-17' } });
  await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });

  const eventsOf = async () => {
    const events = receiver.requests.map(async ({ body, headers }) => {
      new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
      return (await webhooks.verify(body, headers, endpoint.secret)) as SessionEvent;
    });
    // Other customers of the shop pay too.
    return (await Promise.all(events)).filter(({ data }) => data.id === session.id);
  };
  const typesOf = async () => (await eventsOf()).map(({ type }) => type);
  const types = ['session.created', 'session.detected', 'session.paid'];
  await expect.poll(typesOf).toEqual(expect.arrayContaining(types));
  // On a busy machine two of them may be under way at once: the order is that of their versions.
  const events = (await eventsOf()).sort((one, other) => one.version - other.version);
  const applied = events.filter(({ version }, index) => webhooks.isNewer({ version }, events[index - 1]?.version));
  expect(applied.map(({ type }) => type)).toEqual(types);
  expect(applied.map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(applied.map(({ data }) => data.status)).toEqual(['pending', 'detected', 'paid']);
  expect(applied.at(-1)?.data.metadata).toEqual({ orderId: 'A-17' });
  await shop.opentill.webhookEndpoints.delete(endpoint.id);
  await receiver.close();
});

test('the same idempotency key gives the same session, and with another body a typed error', async () => {
  const params = { amount: { value: '19.90', currency: 'EUR' } };
  const idempotencyKey = crypto.randomUUID();
  const first = await shop.opentill.checkoutSessions.create(params, { idempotencyKey });
  const again = await shop.opentill.checkoutSessions.create(params, { idempotencyKey });
  expect(again).toEqual(first);
  const other = shop.opentill.checkoutSessions.create(
    { amount: { value: '20.00', currency: 'EUR' } },
    { idempotencyKey },
  );
  await expect(other).rejects.toThrow(ConflictError);
});

test('a list is read to its end, newest first, by iterating over it', async () => {
  const metadata = { basket: crypto.randomUUID() };
  const created: string[] = [];
  for (let index = 0; index < 7; index += 1) created.push((await createSession(shop, { metadata })).id);
  const listed: string[] = [];
  for await (const { id } of shop.opentill.checkoutSessions.list({ metadata, limit: 3 })) listed.push(id);
  expect(listed).toEqual(created.toReversed());
});

test('what is wrong comes back as an error of its own class, which names the field', async () => {
  const negative = createSession(shop, { amount: { value: '-1', currency: 'USD' } });
  await expect(negative).rejects.toMatchObject({ status: 400, param: 'amount.value', type: 'invalid_request' });
  await expect(negative).rejects.toThrow(InvalidRequestError);
  await expect(shop.opentill.checkoutSessions.retrieve('cs_0000000000000000000000')).rejects.toThrow(NotFoundError);
  const stranger = new Opentill(`ck_test_${'a'.repeat(32)}`, { baseUrl: shop.server.url });
  await expect(stranger.checkoutSessions.list()).rejects.toThrow(AuthenticationError);
});

test('a canceled session is refused for what is no longer possible', async () => {
  const session = await createSession(shop);
  await shop.opentill.checkoutSessions.cancel(session.id);
  await untilStatus(shop.opentill, session.id, 'canceled');
  await expect(shop.opentill.checkoutSessions.extend(session.id)).rejects.toThrow(ConflictError);
});
