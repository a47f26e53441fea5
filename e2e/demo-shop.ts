import type { Page } from 'playwright-core';

/** As `npm start` sets it up: the payment page leads back to it by this name. */
export const SHOP_NAME = 'Leaf & Kettle';

/** Presses the product's button in the shop; the customer is then on the payment page. */
export async function buy(page: Page, product: string): Promise<void> {
  await page.getByRole('button', { name: `Buy ${product}` }).click();
  await page.waitForURL('**/checkout/*');
}

/** The payment page names the order. */
export async function orderIdFrom(page: Page): Promise<string> {
  const [, id] = /Order ([\w-]+)/.exec((await page.locator('.summary').textContent()) ?? '') ?? [];
  if (id === undefined) throw new Error('the payment page names no order');
  return id;
}
