import { webhooks } from '@opentill/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { createReceiver } from '../packages/server/src/testing/receiver.ts';
import { createSession, openCheckout, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

/** The page of the canonical API, line by line, on a whole server with a chain. */
const shop = useShop();

/** The page's own sample, letter by letter. */
const SAMPLE = `{
    "amount": {
      "value": "99.00",
      "currency": "USD"
    },
    "successUrl": "https://example.com/ok",
    "metadata": {
      "orderId": "123"
    }
  }`;

const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${shop.server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${shop.server.dev.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into.
let sample: any;
beforeAll(async () => {
  const answer = await call('POST', '/checkout_sessions', SAMPLE, { 'idempotency-key': 'order-123-v1' });
  expect(answer.status).toBe(201);
  sample = answer.body;
});

describe('C1: create and retrieve with a bearer key', () => {
  it('creates with POST and reads with GET, and only with the key', async () => {
    expect(shop.server.dev.apiKey).toMatch(/^ck_test_/);
    const read = await call('GET', `/checkout_sessions/${sample.id}`);
    expect(read).toMatchObject({ status: 200, body: { id: sample.id, object: 'checkout_session' } });
    const without = await call('GET', `/checkout_sessions/${sample.id}`, undefined, { authorization: '' });
    expect(without).toMatchObject({ status: 401, body: { error: { type: 'authentication' } } });
  });
});

describe('C2: two creation modes', () => {
  it('ad-hoc mode asks the amount that it is given', () => {
    expect(sample).toMatchObject({ linkId: null, fiat: { amount: '99.00', currency: 'USD' } });
  });

  it('link mode inherits the link’s fiatAmount and fiatCurrency', async () => {
    const link = await call('POST', '/payment_links', '{"name": "Tea", "fiatAmount": "42.00", "fiatCurrency": "EUR"}');
    expect(link.status).toBe(201);
    const session = await call('POST', '/checkout_sessions', JSON.stringify({ linkId: link.body.id }));
    expect(session).toMatchObject({
      status: 201,
      body: { linkId: link.body.id, fiat: { amount: '42.00', currency: 'EUR' } },
    });
  });

  it('both or neither is refused', async () => {
    const both = await call('POST', '/checkout_sessions', SAMPLE.replace('{', '{ "linkId": "pl_x",'));
    const neither = await call('POST', '/checkout_sessions', '{"metadata": {"orderId": "123"}}');
    expect([both.status, neither.status]).toEqual([400, 400]);
  });
});

describe('C3: the 21 fields', () => {
  const text = expect.any(String);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

  it('all are there in their types', () => {
    const fields = {
      id: expect.stringMatching(/^cs_/),
      object: 'checkout_session',
      linkId: null,
      status: 'pending',
      address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      amount: { wei: expect.stringMatching(/^\d+$/), eth: expect.stringMatching(/^\d+(\.\d+)?$/) },
      fiat: { amount: '99.00', currency: 'USD' },
      ethPriceUsd: expect.stringMatching(/^\d+(\.\d+)?$/),
      expiresAt: time,
      paidAt: null,
      txHash: null,
      chainId: shop.server.dev.devnet.chainId,
      metadata: { orderId: '123' },
      successUrl: 'https://example.com/ok',
      cancelUrl: null,
      returnUrl: null,
      customerEmail: null,
      livemode: false,
      checkoutUrl: text,
      createdAt: time,
      updatedAt: time,
    };
    expect(Object.keys(fields)).toHaveLength(21);
    expect(sample).toMatchObject(fields);
  });
});

describe('C4: single use, an address of its own, a timer from creation', () => {
  it('two sessions of the same order share nothing', async () => {
    const other = (await call('POST', '/checkout_sessions', SAMPLE)).body;
    expect(other.id).not.toBe(sample.id);
    expect(other.address).not.toBe(sample.address);
    expect(Date.parse(other.expiresAt)).toBeGreaterThan(Date.parse(other.createdAt));
  });
});

describe('C5, C6, C7, C10: statuses, expiry and grace, told by webhook and by polling', () => {
  it('goes from pending by detected to paid, and session.paid is pushed', async () => {
    const receiver = await createReceiver();
    try {
      const endpoint = await shop.opentill.webhookEndpoints.create({ url: receiver.url, events: ['session.paid'] });
      const session = await createSession(shop);
      expect(session.status).toBe('pending');
      await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
      await untilStatus(shop.opentill, session.id, 'paid');
      const told = async () => {
        const events = receiver.requests.map(({ body, headers }) => webhooks.verify(body, headers, endpoint.secret));
        return (await Promise.all(events)).map(({ data }) => (data as { id: string }).id);
      };
      await expect.poll(told, { timeout: 15_000 }).toContain(session.id);
      await shop.opentill.webhookEndpoints.delete(endpoint.id);
      const paid = await shop.opentill.checkoutSessions.retrieve(session.id);
      expect(paid.paidAt).not.toBeNull();
      expect(paid.txHash).toMatch(/^0x[0-9a-f]{64}$/);
    } finally {
      await receiver.close();
    }
  });

  it('expires where nothing came by expiresAt; what confirms inside the grace window makes it paid_late', async () => {
    const session = await createSession(shop, { expiresIn: 5, graceSeconds: 120 });
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(5000);
    expect(Date.parse(session.graceEndsAt) - Date.parse(session.expiresAt)).toBe(120_000);
    await untilStatus(shop.opentill, session.id, 'expired');
    await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'late' });
    await untilStatus(shop.opentill, session.id, 'paid_late');
  });

  it('after the grace window nothing is credited by itself: the money waits for a person', async () => {
    const session = await createSession(shop, { expiresIn: 5, graceSeconds: 0 });
    await untilStatus(shop.opentill, session.id, 'expired');
    await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
    const dispositions = async () =>
      (await shop.opentill.checkoutSessions.retrieve(session.id)).transfers.map((transfer) => transfer.disposition);
    await expect.poll(dispositions, { timeout: 15_000 }).toEqual(['unexpected']);
    expect((await shop.opentill.checkoutSessions.retrieve(session.id)).status).toBe('expired');
  });
});

describe('C8: Idempotency-Key', () => {
  it('a repeat returns the original session, never a second one', async () => {
    const again = await call('POST', '/checkout_sessions', SAMPLE, { 'idempotency-key': 'order-123-v1' });
    expect(again).toMatchObject({ status: 201, body: { id: sample.id } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });
});

describe('C9: the hosted page', () => {
  it('shows the address as QR code and text, the countdown, the exact amount, and follows the payment by itself', async () => {
    const session = await createSession(shop);
    const page = await openCheckout(await shop.customer(), session);
    await expect.poll(() => page.locator('.qr-request svg').isVisible()).toBe(true);
    const shown = async () => ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, '').toLowerCase();
    expect(await shown()).toContain(session.address?.toLowerCase());
    expect(await page.locator('.amount .copyable').textContent()).toBe('50.00');
    expect(await shown()).toMatch(/[0-5]:[0-5]\d/);
    await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
    await page.getByRole('heading', { name: /paid/i }).first().waitFor();
  });
});

describe('C11: the SDK', () => {
  it('creates with the page’s own lines and gives the address to redirect to', async () => {
    const session = await shop.opentill.checkoutSessions.create({
      amount: { value: '99.00', currency: 'USD' },
      successUrl: 'https://example.com/ok',
      metadata: { orderId: '123' },
    });
    expect(session.checkoutUrl).toMatch(new RegExp(`^${shop.server.url}/checkout/`));
    expect((await fetch(session.checkoutUrl)).status).toBe(200);
  });
});
