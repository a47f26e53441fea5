import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { paymentLinkList, paymentLinkObject } from './link-object.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const TEA = { name: 'Tea club', fiatAmount: '12.50', fiatCurrency: 'USD' };
const OPEN_AMOUNT = { fiatAmount: undefined, customerAmount: {} };
const create = (body: object = {}, options: object = {}) =>
  api.call('POST', '/payment_links', { body: { ...TEA, ...body }, ...options });
const get = (id: string, options: object = {}) => api.call('GET', `/payment_links/${id}`, options);
const patch = (id: string, body: object, options: object = {}) =>
  api.call('PATCH', `/payment_links/${id}`, { body, ...options });
const remove = (id: string, options: object = {}) => api.call('DELETE', `/payment_links/${id}`, options);

describe('creating a payment link', () => {
  it('answers with the link, its address, its QR pictures and its defaults', async () => {
    const { status, body } = await create({ slug: 'tea-club' });
    expect(status).toBe(201);
    expect(paymentLinkObject.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^pl_[0-9A-Za-z]{22}$/),
      object: 'payment_link',
      slug: 'tea-club',
      name: 'Tea club',
      description: null,
      active: true,
      livemode: false,
      fiatAmount: '12.50',
      fiatCurrency: 'USD',
      customerAmount: null,
      quantity: null,
      allowedMethods: [],
      collect: { email: 'none', name: 'none', phone: 'none', billingAddress: 'none', shippingAddress: 'none' },
      questions: [],
      useLimit: null,
      uses: { completed: 0, reserved: 0 },
      successUrl: null,
      expiresIn: null,
      metadata: null,
    });
    expect(body.url).toMatch(/^https?:\/\/[^/]+\/l\/tea-club$/);
    expect(body.qr).toEqual({ svg: `${body.url}/qr.svg`, png: `${body.url}/qr.png` });
    expect((await get(body.id)).body).toEqual(body);
  });

  it('draws a short readable slug where none is chosen, each time another', async () => {
    const slugs = [(await create()).body.slug, (await create()).body.slug];
    for (const slug of slugs) expect(slug).toMatch(/^[23456789abcdefghjkmnpqrstuvwxyz]{10}$/);
    expect(slugs[0]).not.toBe(slugs[1]);
  });

  it('takes everything that a merchant can decide, and gives it back', async () => {
    const settings = {
      name: 'T-shirt',
      description: 'One size fits none.',
      imageUrl: 'https://shop.example/shirt.png',
      active: false,
      fiatAmount: '1500',
      fiatCurrency: 'JPY',
      quantity: { minimum: 1, maximum: 5 },
      allowedMethods: ['Devnet:USDC'],
      collect: { email: 'required', shippingAddress: 'optional' },
      questions: [{ key: 'size', label: 'Size', type: 'select', required: true, options: ['S', 'M'] }],
      useLimit: 10,
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/cart',
      expiresIn: 600,
      metadata: { campaign: 'spring' },
    };
    const { body } = await create(settings);
    expect(body).toMatchObject(settings);
    expect(body.collect).toMatchObject({ name: 'none', phone: 'none', billingAddress: 'none' });
  });

  it('lets the customer choose the amount, within bounds', async () => {
    const customerAmount = { minimum: '5.00', maximum: '500.00', preset: '20.00' };
    const { body } = await create({ fiatAmount: undefined, customerAmount });
    expect(body).toMatchObject({ fiatAmount: null, fiatCurrency: 'USD', customerAmount });
    const open = (await create(OPEN_AMOUNT)).body;
    expect(open.customerAmount).toEqual({ minimum: null, maximum: null, preset: null });
  });

  it('is one link for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'link-1' };
    const [first, second] = [await create({}, { headers }), await create({}, { headers })];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await create({ name: 'Other' }, { headers })).body.error.code).toBe('idempotency_key_reused');
  });

  it('gives a button that names nothing but the link, its name and its price', async () => {
    const { body } = await create({ name: '"><script>alert(1)</script>' });
    expect(body.buttonSnippet).toContain(`href="${body.url}"`);
    expect(body.buttonSnippet).toContain('Pay $12.50');
    expect(body.buttonSnippet).not.toContain('<script');
  });
});

describe('bad input for a payment link', () => {
  it.each([
    ['no price', { fiatAmount: undefined }, 'payment_link_invalid', 'fiatAmount'],
    ['two prices', { customerAmount: {} }, 'payment_link_invalid', 'customerAmount'],
    ['an amount of zero', { fiatAmount: '0.00' }, 'amount_invalid', 'fiatAmount'],
    ['too many decimals', { fiatAmount: '1.005' }, 'amount_invalid', 'fiatAmount'],
    ['a number for an amount', { fiatAmount: 12.5 }, 'parameter_invalid', 'fiatAmount'],
    ['a huge amount', { fiatAmount: '1'.repeat(30) }, 'amount_too_large', 'fiatAmount'],
    ['an unknown currency', { fiatCurrency: 'XYZ' }, 'currency_unknown', 'fiatCurrency'],
    ['no currency', { fiatCurrency: undefined }, 'parameter_missing', 'fiatCurrency'],
    ['no name', { name: undefined }, 'parameter_missing', 'name'],
    ['a name of spaces', { name: '   ' }, 'parameter_invalid', 'name'],
    [
      'minimum above maximum',
      { ...OPEN_AMOUNT, customerAmount: { minimum: '9.00', maximum: '8.00' } },
      'payment_link_invalid',
      'customerAmount.minimum',
    ],
    [
      'a preset below the minimum',
      { ...OPEN_AMOUNT, customerAmount: { minimum: '9.00', preset: '8.00' } },
      'payment_link_invalid',
      'customerAmount.preset',
    ],
    [
      'a preset above the maximum',
      { ...OPEN_AMOUNT, customerAmount: { maximum: '7.00', preset: '8.00' } },
      'payment_link_invalid',
      'customerAmount.preset',
    ],
    [
      'a negative bound',
      { ...OPEN_AMOUNT, customerAmount: { minimum: '-1' } },
      'amount_invalid',
      'customerAmount.minimum',
    ],
    [
      'a quantity with a chosen amount',
      { ...OPEN_AMOUNT, quantity: { maximum: 2 } },
      'payment_link_invalid',
      'quantity',
    ],
    ['a quantity upside down', { quantity: { minimum: 3, maximum: 2 } }, 'payment_link_invalid', 'quantity.minimum'],
    ['a quantity of none', { quantity: { minimum: 0, maximum: 2 } }, 'parameter_invalid', 'quantity.minimum'],
    ['an unknown method', { allowedMethods: ['Devnet:DOGE'] }, 'method_not_offered', 'allowedMethods.0'],
    ['an unknown network', { allowedMethods: ['Narnia:ETH'] }, 'network_unknown', 'allowedMethods.0'],
    ['another mode’s method', { allowedMethods: ['Base:USDC'] }, 'network_unknown', 'allowedMethods.0'],
    ['a way to collect that is none', { collect: { email: 'yes' } }, 'parameter_invalid', 'collect.email'],
    [
      'something to collect that is none',
      { collect: { birthday: 'required' } },
      'parameter_unknown',
      'collect.birthday',
    ],
    [
      'eleven questions',
      { questions: Array.from({ length: 11 }, (_, i) => ({ label: `Q${i}` })) },
      'parameter_invalid',
      'questions',
    ],
    [
      'a select without options',
      { questions: [{ label: 'Size', type: 'select' }] },
      'payment_link_invalid',
      'questions.0.options',
    ],
    [
      'options of a text',
      { questions: [{ label: 'Size', options: ['S'] }] },
      'payment_link_invalid',
      'questions.0.options',
    ],
    [
      'two questions of one key',
      { questions: [{ label: 'A' }, { label: 'B', key: 'A' }] },
      'payment_link_invalid',
      'questions.1.key',
    ],
    ['a use limit of none', { useLimit: 0 }, 'parameter_invalid', 'useLimit'],
    ['a javascript: success URL (attack 50)', { successUrl: 'javascript:alert(1)' }, 'url_invalid', 'successUrl'],
    ['a data: cancel URL (attack 50)', { cancelUrl: 'data:text/html,x' }, 'url_invalid', 'cancelUrl'],
    ['a javascript: picture (attack 50)', { imageUrl: 'javascript:alert(1)' }, 'url_invalid', 'imageUrl'],
    ['a picture over http', { imageUrl: 'http://shop.example/x.png' }, 'url_invalid', 'imageUrl'],
    ['too short a life', { expiresIn: 1 }, 'expiry_out_of_bounds', 'expiresIn'],
    ['a slug in capitals', { slug: 'Tea' }, 'slug_invalid', 'slug'],
    ['a slug with a slash', { slug: 'a/b' }, 'slug_invalid', 'slug'],
    ['a slug that begins with a hyphen', { slug: '-tea' }, 'slug_invalid', 'slug'],
    ['a slug of two letters', { slug: 'te' }, 'slug_invalid', 'slug'],
    ['a reserved slug', { slug: 'admin' }, 'slug_invalid', 'slug'],
    ['a site that is none', { siteId: 'site_nope' }, 'site_not_found', 'siteId'],
    ['a field of its own making', { status: 'paid' }, 'parameter_unknown', 'status'],
    ['a counter (attack 47)', { uses: { completed: 0 } }, 'parameter_unknown', 'uses'],
    ['another livemode (attack 47)', { livemode: true }, 'parameter_unknown', 'livemode'],
  ])('%s', async (_what, body, code, param) => {
    const before = await count();
    const answer = await create(body);
    expect(answer.body.error).toMatchObject({ code, param, message: expect.any(String) });
    expect(answer.status).toBe(code === 'site_not_found' ? 404 : 400);
    expect(await count()).toBe(before);
  });

  it('says that a slug is taken, by whomever', async () => {
    await create({ slug: 'first-come' });
    const mine = await create({ slug: 'first-come' });
    expect(mine).toMatchObject({ status: 409, body: { error: { code: 'slug_taken', param: 'slug' } } });
    const another = await create({ slug: 'first-come' }, { key: api.keys.stranger });
    expect(another).toMatchObject({ status: 409, body: { error: { code: 'slug_taken', param: 'slug' } } });
  });
});

const count = async () => (await api.database.pool.query('SELECT count(*) AS n FROM payment_links')).rows[0].n;

describe('reading payment links', () => {
  it('lists them newest first, a page at a time, active or not', async () => {
    const options = { key: api.keys.live };
    const made = [];
    for (const active of [true, false, true]) made.push((await create({ active }, options)).body.id);
    const list = async (query: string) => (await api.call('GET', `/payment_links${query}`, options)).body;
    const all = await list('');
    expect(paymentLinkList.parse(all)).toEqual(all);
    expect(all.data.map(({ id }: { id: string }) => id)).toEqual(made.toReversed());
    const first = await list('?limit=2');
    expect(first).toMatchObject({ hasMore: true, nextCursor: made[1] });
    expect((await list(`?limit=2&starting_after=${first.nextCursor}`)).data).toHaveLength(1);
    expect((await list('?active=true')).data).toHaveLength(2);
    expect((await list('?active=false')).data.map(({ id }: { id: string }) => id)).toEqual([made[1]]);
  });

  it.each(['?active=maybe', '?limit=0', '?starting_after=cs_x', '?color=red'])('refuses %s', async (query) => {
    expect((await api.call('GET', `/payment_links${query}`)).status).toBe(400);
  });
});

describe('changing a payment link', () => {
  it('changes what is given and leaves the rest', async () => {
    const { body: link } = await create({ description: 'Old', metadata: { a: '1' }, useLimit: 3 });
    const { body } = await patch(link.id, { fiatAmount: '13.00', description: null, active: false });
    expect(body).toMatchObject({
      fiatAmount: '13.00',
      description: null,
      active: false,
      useLimit: 3,
      metadata: { a: '1' },
    });
    expect((await get(link.id)).body).toEqual(body);
  });

  it('turns one kind of price into the other', async () => {
    const { body: link } = await create({ quantity: { maximum: 3 } });
    const chosen = (await patch(link.id, { customerAmount: { minimum: '1.00' } })).body;
    expect(chosen).toMatchObject({ fiatAmount: null, quantity: null, customerAmount: { minimum: '1.00' } });
    const fixed = (await patch(link.id, { fiatAmount: '4.00' })).body;
    expect(fixed).toMatchObject({ fiatAmount: '4.00', customerAmount: null });
  });

  it('is checked as a whole, and changes nothing when it is refused', async () => {
    const { body: link } = await create();
    const refused = await patch(link.id, { fiatCurrency: 'JPY' });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'amount_invalid', param: 'fiatAmount' } } });
    expect((await get(link.id)).body).toEqual(link);
  });

  it('keeps an earlier slug for the link, so that a printed code still leads to it', async () => {
    const { body: link } = await create({ slug: 'spring-sale' });
    expect((await patch(link.id, { slug: 'summer-sale' })).body.slug).toBe('summer-sale');
    expect((await create({ slug: 'spring-sale' })).body.error.code).toBe('slug_taken');
    expect((await patch(link.id, { slug: 'spring-sale' })).body.slug).toBe('spring-sale');
  });

  it('takes ten slugs at most', async () => {
    const { body: link } = await create({ slug: 'many-0' });
    for (let i = 1; i < 10; i++) expect((await patch(link.id, { slug: `many-${i}` })).status).toBe(200);
    expect((await patch(link.id, { slug: 'many-10' })).body.error.code).toBe('slug_invalid');
    expect((await create({ slug: 'many-10' })).status).toBe(201);
  });
});

describe('deleting a payment link', () => {
  it('takes it out of every list and keeps its slug', async () => {
    const { body: link } = await create({ slug: 'gone-soon' });
    expect((await remove(link.id)).body).toEqual({ id: link.id, object: 'payment_link', deleted: true });
    expect((await get(link.id)).body.error.code).toBe('payment_link_not_found');
    expect((await patch(link.id, { active: true })).status).toBe(404);
    expect((await remove(link.id)).status).toBe(404);
    expect((await create({ slug: 'gone-soon' })).body.error.code).toBe('slug_taken');
  });
});

describe('attacks 46 and 48: another organization, another mode', () => {
  it('does not exist for them', async () => {
    const { body: link } = await create();
    for (const key of [api.keys.stranger, api.keys.live]) {
      for (const answer of [
        await get(link.id, { key }),
        await patch(link.id, { name: 'Mine' }, { key }),
        await remove(link.id, { key }),
      ]) {
        expect(answer).toMatchObject({ status: 404, body: { error: { code: 'payment_link_not_found' } } });
      }
      const listed = (await api.call('GET', '/payment_links?limit=100', { key })).body.data;
      expect(listed.map(({ id }: { id: string }) => id)).not.toContain(link.id);
    }
    expect((await get(link.id)).body).toEqual(link);
  });

  it.each(['pl_nope', 'cs_0351BrsF3N0yYt0OPgTG5v', 'pl_'])('answers 404 for %s', async (id) => {
    expect((await get(id)).status).toBe(404);
  });
});
