import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../packages/server/src/testing/browser.ts';
import { useDemoShop } from './testing/use-demo-shop.ts';

const shop = useDemoShop();
let browser: Browser;
const violations: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(violations.splice(0)).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  await page.goto(`${shop.url}${path}`);
  return page;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('a customer buys the cups and is on the payment page, another origin', async () => {
  const page = await open('/');
  await page.getByRole('button', { name: 'Buy Pair of cups for $39.50' }).click();
  await page.waitForURL(`${shop.opentill.url}/checkout/cs_1`);
});

test('the order’s page follows what the webhooks tell, without being loaded again', async () => {
  const { id } = await shop.order();
  const page = await open(`/orders/${id}`);
  await heading(page, 'Waiting for your payment').waitFor();
  await page.evaluate(() => Object.assign(window, { isStillTheSamePage: true }));
  await shop.tell(id, 'detected', 2);
  await heading(page, 'Your payment is on its way').waitFor();
  await shop.tell(id, 'paid', 3);
  await page.getByRole('status').getByText('Paid. Thank you!').waitFor();
  expect(await page.title()).toContain('Paid. Thank you!');
  expect(await page.evaluate(() => 'isStillTheSamePage' in window)).toBe(true);
});

test('a shop that is away for a moment is caught up with', async () => {
  const { id } = await shop.order();
  const page = await open(`/orders/${id}`);
  await page.context().setOffline(true);
  await page.waitForEvent('requestfailed');
  await shop.tell(id, 'paid', 3);
  await page.context().setOffline(false);
  await heading(page, 'Paid. Thank you!').waitFor();
});

test('without JavaScript the order’s page reloads itself until it is paid', async () => {
  const { id } = await shop.order();
  const page = await open(`/orders/${id}`, { javaScriptEnabled: false });
  await shop.tell(id, 'paid', 3);
  await heading(page, 'Paid. Thank you!').waitFor();
});

test('at 320 pixels nothing is cut off', async () => {
  const { id } = await shop.order();
  for (const path of ['/', `/orders/${id}`, `/orders/${id}/canceled`]) {
    const page = await open(path, { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('axe finds nothing to object to on any page', async () => {
    const { id } = await shop.order();
    const page = await open('/', { colorScheme });
    const expectAccessible = async (path: string) => {
      await page.goto(`${shop.url}${path}`);
      const found = await new AxeBuilder({ page }).analyze();
      expect(found.violations.map(({ id: rule, nodes }) => [path, rule, nodes.map(({ html }) => html)])).toEqual([]);
    };
    for (const path of ['/', '/nowhere', `/orders/${id}`, `/orders/${id}/canceled`]) await expectAccessible(path);
    const statuses = ['underpaid', 'overpaid', 'detected', 'expired', 'paid_late', 'failed', 'paid', 'canceled'];
    for (const [index, status] of statuses.entries()) {
      await shop.tell(id, status, index + 2);
      await expectAccessible(`/orders/${id}`);
    }
  }, 60_000);
});
