import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { linkVisitor } from './link-visitor.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const DONATION = { name: 'Tea garden', fiatCurrency: 'USD', customerAmount: { minimum: '5.00', maximum: '500.00' } };
const createLink = async (body: object = {}) =>
  (await api.call('POST', '/payment_links', { body: { ...DONATION, ...body } })).body;
const fixed = (body: object) => createLink({ customerAmount: undefined, fiatAmount: '24.00', ...body });
const sessionOf = async (id: string | undefined) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const sessionsOf = async (link: { id: string }) => {
  const { body } = await api.call('GET', `/payment_links/${link.id}`);
  return body.uses.completed + body.uses.reserved;
};

async function visitorOf(link: { slug: string }) {
  const visitor = linkVisitor(api, link.slug);
  const opened = await visitor.open();
  expect(opened.status).toBe(200);
  return { ...visitor, opened };
}

describe('a link that asks its customer', () => {
  it('shows a form and makes no session before it is sent', async () => {
    const link = await createLink({ description: 'Every leaf helps.' });
    const { opened, submit } = await visitorOf(link);
    expect(opened.html).toContain('Every leaf helps.');
    expect(opened.html).toContain('From $5.00 to $500.00');
    expect(opened.html).not.toContain('<script');
    expect(await sessionsOf(link)).toBe(0);
    const sent = await submit({ amount: '25' });
    expect(sent.status).toBe(303);
    expect(await sessionOf(sent.sessionId)).toMatchObject({
      linkId: link.id,
      fiat: { amount: '25.00', currency: 'USD' },
      lineItems: [{ name: 'Tea garden', quantity: 1, unitAmount: '25.00' }],
    });
  });

  it('takes a quantity times the price of one', async () => {
    const { submit } = await visitorOf(await fixed({ quantity: { minimum: 1, maximum: 10 } }));
    expect(await sessionOf((await submit({ quantity: '3' })).sessionId)).toMatchObject({
      fiat: { amount: '72.00', currency: 'USD' },
      lineItems: [{ quantity: 3, unitAmount: '24.00' }],
    });
  });

  it('hands what it collects to the session', async () => {
    const link = await fixed({
      collect: {
        email: 'required',
        name: 'required',
        phone: 'optional',
        billingAddress: 'optional',
        shippingAddress: 'required',
      },
      questions: [
        { key: 'size', label: 'Size', type: 'select', options: ['S', 'M'], required: true },
        { label: 'On the back' },
        { key: 'age', label: 'Age', type: 'number' },
        { key: 'terms', label: 'I agree', type: 'checkbox', required: true },
      ],
    });
    const { submit } = await visitorOf(link);
    const sent = await submit({
      email: 'ada@example.com',
      name: ' Ada Lovelace ',
      phone: '+44 20 7946 0000',
      'shipping.line1': '12 St James’s Square',
      'shipping.city': 'London',
      'shipping.postalCode': 'SW1Y 4LE',
      'shipping.country': 'GB',
      'question.0': 'M',
      'question.1': 'Ada',
      'question.3': 'yes',
    });
    expect(await sessionOf(sent.sessionId)).toMatchObject({
      customerEmail: 'ada@example.com',
      customerDetails: {
        name: 'Ada Lovelace',
        phone: '+44 20 7946 0000',
        billingAddress: null,
        shippingAddress: {
          line1: '12 St James’s Square',
          line2: null,
          city: 'London',
          region: null,
          postalCode: 'SW1Y 4LE',
          country: 'GB',
        },
        custom: { size: 'M', 'On the back': 'Ada', terms: 'yes' },
      },
    });
  });

  it('makes one session of two posts of the same form, and another of other entries', async () => {
    const link = await createLink();
    const { submit } = await visitorOf(link);
    const [one, two] = await Promise.all([submit({ amount: '25' }), submit({ amount: '25' })]);
    expect(one.sessionId).toBeDefined();
    expect(two.sessionId).toBe(one.sessionId);
    const other = await submit({ amount: '30' });
    expect(other.sessionId).not.toBe(one.sessionId);
    expect(await sessionsOf(link)).toBe(2);
  });

  it('shows a visitor the payment that is under way', async () => {
    const { submit, open } = await visitorOf(await createLink());
    const { sessionId } = await submit({ amount: '25' });
    const again = await open();
    expect(again.status).toBe(200);
    expect(again.html).toContain(`href="/checkout/${sessionId?.slice(3)}"`);
    expect(again.html).toContain('$25.00');
  });

  it('leads back to the payment that holds the last use', async () => {
    const { submit, open } = await visitorOf(await createLink({ useLimit: 1 }));
    const { sessionId } = await submit({ amount: '25' });
    expect(await open()).toMatchObject({ status: 303, sessionId });
    const other = await submit({ amount: '30' });
    expect(other.status).toBe(409);
    expect(other.html).toContain('value="30"');
    expect(other.html).toContain('right now');
  });
});

describe('a form that was open while its link was closed', () => {
  it.each([
    ['switched off', (id: string) => api.call('PATCH', `/payment_links/${id}`, { body: { active: false } })],
    ['no longer there', (id: string) => api.call('DELETE', `/payment_links/${id}`)],
  ])('says that it is %s', async (words, close) => {
    const link = await createLink();
    const { submit } = await visitorOf(link);
    await close(link.id);
    expect(await submit({ amount: '25' })).toMatchObject({ status: 410, html: expect.stringContaining(words) });
  });
});

describe('what cannot be taken', () => {
  it.each([
    ['', 'Please fill this in.'],
    ['lots', 'in digits, such as 12.50'],
    ['-5', 'in digits, such as 12.50'],
    ['4.99', 'That is too little: at least $5.00.'],
    ['500.01', 'That is too much: at most $500.00.'],
    ['10.005', 'too many decimals'],
    ['1,234', 'Leave thousands separators out'],
    ['9'.repeat(41), 'smaller one'],
    ['0', 'That is too little'],
    ['1e2', 'in digits'],
  ])('an amount of %j is shown again with the remedy', async (amount, words) => {
    const link = await createLink();
    const answer = await (await visitorOf(link)).submit({ amount });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain(words);
    if (amount !== '') expect(answer.html).toContain(`value="${amount}"`);
    expect(answer.html).toContain('aria-invalid="true"');
    expect(await sessionsOf(link)).toBe(0);
  });

  it('an amount that no payment can take is a matter of the field too', async () => {
    const { submit } = await visitorOf(await createLink({ customerAmount: {} }));
    const answer = await submit({ amount: '99999999999999' });
    expect(answer).toMatchObject({ status: 400, html: expect.stringContaining('more than one payment can take') });
  });

  it('takes a decimal comma where it can be nothing else', async () => {
    const { submit } = await visitorOf(await createLink());
    expect((await sessionOf((await submit({ amount: '12,50' })).sessionId)).fiat.amount).toBe('12.50');
    const yen = await visitorOf(await createLink({ fiatCurrency: 'JPY', customerAmount: {} }));
    expect((await sessionOf((await yen.submit({ amount: '1,500' })).sessionId)).fiat.amount).toBe('1500');
  });

  it.each(['0', '11', '1.5', 'two', '', '-1', '1e1'])('a quantity of %j is refused', async (quantity) => {
    const link = await fixed({ quantity: { minimum: 1, maximum: 10 } });
    const answer = await (await visitorOf(link)).submit({ quantity });
    expect(answer.status).toBe(400);
    expect(await sessionsOf(link)).toBe(0);
  });

  it.each([
    ['email', 'ada', 'not an email address'],
    ['email', '', 'Please fill this in.'],
    ['phone', 'call me', 'not a phone number'],
    ['name', 'x'.repeat(201), 'too long. 200 characters'],
    ['question.0', 'XL', 'one of the list'],
    ['question.1', 'many', 'Please give a number'],
    ['question.2', '', 'Please tick this'],
    ['shipping.country', 'XX', 'one of the list'],
    ['billing.line1', 'Only a street', 'Please fill this in.'],
  ])('%s %j is refused beside its field, and the rest is kept', async (field, value, words) => {
    const link = await fixed({
      collect: {
        email: 'required',
        name: 'optional',
        phone: 'optional',
        billingAddress: 'optional',
        shippingAddress: 'optional',
      },
      questions: [
        { label: 'Size', type: 'select', options: ['S', 'M'] },
        { label: 'Age', type: 'number' },
        { label: 'I agree', type: 'checkbox', required: true },
      ],
    });
    const good = { email: 'ada@example.com', phone: '+44 20 7946 0001', 'question.2': 'yes' };
    const answer = await (await visitorOf(link)).submit({ ...good, [field]: value });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain(words);
    if (field !== 'phone') expect(answer.html).toContain('value="+44 20 7946 0001"');
    expect(await sessionsOf(link)).toBe(0);
  });

  it('stores no control characters and no half characters (attack 55)', async () => {
    const link = await fixed({ collect: { name: 'required' }, questions: [{ key: 'q', label: 'Q' }] });
    const { submit } = await visitorOf(link);
    const sent = await submit({ name: 'Ada\u0000\u0007 Love\r\nlace', 'question.0': 'a\u0000b' });
    expect(await sessionOf(sent.sessionId)).toMatchObject({
      customerDetails: { name: 'Ada  Love lace', custom: { q: 'a b' } },
    });
  });

  it('reads only what the link asks for (attack 47)', async () => {
    const { submit } = await visitorOf(await createLink());
    const sent = await submit({
      amount: '25',
      email: 'x@example.com',
      name: 'X',
      status: 'paid',
      successUrl: 'https://x.example',
    });
    expect(await sessionOf(sent.sessionId)).toMatchObject({
      customerEmail: null,
      customerDetails: null,
      successUrl: null,
      status: 'pending',
    });
  });
});

describe('attacks on the form', () => {
  it('takes no post without this visitor’s token, and loses no entry over it (attack 53)', async () => {
    const link = await createLink();
    const [mine, other] = [await visitorOf(link), await visitorOf(link)];
    const foreign = /name="csrfToken" value="([^"]+)"/.exec(other.opened.html)?.[1] ?? '';
    for (const csrfToken of [null, '', 'x', foreign]) {
      const answer = await mine.submit({ amount: '25' }, { csrfToken });
      expect(answer.status).toBe(403);
      expect(answer.html).toContain('value="25"');
    }
    expect(await sessionsOf(link)).toBe(0);
    expect((await mine.submit({ amount: '25' })).status).toBe(303);
  });

  it.each(['cross-site', 'same-site', 'none'])('takes no post that the browser calls %s', async (from) => {
    const link = await createLink();
    const { submit } = await visitorOf(link);
    expect((await submit({ amount: '25' }, { headers: { 'sec-fetch-site': from } })).status).toBe(403);
    expect((await submit({ amount: '25' }, { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(303);
  });

  it('shows markup in names, texts, questions and entries as text (attack 49)', async () => {
    const bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const link = await fixed({
      name: bad,
      description: bad,
      collect: { name: 'required', email: 'required' },
      questions: [{ label: bad, type: 'select', options: [bad] }],
    });
    const { opened, submit } = await visitorOf(link);
    const refused = await submit({ name: bad, email: bad });
    for (const html of [opened.html, refused.html]) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html).toContain('&lt;script>alert(1)');
    }
    const sent = await submit({ name: bad, email: 'ada@example.com' });
    const page = await api.call('GET', `/checkout/${sent.sessionId?.slice(3)}`, { key: null });
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('<img src=x');
  });

  it('has a policy that lets no script in, and no frame', async () => {
    const { opened } = await visitorOf(await createLink());
    const policy = String(opened.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(opened.headers['cache-control']).toBe('no-store');
  });

  it('answers strange bodies without a fault (attack 55)', async () => {
    const { slug } = await createLink();
    const post = (payload: string | Buffer, contentType: string) =>
      api.app.inject({ method: 'POST', url: `/l/${slug}`, payload, headers: { 'content-type': contentType } });
    const form = 'application/x-www-form-urlencoded';
    expect((await post('amount=1&amount=2&csrfToken[]=x', form)).statusCode).toBe(403);
    expect((await post('%E0%A4%A=%ZZ&__proto__[x]=1', form)).statusCode).toBe(403);
    expect((await post(`amount=${'9'.repeat(20_000)}`, form)).statusCode).toBe(413);
    expect((await post('[1]', 'application/json')).statusCode).toBe(403);
    expect((await post('{"amount":', 'application/json')).statusCode).toBe(400);
    expect((await post('<a/>', 'application/xml')).statusCode).toBe(415);
    expect((await post('', form)).statusCode).toBe(403);
  });

  it('slows one address that comes again and again', async () => {
    const { slug } = await createLink();
    const visitor = linkVisitor(api, slug);
    const statuses = [];
    for (let i = 0; i < 61; i++) statuses.push((await visitor.open()).status);
    expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
    const refused = await visitor.open();
    expect(refused).toMatchObject({ status: 429, html: expect.stringContaining('One moment') });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await linkVisitor(api, slug).open()).status).toBe(200);
  });
});
