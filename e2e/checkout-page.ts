import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Until the page's script has taken over. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForSelector('html.js', { state: 'attached' });
}

/** The one line that says where the payment stands. */
export const statusLine = (page: Page) => page.locator('.status-line');

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 2 });

/** Until the page says in large letters that the money is certain. */
export async function untilPaid(page: Page): Promise<void> {
  await page.locator('.paid-heading').getByText('Paid', { exact: true }).waitFor();
}

export async function chooseMethod(page: Page, name: string): Promise<void> {
  await page.locator('.method summary').click();
  await page.getByRole('button', { name }).click();
  await page.locator('.method summary', { hasText: name }).waitFor();
}

export async function openWallets(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Browser wallet' }).click();
}

export async function payWithWallet(page: Page): Promise<void> {
  await openWallets(page);
  await page.getByRole('button', { name: 'Acorn Wallet' }).click();
}

/** A button of the test panel. */
export async function play(page: Page, scenario: string): Promise<void> {
  await page.locator('.test').getByRole('button', { name: scenario }).click();
}

/** axe with all its rules, of the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoViolations(new AxeBuilder({ page }));
}

/** The same of a page without JavaScript. axe itself needs it: it looks at a copy, with what is for such browsers as they show it. */
export async function expectAccessibleWithoutScript(page: Page, copyIn: BrowserContext): Promise<void> {
  const copy = await copyIn.newPage();
  const html = (await page.content()).replaceAll(/<script[^>]*><\/script>/g, '').replaceAll(/(<\/?)noscript/g, '$1div');
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await copy.goto(page.url());
  await expectNoViolations(new AxeBuilder({ page: copy }));
  await copy.close();
}

async function expectNoViolations(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
