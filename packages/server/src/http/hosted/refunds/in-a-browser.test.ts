import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../testing/browser.ts';
import { HASH, newRefund, WALLET } from '../../../testing/refunds.ts';
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

/** Does it in a fresh browser window at the page's address. */
async function at(path: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
    ...options,
  });
  try {
    const page = await context.newPage();
    await page.goto(server + path);
    await act(page);
  } finally {
    await context.close();
  }
}

const enter = async (page: Page, address: string) => {
  await page.getByLabel('Your Devnet address').fill(address);
  await page.getByRole('button', { name: 'Continue' }).click();
};

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('a refund’s page %s', (_how, javaScriptEnabled) => {
  it('leads through a mistake and a second look to a thank-you that a reload keeps', async () => {
    const { refund, path } = await newRefund(api);
    await at(path, { javaScriptEnabled }, async (page) => {
      await enter(page, WALLET.replace('dbF', 'DbF'));
      expect(await page.getByRole('alert').textContent()).toContain('checksum does not fit');
      expect(await page.locator(':focus').getAttribute('name')).toBe('address');
      await enter(page, WALLET);
      await page.getByRole('button', { name: 'Change the address' }).click();
      expect(await page.getByLabel('Your Devnet address').inputValue()).toBe(WALLET);
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.locator('.address').textContent()).toBe(WALLET);
      await page.getByRole('button', { name: 'Yes, send it there' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await page.reload();
      expect(await page.locator('.address').textContent()).toBe(WALLET);
    });
    expect((await api.call('GET', `/refunds/${refund.id}`)).body).toMatchObject({
      status: 'ready',
      toAddress: WALLET.toLowerCase(),
    });
  });
});

describe('a refund’s pages', () => {
  it.each(['light', 'dark'] as const)('are without a fault that axe knows, in the %s', async (colorScheme) => {
    const { path } = await newRefund(api);
    const sent = await newRefund(api, { toAddress: WALLET });
    await api.call('POST', `/refunds/${sent.refund.id}/sent`, { body: { txHash: HASH } });
    await at(path, { colorScheme }, async (page) => {
      const flaws = async () => (await new AxeBuilder({ page }).analyze()).violations;
      expect(await flaws()).toEqual([]);
      await enter(page, 'ada');
      expect(await flaws()).toEqual([]);
      await enter(page, WALLET);
      expect(await flaws()).toEqual([]);
      await page.getByRole('button', { name: 'Yes, send it there' }).click();
      expect(await flaws()).toEqual([]);
      await page.goto(server + sent.path);
      expect(await flaws()).toEqual([]);
    });
  });

  it.each([320, 390, 1280])('fit a window of %i pixels', async (width) => {
    const { path } = await newRefund(api);
    const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
    await at(path, { viewport: { width, height: 800 } }, async (page) => {
      await enter(page, 'ada');
      expect(await fits(page)).toBe(true);
      await enter(page, WALLET);
      expect(await fits(page)).toBe(true);
      await page.getByRole('button', { name: 'Yes, send it there' }).click();
      expect(await fits(page)).toBe(true);
    });
  });

  it('break none of their own content policy', async () => {
    const { path } = await newRefund(api);
    const complaints: string[] = [];
    await at(path, {}, async (page) => {
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.reload();
      await enter(page, WALLET);
      await page.getByRole('button', { name: 'Yes, send it there' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    });
    expect(complaints).toEqual([]);
  });
});
