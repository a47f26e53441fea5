import { describe, expect, it } from 'vitest';
import { restartSession } from '../../../operations/restart-session.ts';
import { findSessionById } from '../../../store/sessions.ts';
import { runOut, seeTransfer } from '../../../testing/books.ts';
import { useGateway } from '../../../testing/use-gateway.ts';
import { checkoutObject, checkoutPage, createdCheckout } from './answer-schema.ts';

const on = useGateway();
const page = (code: string) => on.api.app.inject({ method: 'GET', url: `/checkout/${code}` });

const ITEMS = [
  {
    name: 'Tea',
    description: 'Darjeeling, first flush',
    quantity: 2,
    unitPrice: 4500,
    vatRate: 5.5,
    itemType: 'goods',
  },
  { description: 'Brewing guide', quantity: 1, unitPrice: 0, itemType: 'digital_service' },
  { description: 'Post', quantity: 1, unitPrice: 900, itemType: 'shipping' },
  { description: 'VAT', quantity: 1, unitPrice: 1000, itemType: 'tax' },
  { description: 'Welcome', quantity: 1, unitPrice: 1000, itemType: 'discount' },
];
const ADA = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  address1: '12 St James’s Square',
  address2: 'Attic',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  phone: '+44 20 7946 0958',
};
const WHOLE = {
  amount: 9900,
  currency: 'GBP',
  email: 'ada@example.com',
  returnUrl: 'https://shop.example/thanks',
  cancelUrl: 'https://shop.example/basket',
  ipnUrl: 'https://shop.example/ipn',
  externalReference: 'order-123',
  invoiceNumber: 'INV-7',
  clientId: 'client-42',
  metadata: { basket: '7' },
  items: ITEMS,
  billingAddress: ADA,
  shippingAddress: { ...ADA, firstName: 'Byron' },
};

describe('G1: a checkout is created at POST /v1/checkouts/{siteId}/create', () => {
  it.each(['/v1', '/api/v1'])('also under %s, with an organization’s sk_ key', async (prefix) => {
    const { statusCode, body } = await on.api.app.inject({
      method: 'POST',
      url: `${prefix}/checkouts/${on.site}/create`,
      headers: { authorization: `Bearer ${on.api.keys.test.replace('ck_', 'sk_')}` },
      payload: { amount: 9900, currency: 'USD' },
    });
    expect(statusCode).toBe(200);
    const made = createdCheckout.parse(JSON.parse(body));
    expect(Object.keys(made)).toEqual(['id', 'sessionPublicId', 'shortCode', 'paymentUrl']);
    expect(made.sessionPublicId).toBe(`cs_${made.shortCode}`);
  });

  it('for the site’s UUID, too, and for no other organization’s site', async () => {
    expect(
      (await on.call('POST', `/checkouts/${on.siteUuid}/create`, { body: { amount: 1, currency: 'USD' } })).status,
    ).toBe(200);
    const { status, body } = await on.create({}, { key: on.api.keys.stranger });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'site_not_found', param: 'siteId' });
  });

  it('by a key alone', async () => {
    expect((await on.create({}, { key: null })).body.error.code).toBe('api_key_missing');
    expect((await on.create({}, { key: `sk_test_${'x'.repeat(32)}` })).body.error.code).toBe('api_key_invalid');
  });

  it('with errors in its own shape also where there is no such route', async () => {
    const wrong = [
      ['POST', '/v1/checkouts'],
      ['PATCH', `/v1/checkouts/${on.site}/create`],
      ['POST', `/v1/checkouts/${on.site}/nothing`],
      ['POST', '/api/v1/checkouts'],
    ] as const;
    for (const [method, path] of wrong) {
      const { status, headers, body } = await on.api.call(method, path, { body: {} });
      expect(status, `${method} ${path}`).toBe(404);
      expect(body, path).toEqual({
        error: {
          type: 'not_found',
          code: 'route_not_found',
          message: expect.any(String),
          requestId: headers['x-request-id'],
        },
      });
    }
  });

  it('once for an Idempotency-Key under both addresses, however the site is spelled', async () => {
    const options = { headers: { 'idempotency-key': 'gateway-2' }, body: { amount: 9900, currency: 'USD' } };
    const ids = [];
    for (const path of [
      `/checkouts/${on.site}/create`,
      `/api/v1/checkouts/${on.site}/create`,
      `/checkouts/${on.siteUuid}/create`,
    ])
      ids.push((await on.call('POST', path, options)).body.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'gateway-1' };
    const first = await on.create({ returnUrl: 'https://shop.example/?t={transactionId}' }, { headers });
    const again = await on.create({ returnUrl: 'https://shop.example/?t={transactionId}' }, { headers });
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await on.create({ amount: 1 }, { headers })).body.error.code).toBe('idempotency_key_reused');
  });

  it('with everything that its body can hold, and gives it back', async () => {
    const made = await on.made(WHOLE);
    checkoutObject.parse(made);
    const { shippingAddress, ...rest } = WHOLE;
    expect(made).toMatchObject(rest);
    expect(made.shippingAddress).toEqual(shippingAddress);
    expect(made).toMatchObject({ status: null, sessionStatus: 'pending', livemode: false, siteId: on.site });
  });

  it.each([
    ['USD', 9901, '99.01'],
    ['JPY', 9901, '9901'],
    ['KWD', 9901, '9.901'],
  ])('in minor units of %s', async (currency, amount, total) => {
    const { body } = await on.create({ currency, amount });
    const { body: canonical } = await on.call('GET', `/api/v1/checkout_sessions/${body.sessionPublicId}`);
    expect(canonical.amountTotal).toBe(total);
    expect((await on.call('GET', `/checkouts/${body.id}`)).body.amount).toBe(amount);
  });

  it('readable through the canonical API, its discounts taken off the subtotal', async () => {
    const { body } = await on.create(WHOLE);
    const { body: session } = await on.call('GET', `/api/v1/checkout_sessions/${body.sessionPublicId}`);
    expect(session).toMatchObject({
      amountSubtotal: '109.00',
      amountDiscount: '10.00',
      amountTotal: '99.00',
      customerEmail: 'ada@example.com',
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/basket',
      metadata: { basket: '7' },
    });
    expect(
      session.lineItems.map(({ name, unitAmount }: { name: string; unitAmount: string }) => [name, unitAmount]),
    ).toEqual([
      ['Tea', '45.00'],
      ['Post', '9.00'],
      ['VAT', '10.00'],
    ]);
    expect(session.customerDetails).toMatchObject({
      name: 'Ada Lovelace',
      billingAddress: { line1: '12 St James’s Square', postalCode: 'SW1Y 4JH', country: 'GB' },
    });
  });

  it('paid at once where discounts took everything off', async () => {
    const items = [
      { description: 'Tea', quantity: 1, unitPrice: 500, itemType: 'goods' },
      { description: 'Voucher', quantity: 1, unitPrice: 500, itemType: 'discount' },
    ];
    expect(await on.made({ amount: 0, items })).toMatchObject({ amount: 0, status: 1, sessionStatus: 'paid' });
  });
});

describe('G2: the answer is a unique URL /checkout/{code}', () => {
  it('that leads to the page of this checkout alone', async () => {
    const [one, two] = [(await on.create()).body, (await on.create()).body];
    expect(one.paymentUrl).toMatch(new RegExp(`/checkout/${one.shortCode}$`));
    expect(one.shortCode).not.toBe(two.shortCode);
    expect((await page(one.shortCode)).statusCode).toBe(200);
    expect((await page('nobodys')).statusCode).toBe(404);
  });

  it('whose code, id and public id all name it', async () => {
    const { id, sessionPublicId, shortCode } = (await on.create()).body;
    for (const spelling of [id, id.toUpperCase(), sessionPublicId, shortCode]) {
      expect((await on.call('GET', `/checkouts/${spelling}`)).body.id).toBe(id);
      expect((await on.call('GET', `/api/v1/checkouts/${spelling}`)).body.id).toBe(id);
    }
  });
});

describe('G4: the page’s branding and line items (tax and providers are not there yet)', () => {
  it('loads the site’s branding', async () => {
    const brand = { logoUrl: 'https://shop.example/logo.svg', accent: '#336699', supportEmail: null };
    await on.api.database.pool.query('UPDATE sites SET brand = $2 WHERE id = $1', [on.siteUuid, JSON.stringify(brand)]);
    const { shortCode } = (await on.create()).body;
    const { body } = await page(shortCode);
    expect(body).toContain('https://shop.example/logo.svg');
    const css = await on.api.app.inject({ method: 'GET', url: `/checkout/${shortCode}/brand.css` });
    expect(css.body).toContain('#336699');
  });

  it('shows the line items', async () => {
    const { shortCode } = (await on.create(WHOLE)).body;
    const { body } = await page(shortCode);
    for (const text of ['Tea', 'Post', 'VAT']) expect(body).toContain(text);
  });

  it('shows what a merchant wrote as text, never as markup', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const items = [{ name: evil, description: evil, quantity: 1, unitPrice: 9900, itemType: 'goods' }];
    const { shortCode } = (await on.create({ items, metadata: { evil }, externalReference: evil })).body;
    expect((await page(shortCode)).body).not.toContain('<img src=x');
  });
});

describe('G5: card data never touches our page', () => {
  /** What a form for cards has, by the names that browsers fill in (HTML, autofill) and by those that shops use. */
  const CARD_FIELD = /<(input|select|textarea)[^>]*(cc-|card|cvc|cvv|\bpan\b|expiry|iban)[^>]*>/i;
  const policyOf = (header: unknown) =>
    new Map(
      String(header)
        .split(';')
        .map((part) => part.trim().split(/ (.*)/, 2) as [string, string | undefined]),
    );

  it('has no field for it', async () => {
    const { shortCode } = (await on.create(WHOLE)).body;
    const { body } = await page(shortCode);
    expect(body).toMatch(/<input/);
    expect(body).not.toMatch(CARD_FIELD);
    expect('<input autocomplete="cc-number">').toMatch(CARD_FIELD);
  });

  it('runs no foreign script, embeds no foreign frame and posts to nobody else', async () => {
    const { shortCode } = (await on.create(WHOLE)).body;
    const { headers, body } = await page(shortCode);
    const policy = policyOf(headers['content-security-policy']);
    for (const directive of ['script-src', 'connect-src', 'form-action']) expect(policy.get(directive)).toBe("'self'");
    // What is named nowhere falls back to this: frames, objects, workers.
    expect(policy.get('default-src')).toBe("'none'");
    for (const directive of ['frame-src', 'child-src', 'object-src', 'worker-src', 'script-src-elem']) {
      expect([directive, policy.get(directive)]).toEqual([directive, undefined]);
    }
    expect(body).not.toMatch(/<(iframe|frame|object|embed)\b/i);
    const scripts = [...body.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source]) => source);
    expect(scripts.length).toBeGreaterThan(0);
    for (const source of scripts) expect(source).toMatch(/^\/assets\//);
  });
});

describe('G6: returnUrl and cancelUrl', () => {
  it('carry the transaction’s id where the merchant asks for it, URL-encoded', async () => {
    const made = await on.made({
      returnUrl: 'https://shop.example/thanks/{transactionId}?id={transactionId}#{transactionId}',
      cancelUrl: 'https://shop.example/basket?id={transactionId}',
      ipnUrl: 'https://shop.example/ipn?id={transactionId}',
    });
    const id = made.sessionPublicId;
    expect(made).toMatchObject({
      returnUrl: `https://shop.example/thanks/${id}?id=${id}#${id}`,
      cancelUrl: `https://shop.example/basket?id=${id}`,
      ipnUrl: `https://shop.example/ipn?id=${id}`,
    });
    expect((await page(made.shortCode)).body).toContain(`https://shop.example/basket?id=${id}`);
  });

  it('carry the new checkout’s id when the customer starts again after the time ran out', async () => {
    const path = 'https://shop.example/thanks?id=';
    const first = await on.made({ returnUrl: `${path}{transactionId}`, externalReference: 'order-9' });
    await runOut(on.api, first.sessionPublicId);
    const { store } = on.api.database;
    const session = await findSessionById(store, first.id);
    const restarted = await restartSession({ ...on.api.sessions.createDeps, store }, session!, () => true);
    if (restarted.outcome === 'refused') throw new Error(restarted.message);
    const { body: second } = await on.call('GET', `/checkouts/${restarted.sessionId}`);
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ returnUrl: path + second.sessionPublicId, externalReference: 'order-9' });
  });

  it('stay as they are without it', async () => {
    const made = await on.made({ returnUrl: 'https://shop.example/ok?a=1&b=%20', cancelUrl: 'https://shop.example' });
    expect(made).toMatchObject({ returnUrl: 'https://shop.example/ok?a=1&b=%20', cancelUrl: 'https://shop.example' });
  });

  it.each(['returnUrl', 'cancelUrl', 'ipnUrl'])('take no id into the host of %s', async (name) => {
    for (const url of [
      'https://{transactionId}.shop.example/',
      '{transactionId}://shop.example/',
      'https://{transactionId}@shop.example/',
      'https://shop.example:{transactionId}/',
      'https:///{transactionId}/x',
      'http:/\\{transactionId}/x',
      'https:{transactionId}/x',
    ]) {
      const { status, body } = await on.create({ [name]: url });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ param: name });
    }
  });
});

describe('GET /v1/checkouts', () => {
  it('lists page by page, newest first, with how many there are', async () => {
    const key = on.api.keys.live;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await on.create({ amount: 100 + i }, { key })).body.id);
    const pages = await Promise.all(
      [1, 2, 3, 4].map((number) => on.call('GET', `/checkouts?page=${number}&limit=2`, { key })),
    );
    for (const { body } of pages) checkoutPage.parse(body);
    expect(pages.flatMap(({ body }) => body.data.map(({ id }: { id: string }) => id))).toEqual(ids);
    expect(pages[1]!.body).toMatchObject({ page: 2, limit: 2, totalItems: 5, totalPages: 3 });
    expect((await on.call('GET', '/api/v1/checkouts?limit=1', { key })).body.totalItems).toBe(5);
  });

  it('filters by status, as number or as word, and by site', async () => {
    const { body: seen } = await on.create();
    const { body: opened } = await on.create();
    await page(opened.shortCode);
    await expect.poll(async () => (await on.call('GET', `/checkouts/${opened.id}`)).body.status).toBe(-1);
    const { body: session } = await on.call('GET', `/api/v1/checkout_sessions/${seen.sessionPublicId}`);
    await seeTransfer(on.api, seen.sessionPublicId, { amountAtomic: BigInt(session.amount.wei) });
    const idsOf = async (query: string) =>
      (await on.call('GET', `/checkouts?limit=100&${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await idsOf('status=0')).toContain(seen.id);
    expect(await idsOf('status=detected')).toContain(seen.id);
    expect(await idsOf('status=-1')).toContain(opened.id);
    expect(await idsOf('status=-1')).not.toContain(seen.id);
    for (const status of ['-2', '1', '2']) expect(await idsOf(`status=${status}`)).not.toContain(seen.id);
    expect(await idsOf(`siteId=${on.site}`)).toContain(seen.id);
    expect(await idsOf(`siteId=${on.siteUuid}`)).toContain(seen.id);
    expect(await idsOf('siteId=00000000-0000-7000-8000-000000000000')).toEqual([]);
  });

  it('shows sessions that were made through the canonical API, in these words', async () => {
    const body = {
      amount: { value: '12.30', currency: 'USD' },
      lineItems: [{ name: 'Tea', quantity: 3, unitAmount: '4.10' }],
      successUrl: 'https://shop.example/ok',
    };
    const { body: session } = await on.call('POST', '/api/v1/checkout_sessions', { body });
    const { body: shown } = await on.call('GET', `/checkouts/${session.id}`);
    checkoutObject.parse(shown);
    expect(shown).toMatchObject({
      sessionPublicId: session.id,
      amount: 1230,
      items: [{ name: 'Tea', quantity: 3, unitPrice: 410, itemType: 'goods' }],
      returnUrl: 'https://shop.example/ok',
      externalReference: null,
      ipnUrl: null,
    });
  });

  it('shows nothing of another organization or mode', async () => {
    const { body } = await on.create();
    for (const key of [on.api.keys.stranger, on.api.keys.live]) {
      expect((await on.call('GET', `/checkouts/${body.id}`, { key })).body.error.code).toBe('session_not_found');
      const { body: list } = await on.call('GET', '/checkouts?limit=100', { key });
      expect(list.data.map(({ id }: { id: string }) => id)).not.toContain(body.id);
    }
  });
});

describe('PATCH /v1/checkouts/{id}', () => {
  it('changes what is harmless while the checkout waits, and leaves the rest', async () => {
    const made = await on.made(WHOLE);
    const change = {
      externalReference: 'order-124',
      email: 'grace@example.com',
      metadata: { basket: '8' },
      returnUrl: 'https://shop.example/done?id={transactionId}',
      ipnUrl: 'https://other.example/ipn',
      clientId: null,
    };
    const { status, body } = await on.call('PATCH', `/checkouts/${made.shortCode}`, { body: change });
    expect(status).toBe(200);
    const returnUrl = `https://shop.example/done?id=${made.sessionPublicId}`;
    expect(body).toEqual({ ...made, ...change, returnUrl, updatedAt: body.updatedAt });
    expect((await on.call('GET', `/checkouts/${made.id}`)).body).toEqual(body);
  });

  it.each([
    ['amount', 1],
    ['currency', 'EUR'],
    ['items', []],
    ['status', 1],
  ])('does not change %s', async (name, value) => {
    const made = await on.made(WHOLE);
    const { status, body } = await on.call('PATCH', `/checkouts/${made.id}`, { body: { [name]: value } });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'parameter_invalid', param: name });
    expect(body.error.message).toContain('cannot be changed');
    expect((await on.call('GET', `/checkouts/${made.id}`)).body).toEqual(made);
  });

  it('takes the only address from no subscription’s first checkout', async () => {
    const { body: first } = await on.api.call('POST', '/checkout_sessions', {
      body: {
        amount: { value: '9.00', currency: 'USD' },
        customerEmail: 'ada@example.com',
        mode: 'subscription',
        recurring: { interval: 'month' },
      },
    });
    const { status, body } = await on.call('PATCH', `/checkouts/${first.id}`, { body: { email: null } });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'subscription_customer_missing', 'email']);
    expect((await on.api.call('GET', `/checkout_sessions/${first.id}`)).body.customerEmail).toBe('ada@example.com');
  });

  it.each(['paidAt', 'amountReceived', 'siteId', 'livemode', 'id'])('knows no field %s', async (name) => {
    const made = await on.made();
    const { body } = await on.call('PATCH', `/checkouts/${made.id}`, { body: { [name]: 'x' } });
    expect(body.error).toMatchObject({ code: 'parameter_unknown', param: name });
  });

  it('changes nothing once a payment was seen, or it has ended', async () => {
    const { body: seen } = await on.create();
    await seeTransfer(on.api, seen.sessionPublicId, { amountAtomic: 1n });
    const { body: ended } = await on.create();
    await on.call('POST', `/api/v1/checkout_sessions/${ended.sessionPublicId}/cancel`);
    for (const [id, code] of [
      [seen.id, 'session_has_payment'],
      [ended.id, 'session_ended'],
    ]) {
      const { status, body } = await on.call('PATCH', `/checkouts/${id}`, { body: { externalReference: 'x' } });
      expect([status, body.error.code]).toEqual([409, code]);
      expect((await on.call('GET', `/checkouts/${id}`)).body.externalReference).toBeNull();
    }
  });

  it('keeps no reference with a checkout of another API’s words, and says what would do', async () => {
    const order = { total: 5, currency: 'USD', method: { network: 'Devnet', token: null } };
    const { body: session } = await on.call('POST', '/api/v1/payment_sessions', { body: order });
    const { status, body } = await on.call('PATCH', `/checkouts/${session.id}`, { body: { externalReference: 'x' } });
    expect([status, body.error.code, body.error.param]).toEqual([409, 'field_not_changeable', 'externalReference']);
    expect(body.error.message).toContain('metadata');
  });

  it('finds nothing of another organization or mode', async () => {
    const { body: made } = await on.create();
    for (const key of [on.api.keys.stranger, on.api.keys.live]) {
      const { status, body } = await on.call('PATCH', `/checkouts/${made.id}`, {
        key,
        body: { email: 'x@example.com' },
      });
      expect([status, body.error.code]).toEqual([404, 'session_not_found']);
    }
  });
});
