import type { AddressInfo } from 'node:net';
import { NotFoundError, Opentill, PermissionError } from '@opentill/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../packages/server/src/operations/create-api-key.ts';
import { seeTransfer } from '../packages/server/src/testing/books.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../packages/server/src/testing/subscription-bench.ts';
import { type TestApi, USDC } from '../packages/server/src/testing/test-api.ts';

let bench: SubscriptionBench;
let api: TestApi;
let opentill: Opentill;
let baseUrl: string;
beforeAll(async () => {
  bench = await createSubscriptionBench();
  api = bench.api;
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  baseUrl = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  opentill = new Opentill(api.keys.test, { baseUrl, maxRetries: 0 });
});
afterAll(() => bench.close());

const WALLET = '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB';
const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };

async function idsOf(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

test('payment links', async () => {
  const link = await opentill.paymentLinks.create({ name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD' });
  expect((await opentill.paymentLinks.retrieve(link.id)).name).toBe('Tea club');
  const session = await opentill.checkoutSessions.create({ linkId: link.id });
  expect(session).toMatchObject({ linkId: link.id, fiat: { amount: '99.00', currency: 'USD' } });
  expect((await opentill.paymentLinks.update(link.id, { active: false })).active).toBe(false);
  expect(await idsOf(opentill.paymentLinks.list({ active: false }))).toEqual([link.id]);
  expect(await idsOf(opentill.paymentLinks.list({ active: true }))).toEqual([]);
  await opentill.paymentLinks.delete(link.id);
  expect(await idsOf(opentill.paymentLinks.list())).toEqual([]);
});

test('products and discounts', async () => {
  const product = await opentill.products.create({ name: 'Darjeeling', unitAmount: '50.00', currency: 'USD' });
  const discount = await opentill.discounts.create({ code: 'TEA', percentOff: '10' });
  const session = await opentill.checkoutSessions.create({
    amount: { currency: 'USD' },
    lineItems: [{ productId: product.id, quantity: 2 }],
    discounts: [{ code: 'TEA' }],
  });
  expect(session.fiat).toEqual({ amount: '90.00', currency: 'USD' });
  expect((await opentill.products.update(product.id, { name: 'Assam' })).name).toBe('Assam');
  expect((await opentill.products.retrieve(product.id)).name).toBe('Assam');
  expect(await idsOf(opentill.products.list())).toEqual([product.id]);
  expect((await opentill.discounts.update(discount.id, { active: false })).active).toBe(false);
  expect((await opentill.discounts.retrieve(discount.id)).active).toBe(false);
  expect(await idsOf(opentill.discounts.list({ code: 'TEA' }))).toEqual([discount.id]);
  await opentill.products.delete(product.id);
  await opentill.discounts.delete(discount.id);
});

test('customers, whose data can be taken out and erased', async () => {
  const customer = await opentill.customers.create({ email: 'ada@example.com', name: 'Ada' });
  await opentill.checkoutSessions.create({ ...ORDER, customerId: customer.id });
  expect((await opentill.customers.update(customer.id, { name: 'Ada L.' })).name).toBe('Ada L.');
  expect(await idsOf(opentill.customers.list({ email: 'ada@example.com' }))).toEqual([customer.id]);
  const exported = await opentill.customers.export(customer.id);
  expect([exported.customer.name, exported.sessions.length]).toEqual(['Ada L.', 1]);
  expect((await opentill.customers.erase(customer.id)).email).toBeNull();
  expect((await opentill.customers.eraseByEmail('nobody@example.com')).customers).toEqual([]);
  expect((await opentill.customers.retrieve(customer.id)).name).toBeNull();
  expect((await opentill.customers.delete(customer.id)).id).toBe(customer.id);
});

test('a subscription, from its first payment to its end', async () => {
  const session = await opentill.checkoutSessions.create({
    ...ORDER,
    mode: 'subscription',
    recurring: { interval: 'month' },
    customerEmail: 'ada@example.com',
  });
  await seeTransfer(api, session.id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
  await bench.work();
  const { subscriptionId } = await opentill.checkoutSessions.retrieve(session.id);
  const id = subscriptionId!;
  expect((await opentill.subscriptions.retrieve(id)).status).toBe('active');
  expect(await idsOf(opentill.subscriptions.list({ status: 'active' }))).toEqual([id]);
  expect((await opentill.subscriptions.pause(id)).status).toBe('paused');
  expect((await opentill.subscriptions.resume(id)).status).toBe('active');
  await opentill.subscriptions.update(id, { amount: { value: '120.00', currency: 'USD' }, prorate: false });
  await opentill.subscriptions.cancel(id, { atPeriodEnd: true });
  expect((await opentill.subscriptions.cancel(id)).status).toBe('canceled');
});

test('money that does not count, until somebody says so', async () => {
  const session = await opentill.checkoutSessions.create(ORDER);
  await opentill.checkoutSessions.cancel(session.id);
  for (const amountAtomic of [1_000_000n, 2_000_000n, 3_000_000n])
    await seeTransfer(api, session.id, { amountAtomic, contract: USDC, confirmed: true });
  const [third, second, first] = await idsOf(opentill.unexpectedTransfers.list({ session: session.id }));
  expect((await opentill.unexpectedTransfers.retrieve(first!)).status).toBe('open');
  expect((await opentill.unexpectedTransfers.attach(first!, { reason: 'Agreed' })).status).toBe('attached');
  expect((await opentill.unexpectedTransfers.writeOff(second!, { reason: 'Dust' })).status).toBe('written_off');
  const sentBack = { txHash: `0x${'4f'.repeat(32)}`, toAddress: WALLET, reason: 'By mistake' };
  const { status, refundId } = await opentill.unexpectedTransfers.refund(third!, sentBack);
  expect(status).toBe('refunded');
  expect(await opentill.refunds.retrieve(refundId!)).toMatchObject({ unexpectedTransferId: third, status: 'sent' });
});

test('refunds, from the asking to the sending, with what the books and the audit entries say of it', async () => {
  const session = await opentill.checkoutSessions.create(ORDER);
  await seeTransfer(api, session.id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
  const refund = await opentill.refunds.create({ sessionId: session.id, amount: '9', reason: 'A dent' });
  expect(refund).toMatchObject({ status: 'awaiting_address', amount: { wei: '9000000' } });
  const anew = await opentill.refunds.resetAddress(refund.id);
  expect(anew.refundUrl).not.toBe(refund.refundUrl);
  expect((await opentill.refunds.cancel(refund.id)).status).toBe('canceled');
  const second = await opentill.refunds.create({ sessionId: session.id, toAddress: WALLET, reason: 'Sent back' });
  const sent = await opentill.refunds.sent(second.id, { txHash: `0x${'3f'.repeat(32)}` });
  expect([sent.status, (await opentill.refunds.retrieve(second.id)).status]).toEqual(['sent', 'sent']);
  expect(await idsOf(opentill.refunds.list({ session: session.id, status: 'sent' }))).toEqual([second.id]);

  const [entry] = (await opentill.ledgerEntries.list({ session: session.id })).data;
  expect(entry).toMatchObject({ debit: 'received', credit: 'credited', amount: { wei: '99000000' } });
  const [header, ...lines] = (await opentill.ledgerEntries.exportCsv()).trimEnd().split('\r\n');
  expect(header).toContain('debit');
  expect(lines.find((line) => line.includes(entry!.id))).toContain('99000000');
  expect(await opentill.ledgerEntries.exportCsv({ createdBefore: '2020-01-01T00:00:00Z' })).toBe(`${header}\r\n`);
  const decided = (await opentill.auditEntries.list({ subject: second.id })).data;
  expect(decided.map(({ action }) => action)).toEqual(['refund.send', 'refund.create']);
});

test('a test clock moves the sessions that live by it', async () => {
  const clock = await opentill.test.clocks.create({ name: 'A day' });
  const session = await opentill.checkoutSessions.create({ ...ORDER, testClockId: clock.id });
  await opentill.test.clocks.advance(clock.id, { by: 86_400 });
  expect((await opentill.checkoutSessions.retrieve(session.id)).status).toBe('expired');
  expect((await opentill.test.clocks.retrieve(clock.id)).id).toBe(clock.id);
  expect(await idsOf(opentill.test.clocks.list())).toEqual([clock.id]);
  await opentill.test.clocks.delete(clock.id);
});

test('an endpoint tells in the words that it is made for', async () => {
  const endpoint = await opentill.webhookEndpoints.create({ url: 'https://shop.example/hooks', events: ['*'] });
  expect(endpoint.dialect).toBe('canonical');
});

test('a publishable key reads the public view of a session, and nothing else', async () => {
  const { text } = await createApiKey(api.database.store, api.clock, {
    organizationId: api.organizationId,
    livemode: false,
    name: 'Page',
    kind: 'publishable',
  });
  const session = await opentill.checkoutSessions.create({ ...ORDER, customerEmail: 'ada@example.com' });
  const page = new Opentill(text, { baseUrl });
  expect(await page.public.checkoutSessions.retrieve(session.id)).toMatchObject({ id: session.id, status: 'pending' });
  await expect(page.checkoutSessions.retrieve(session.id)).rejects.toThrow(PermissionError);
  await expect(page.public.checkoutSessions.retrieve('cs_0000000000000000000000')).rejects.toThrow(NotFoundError);
});
