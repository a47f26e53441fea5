import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGET_BYTES, measure } from '../scripts/measure.ts';
import { type Built, builtPage } from './built.ts';
import { pending, transfer, view } from './fixtures.ts';
import { states } from './states.ts';

let built: Built;
beforeAll(async () => {
  built = await builtPage();
});
const render = (shown: Parameters<Built['renderPage']>[0]) => built.renderPage(shown, { assets: built.assets });

describe('the rendered page', () => {
  test.each(Object.keys(states))('of %s has nothing that a strict content policy refuses', (name) => {
    const html = render(states[name]!);
    expect(html).not.toMatch(/\sstyle=/i);
    expect(html).not.toMatch(/<style/i);
    expect(html).not.toMatch(/<[^>]+\son[a-z]+=/i);
    expect(html.match(/<script[^>]*>/g)).toEqual([
      `<script type="module" src="${built.assets.js}">`,
      '<script type="application/json" id="view">',
    ]);
  });

  test('shows what is needed to pay without any script', () => {
    const html = render(pending);
    for (const text of ['$99.00', 'USDC on Base', '99.00', 'Send only USDC on Base.', '14:32'])
      expect(html).toContain(text);
    expect(html).toContain(pending.instructions?.qrSvg);
    expect(html).toContain(pending.instructions?.addressQrSvg);
    expect(html).toContain(`href="${pending.instructions?.paymentUri.replaceAll('&', '&amp;')}"`);
    expect(html).toContain('Reload to see the latest status');
  });

  test('has the token in every form', () => {
    const html = render(states['pending-test-mode']!);
    const forms = html.match(/<form[^>]*method="post"[\s\S]*?<\/form>/g) ?? [];
    expect(forms).toHaveLength(3);
    for (const form of forms) expect(form).toContain('name="csrfToken" value="csrf-token-of-the-fixture"');
  });

  test('lets no text of a merchant or a shop become markup', () => {
    const evil = '</script><img src=x onerror=alert(1)>"\'<!--';
    const html = render(
      view(
        {
          description: evil,
          lineItems: [{ name: evil, description: evil, imageUrl: `javascript:${evil}`, quantity: 1, amount: evil }],
          discounted: {
            subtotal: evil,
            saved: evil,
            discounts: [{ name: evil, code: evil, percentOff: evil, amount: evil }],
          },
          cancelUrl: 'javascript:alert(1)',
          successUrl: 'javascript:alert(1)',
        },
        {
          merchant: { name: evil, logoUrl: evil, accent: evil, supportEmail: evil },
          waitingFor: [evil],
        },
      ),
    );
    expect(html).not.toContain('<img src=x');
    expect(html).not.toMatch(/(href|src)="javascript:/);
    const embedded = /<script type="application\/json" id="view">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(embedded).not.toContain('<');
    expect(JSON.parse(embedded).merchant.name).toBe(evil);
  });

  const words = (shown: Parameters<typeof render>[0]) =>
    render(shown)
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ');
  const withoutEmail = (name: string) => ({
    ...states[name]!,
    merchant: { ...pending.merchant, supportEmail: null },
  });

  test('sends the customer to the shop with money that does not count, since nobody else tells it', () => {
    for (const name of ['unexpected', 'expired-after-grace', 'underpaid-closed', 'canceled', 'failed']) {
      expect(words(states[name]!)).toContain(
        'Write to the shop (hello@northwind.example) with the reference 2h9XkQ4mVb7LpTz81NcRfW.',
      );
      expect(words(withoutEmail(name))).toContain('Write to the shop with the reference 2h9XkQ4mVb7LpTz81NcRfW.');
      if (name !== 'failed') expect(words(states[name]!)).not.toContain('been told');
    }
  });

  test('says first of a canceled checkout what happened to the money', () => {
    expect(words(states['canceled']!)).toMatch(/canceled this checkoutNo money has arrived\. .*it is not lost/);
    const come = { ...states['canceled']!, transfers: [transfer('unexpected', { reason: 'after_cancel' })] };
    expect(words(come)).not.toContain('No money has arrived');
  });

  test('does not say of a network that cannot be read that its last blocks are being read', () => {
    expect(words(states['closing']!)).toContain('We cannot read Base right now');
    expect(words(states['closing']!)).not.toContain('We are reading the last blocks');
    expect(words(states['closing-read']!)).toContain('We are reading the last blocks');
    for (const name of ['closing', 'closing-read']) {
      expect(words(states[name]!)).toContain('keep this page: we are watching until 10:25 AM UTC.');
    }
  });

  test('offers to start again in grace, but not before all else', () => {
    expect(render(states['expired']!)).toMatch(/class="button is-wide "[^>]*>Start again/);
    expect(render(states['expired-after-grace']!)).toMatch(/class="button is-wide is-primary"[^>]*>Start again/);
  });

  test('says how to get back what was too much', () => {
    for (const name of ['overpaid', 'paid-overpaid'])
      expect(words(withoutEmail(name))).toContain(
        'Write to the shop with the reference 2h9XkQ4mVb7LpTz81NcRfW to get it back.',
      );
  });

  test.each([
    ['pending', 'cart'],
    ['expired', 'cart'],
    ['canceled', 'cart'],
    ['seen', 'shop'],
    ['detected', 'shop'],
    ['underpaid', 'shop'],
    ['underpaid-closed', 'shop'],
    ['taken-back', 'shop'],
    ['failed', 'shop'],
    ['paid', 'thanks'],
    ['total-zero', 'thanks'],
  ])('leads back from %s to the shop’s page for that and no other: %s', (name, page) => {
    const shown = states[name]!;
    const session = { ...shown.session, returnUrl: 'https://shop.example/shop' };
    const ways = render({ ...shown, session })
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .matchAll(/href="https:\/\/shop\.example\/(\w+)"/g);
    expect([...new Set([...ways].map((way) => way[1]))]).toEqual([page]);
  });

  test('has no way back to the cart once money has been seen, where the shop names no other', () => {
    for (const name of ['detected', 'failed'])
      expect(render(states[name]!)).not.toContain('href="https://shop.example/cart"');
  });

  test.each([
    ['pending', 'Pay Northwind Coffee'],
    ['choose', 'Pay Northwind Coffee'],
    ['underpaid', '39.00 USDC still missing · Northwind Coffee'],
    ['paid', 'Paid · Northwind Coffee'],
  ])('says in its title how %s stands', (name, title) => {
    expect(render(states[name]!)).toContain(`<title>${title}</title>`);
  });

  test('names the network of what was received in the receipt', () => {
    expect(words(states['paid']!)).toContain('Received99.00 USDC on Base');
  });

  test('says what was paid, and that the shop accepted it, where that is less than it asked', () => {
    const shown = words(states['paid-accepted']!);
    expect(shown).toContain('60.00 USDC to Northwind Coffee');
    expect(shown).not.toContain('$99.00 to ');
    expect(shown).toContain('The shop asked for $99.00 and accepted 60.00 USDC as enough.');
    expect(shown).toContain('Amount asked$99.00Received60.00 USDC on BaseSettledThe shop accepted less than it asked');
    expect(words(states['paid']!)).not.toContain('accepted');
  });

  test('names refunds in the receipt, each with its transaction, and what is only on its way as that', () => {
    const shown = words(states['paid-refunded-partly']!);
    expect(shown).toMatch(/Refunded12\.50 USDC on BaseTransaction0xb7b7b7…b7b7b7/);
    expect(shown).toContain('Being refunded20.00 USDC on Base');
    expect(words(states['paid']!)).not.toMatch(/[Rr]efunded|giv(en|ing) back/);
  });

  test.each([
    ['paid-refunded', 'Paid and refunded'],
    ['paid-refunded-partly', 'Paid, refunded in part'],
    ['paid-refunding', 'Paid'],
    ['paid-late', 'Paid, after the time limit'],
    ['paid-canceled', 'Paid, after it was canceled'],
  ])('says in the title of %s what has become of the money', (name, title) => {
    expect(render(states[name]!)).toContain(`<title>${title} · Northwind Coffee</title>`);
  });

  test.each(['canceled-refunded', 'underpaid-refunding', 'unexpected-refunded'])(
    'sends nobody to the shop with money that has gone back, or is on its way: %s',
    (name) => {
      expect(words(states[name]!)).toMatch(/The shop (has given|is giving) back /);
      expect(words(states[name]!)).not.toMatch(/Write to|not lost|decides what happens/);
    },
  );

  test('names the reference once on a paid page: in the receipt', () => {
    const reference = /2h9XkQ4mVb7LpTz81NcRfW/g;
    expect(words(states['paid']!).match(reference)).toHaveLength(1);
    expect(words(states['pending']!).match(reference)).toHaveLength(1);
  });

  test('offers no scenario where no money can come', () => {
    const inTestMode = { livemode: false, scenarios: ['exact'], urls: { ...pending.urls, simulate: '/simulate' } };
    expect(render({ ...states['total-zero']!, ...inTestMode })).not.toContain('test-heading');
    expect(render({ ...states['paid']!, ...inTestMode })).toContain('test-heading');
  });

  test('says of a deadline on another day which day', () => {
    expect(words(states['renewal']!)).toContain('until Mar 15, 9:59 AM UTC');
    expect(words(pending)).toContain('until 10:14 AM UTC');
  });

  test('calls no trial a saving, and one payment not a rhythm', () => {
    const { discounted } = states['pending-discounted']!.session;
    const { recurring } = states['subscription']!.session;
    const trial = view({ discounted: discounted ?? null, recurring: { ...recurring!, payments: null, freeDays: 14 } });
    expect(words(trial)).toContain('Free for 14 days, then $99.00 every month');
    expect(words(trial)).not.toContain('You save');
    expect(words(view({ recurring: { ...recurring!, payments: 1 } }))).toContain('$99.00, 1 payment in all');
  });

  test('names what a renewal has paid for', () => {
    expect(words(states['renewal-paid']!)).toContain('Paid forNov 30, 2026 – Feb 28, 2027');
  });

  test('writes from right to left where the language does', () => {
    expect(render(states['pending-rtl']!)).toMatch(/<html lang="en-US" dir="rtl">/);
  });

  test('fits into 45 kB in every state, with stylesheet and script', async () => {
    for (const weight of await measure()) expect(weight.total, weight.state).toBeLessThanOrEqual(BUDGET_BYTES);
  });
});

test('the pages for no session and for a fault load no script, and the fault names its request', () => {
  const options = { assets: built.assets };
  expect(built.renderNotFound(options)).toContain('Checkout not found');
  expect(built.renderNotFound(options)).not.toContain('<script');
  expect(built.renderError({ ...options, requestId: 'req_<1>' })).toContain('req_&lt;1>');
});
