import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessibleWithoutScript, heading, play } from './checkout-page.ts';
import { buy, SHOP_NAME } from './demo-shop.ts';
import { createSession } from './sessions.ts';
import { useShop } from './use-shop.ts';

/** Its chain is stopped by hand: who has to reload sees no state that passes meanwhile. */
const shop = useShop({ ownServer: true });

/** What such a customer does: reloads by the page's own link until it says something else. */
async function reloadUntil(page: Page, isReached: () => Promise<boolean>): Promise<void> {
  const reload = async () => {
    if (await isReached()) return true;
    await page.getByRole('link', { name: 'Reload to see the latest status' }).click();
    return isReached();
  };
  await expect.poll(reload, { interval: 200 }).toBe(true);
}

test('a whole purchase without JavaScript: forms, reloads, and the way back to an order that is paid', async () => {
  const customer = await shop.customer({ javaScriptEnabled: false });
  const looking = await shop.customer();
  const page = await customer.newPage();
  await page.goto(shop.server.shopUrl);
  await buy(page, 'Pair of cups');
  await expectAccessibleWithoutScript(page, looking);
  const codes = page.locator('.qr-code svg');
  expect(await codes.evaluateAll((all) => all.map((svg) => svg.checkVisibility()))).toEqual([true, false]);
  await page.getByLabel('Address only').check();
  expect(await codes.evaluateAll((all) => all.map((svg) => svg.checkVisibility()))).toEqual([false, true]);
  expect(await page.locator('.js-only').evaluateAll((all) => all.filter((each) => each.checkVisibility()).length)).toBe(
    0,
  );

  await page.locator('.method summary').click();
  await page.getByRole('button', { name: 'USDC on Devnet' }).click();
  expect(await page.locator('.amount').textContent()).toBe('39.50 USDC on Devnet');
  await expectAccessibleWithoutScript(page, looking);
  await page.getByRole('button', { name: 'I have paid' }).click();
  await page.locator('.status-line', { hasText: 'Waiting for your payment' }).waitFor();

  await shop.devnet.pause();
  await play(page, 'Exact amount');
  await shop.devnet.mine();
  await reloadUntil(page, () => heading(page, 'Payment received').isVisible());
  await expectAccessibleWithoutScript(page, looking);
  for (const _confirmation of [2, 3]) await shop.devnet.mine();
  await reloadUntil(page, () => page.locator('.paid-heading').isVisible());
  await expectAccessibleWithoutScript(page, looking);
  await page
    .getByRole('link', { name: `Back to ${SHOP_NAME}` })
    .last()
    .click();
  await page.getByRole('heading', { name: 'Paid. Thank you!' }).waitFor();
});

test('an expired checkout starts again without JavaScript', async () => {
  await shop.devnet.resume();
  const session = await createSession(shop, { expiresIn: 5 });
  const page = await (await shop.customer({ javaScriptEnabled: false })).newPage();
  await page.goto(session.checkoutUrl);
  await reloadUntil(page, () => heading(page, 'This checkout has expired').isVisible());
  await expectAccessibleWithoutScript(page, await shop.customer());
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.locator('.status-line', { hasText: 'Waiting for your payment' }).waitFor();
  expect(page.url()).not.toBe(session.checkoutUrl);
});
