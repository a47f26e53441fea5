import { webhooks } from '@opentill/sdk';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createReceiver } from '../packages/server/src/testing/receiver.ts';
import { readQrCode } from './read-qr-code.ts';
import { createSession, openCheckout, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

/**
 * The page of the canonical API on a whole server with a chain. Its lines C1 to C8 are held one by one in
 * `packages/server/src/http/routes/checkout-sessions/contract.test.ts`; those that need chain, browser or SDK are here.
 */
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

describe('over HTTP, create and retrieve with a bearer key', () => {
  it('creates with POST and reads with GET, and only with the key', async () => {
    expect(shop.server.dev.apiKey).toMatch(/^ck_test_/);
    const read = await call('GET', `/checkout_sessions/${sample.id}`);
    expect(read).toMatchObject({ status: 200, body: { id: sample.id, object: 'checkout_session' } });
    const without = await call('GET', `/checkout_sessions/${sample.id}`, undefined, { authorization: '' });
    expect(without).toMatchObject({ status: 401, body: { error: { type: 'authentication' } } });
  });
});

describe('over HTTP, two creation modes', () => {
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

describe('over HTTP, the 21 fields', () => {
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

describe('over HTTP, an address of its own and a timer from creation', () => {
  it('two sessions of the same order share nothing', async () => {
    const other = (await call('POST', '/checkout_sessions', SAMPLE)).body;
    expect(other.id).not.toBe(sample.id);
    expect(other.address).not.toBe(sample.address);
    expect(Date.parse(other.expiresAt)).toBeGreaterThan(Date.parse(other.createdAt));
  });
});

describe('C10: session.paid is pushed the moment the payment confirms; polling works too', () => {
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
      await expect.poll(told).toContain(session.id);
      await shop.opentill.webhookEndpoints.delete(endpoint.id);
      const paid = await shop.opentill.checkoutSessions.retrieve(session.id);
      expect(paid.paidAt).not.toBeNull();
      expect(paid.txHash).toMatch(/^0x[0-9a-f]{64}$/);
      const { data: events } = await shop.opentill.events.list({ session: session.id });
      expect(events.map(({ type }) => type)).toContain('session.detected');
    } finally {
      await receiver.close();
    }
  });
});

describe('expiry and grace on a chain', () => {
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
    await expect.poll(dispositions).toEqual(['unexpected']);
    expect((await shop.opentill.checkoutSessions.retrieve(session.id)).status).toBe('expired');
  });
});

describe('over HTTP, Idempotency-Key', () => {
  it('a repeat returns the original session, never a second one', async () => {
    const again = await call('POST', '/checkout_sessions', SAMPLE, { 'idempotency-key': 'order-123-v1' });
    expect(again).toMatchObject({ status: 201, body: { id: sample.id } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });
});

describe('C9: the hosted page', () => {
  const shown = async (page: Page) =>
    ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, '').toLowerCase();

  it('shows the deposit address as a QR code that a wallet reads, and as a string to copy', async () => {
    const session = await createSession(shop);
    const page = await openCheckout(await shop.customer(), session);
    const { address, amount, chainId, method } = session;
    const request = await readQrCode(page.locator('.qr-request svg'));
    expect(request.toLowerCase()).toBe(
      `ethereum:${method?.token}@${chainId}/transfer?address=${address}&uint256=${amount?.wei}`.toLowerCase(),
    );
    await page
      .locator('label')
      .filter({ has: page.locator('input[name="qr"][value="address"]') })
      .click();
    expect((await readQrCode(page.locator('.qr-address svg'))).toLowerCase()).toBe(address);
    expect(await shown(page)).toContain(address);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the address' }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(async () => (await copied()).toLowerCase()).toBe(address);
  });

  it('shows the exact amount at the locked rate, and a countdown to expiresAt that ticks', async () => {
    const session = await createSession(shop);
    const page = await openCheckout(await shop.customer(), session);
    expect(await page.locator('.amount .copyable').textContent()).toBe('50.00');
    const seconds = async () => {
      const [, minutes, rest] =
        /([0-5]?\d):([0-5]\d)/.exec((await page.locator('.time-left time').textContent()) ?? '') ?? [];
      return Number(minutes) * 60 + Number(rest);
    };
    const first = await seconds();
    const left = (Date.parse(session.expiresAt) - Date.now()) / 1000;
    expect(Math.abs(first - left)).toBeLessThan(10);
    await expect.poll(seconds, { timeout: 10_000 }).toBeLessThan(first);
  });

  it('follows the payment by itself, from seen to confirmed', async () => {
    const session = await createSession(shop);
    const page = await openCheckout(await shop.customer(), session);
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
