import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../testing/browser.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
let server: string;
let browser: Browser;
beforeAll(async () => {
  [api, browser] = await Promise.all([createTestApi(), launchBrowser()]);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  server = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

const createLink = async (body: object) =>
  (await api.call('POST', '/payment_links', { body: { name: 'Tea & Leaf T-shirt', fiatCurrency: 'USD', ...body } }))
    .body;
const shirt = () =>
  createLink({
    fiatAmount: '24.00',
    quantity: { minimum: 1, maximum: 10 },
    collect: { email: 'required', phone: 'optional', shippingAddress: 'required' },
    questions: [
      { key: 'size', label: 'Size', type: 'select', required: true, options: ['S', 'M', 'L'] },
      { key: 'care', label: 'I have read the care instructions', type: 'checkbox', required: true },
    ],
  });

/** Does it in a fresh browser window at the link's address. */
async function at(slug: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
    ...options,
  });
  try {
    const page = await context.newPage();
    await page.goto(`${server}/l/${slug}`);
    await act(page);
  } finally {
    await context.close();
  }
}

const sessionAt = async (page: Page) =>
  (await api.call('GET', `/checkout_sessions/cs_${new URL(page.url()).pathname.split('/').at(-1)}`)).body;

async function fillShirt(page: Page): Promise<void> {
  await page.getByLabel('Quantity').fill('2');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Street and number').fill('12 St James’s Square');
  await page.getByLabel('City').fill('London');
  await page.getByLabel('Country').selectOption({ label: 'United Kingdom' });
  await page.getByLabel('Size').selectOption('M');
  await page.getByLabel('I have read the care instructions').check();
}

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('a link’s form %s', (_how, javaScriptEnabled) => {
  it('leads through a mistake to the checkout with what was filled in', async () => {
    const link = await shirt();
    await at(link.slug, { javaScriptEnabled }, async (page) => {
      await fillShirt(page);
      await page.getByLabel('Email').fill('ada');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('One entry needs your attention.');
      expect(await page.locator(':focus').getAttribute('name')).toBe('email');
      expect(await page.getByLabel('City').inputValue()).toBe('London');
      expect(await page.getByLabel('Size').inputValue()).toBe('M');
      expect(await page.getByLabel('I have read the care instructions').isChecked()).toBe(true);

      await page.getByLabel('Email').fill('ada@example.com');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.waitForURL(/\/checkout\/\w{22}$/);
      expect(await page.locator('.total').textContent()).toBe('$48.00');
      expect(await sessionAt(page)).toMatchObject({
        linkId: link.id,
        fiat: { amount: '48.00', currency: 'USD' },
        customerEmail: 'ada@example.com',
        customerDetails: {
          shippingAddress: { line1: '12 St James’s Square', city: 'London', country: 'GB' },
          custom: { size: 'M', care: 'yes' },
        },
      });
    });
  });
});

describe('a link’s pages in a browser', () => {
  it('leads a visit to the checkout, and its reload to the same', async () => {
    const { slug } = await createLink({ fiatAmount: '12.50' });
    await at(slug, {}, async (page) => {
      const first = page.url();
      expect(first).toMatch(/\/checkout\/\w{22}$/);
      await page.goto(`${server}/l/${slug}`);
      expect(page.url()).toBe(first);
    });
  });

  it.each(['light', 'dark'] as const)('are without a fault that axe knows, in the %s', async (colorScheme) => {
    const form = await shirt();
    const closed = await createLink({ fiatAmount: '1.00', active: false });
    await at(form.slug, { colorScheme }, async (page) => {
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.getByRole('alert').waitFor();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.goto(`${server}/l/${closed.slug}`);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  });

  it.each([320, 390, 1280])('fit a window of %i pixels', async (width) => {
    const link = await shirt();
    await at(link.slug, { viewport: { width, height: 800 } }, async (page) => {
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.getByRole('alert').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    });
  });

  it('break none of their own content policy', async () => {
    const link = await shirt();
    const complaints: string[] = [];
    await at(link.slug, {}, async (page) => {
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.reload();
      await fillShirt(page);
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.waitForURL(/\/checkout\//);
    });
    expect(complaints).toEqual([]);
  });
});

describe('a choice of quantity', () => {
  it('shows what it comes to before the customer goes on, and the checkout asks for that', async () => {
    const { slug } = await createLink({
      fiatAmount: '35.00',
      fiatCurrency: 'EUR',
      quantity: { minimum: 1, maximum: 10 },
    });
    await at(slug, {}, async (page) => {
      const total = page.locator('.link-total output');
      await expect.poll(() => total.textContent()).toBe('€35.00');
      await page.getByLabel('Quantity').fill('3');
      await expect.poll(() => total.textContent()).toBe('€105.00');
      await page.getByLabel('Quantity').fill('');
      expect(await total.textContent()).toBe('');
      await page.getByLabel('Quantity').fill('3');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await page.locator('.total').getByText('€105.00').waitFor();
    });
  });

  it('shows no total that would stand still, without JavaScript', async () => {
    const { slug } = await createLink({
      fiatAmount: '35.00',
      fiatCurrency: 'EUR',
      quantity: { minimum: 1, maximum: 10 },
    });
    await at(slug, { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('.link-total').isVisible()).toBe(false);
    });
  });
});
