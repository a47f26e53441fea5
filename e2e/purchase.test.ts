import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  chooseMethod,
  expectAccessible,
  heading,
  hydrated,
  openWallets,
  play,
  statusLine,
  untilPaid,
} from './checkout-page.ts';
import { buy, orderIdFrom, SHOP_NAME } from './demo-shop.ts';
import { createSession, openCheckout } from './sessions.ts';
import { DESKTOP, useShop } from './use-shop.ts';
import { injectWallet } from './wallet.ts';

/** Its chain is stopped by hand, so that every state stays as long as it is looked at. */
const shop = useShop({ ownServer: true });

async function untilOrderSays(page: Page, words: string): Promise<void> {
  await page.getByRole('heading', { name: words, level: 1 }).waitFor();
}

test('a whole purchase: from the shop to the payment page, paid with a browser wallet, and back to an order that is paid', async () => {
  const customer = await shop.customer();
  const wallet = await injectWallet(customer, await shop.devnet.createRichAccount());
  const page = await customer.newPage();
  await page.goto(shop.server.shopUrl);
  await expectAccessible(page);
  await buy(page, 'Stoneware teapot');
  await hydrated(page);
  expect(page.url()).toMatch(new RegExp(`^${shop.server.url}/checkout/[0-9A-Za-z]{22}$`));
  await expectAccessible(page);

  await chooseMethod(page, 'USDC on Devnet');
  expect(await page.locator('.amount').textContent()).toBe('99.00 USDC on Devnet');
  await expectAccessible(page);
  await shop.devnet.pause();
  await openWallets(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Acorn Wallet' }).click();
  await heading(page, 'Payment seen').waitFor();
  await statusLine(page).getByText('Payment seen, not in a block yet').waitFor();
  expect(wallet.asked.filter((method) => !method.startsWith('eth_call'))).toEqual([
    'eth_requestAccounts',
    'eth_chainId',
    'wallet_switchEthereumChain',
    'wallet_addEthereumChain',
    'wallet_switchEthereumChain',
    'eth_chainId',
    'eth_sendTransaction',
  ]);
  await expectAccessible(page);

  for (const confirmations of [1, 2]) {
    await shop.devnet.mine();
    await statusLine(page).getByText(`Payment received, confirming ${confirmations} of 3`).waitFor();
    await expectAccessible(page);
  }
  const order = await customer.newPage();
  await order.goto(`${shop.server.shopUrl}/orders/${await orderIdFrom(page)}`);
  await untilOrderSays(order, 'Your payment is on its way');
  // However long looking takes on a busy machine: the countdown leads nowhere yet.
  await page.route(order.url(), (route) => route.fulfill({ status: 204 }));
  await shop.devnet.mine();
  await untilPaid(page);
  await expectAccessible(page);

  await page.getByText('Going back to the shop in').waitFor();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await page.locator('.returning').getByText('You can leave whenever you like.').waitFor();
  expect(await page.getByText('Going back to the shop in').count()).toBe(0);
  await page.unroute(order.url());
  await expectAccessible(page);
  await page
    .locator('.returning')
    .getByRole('link', { name: `Back to ${SHOP_NAME}` })
    .click();
  expect(page.url()).toBe(order.url());
  await untilOrderSays(page, 'Paid. Thank you!');
  await expectAccessible(page);
});

test('the way back leads to the shop by itself when the countdown is not stopped', async () => {
  const customer = await shop.customer({ viewport: DESKTOP });
  const page = await customer.newPage();
  await page.clock.install();
  await page.goto(shop.server.shopUrl);
  await buy(page, 'Pair of cups');
  await hydrated(page);
  const id = await orderIdFrom(page);
  await play(page, 'Exact amount');
  await page.getByRole('status').getByText('Sent.').waitFor();
  for (let block = 0; block < 3; block += 1) await shop.devnet.mine();
  await untilPaid(page);
  await page.getByText('Going back to the shop in').waitFor();
  await page.clock.runFor('00:11');
  await page.waitForURL(`${shop.server.shopUrl}/orders/${id}`);
  await untilOrderSays(page, 'Paid. Thank you!');
});

test('a second tab follows the payment of the first, without a reload', async () => {
  await shop.devnet.pause();
  const session = await createSession(shop);
  const customer = await shop.customer();
  const [paying, watching] = [await openCheckout(customer, session), await openCheckout(customer, session)];
  await play(paying, 'Exact amount');
  await paying.getByRole('status').getByText('Sent.').waitFor();
  await shop.devnet.mine();
  await heading(watching, 'Payment received').waitFor();
  for (const _confirmation of [2, 3]) await shop.devnet.mine();
  await untilPaid(watching);
  await untilPaid(paying);
});

test('coming back without having paid, and a webhook that nobody signed, leave the order unpaid', async () => {
  const customer = await shop.customer({ viewport: DESKTOP });
  const page = await customer.newPage();
  await page.goto(shop.server.shopUrl);
  await buy(page, 'First flush Darjeeling');
  const id = await orderIdFrom(page);
  const forged = { id: 'evt_1', type: 'session.paid', version: 9, data: { status: 'paid', metadata: { orderId: id } } };
  const heard = await fetch(`${shop.server.shopUrl}/webhooks/opentill`, {
    method: 'POST',
    headers: { 'webhook-id': 'evt_1', 'webhook-timestamp': '1767225600', 'webhook-signature': 'v1,AAAA' },
    body: JSON.stringify(forged),
  });
  expect(heard.status).toBe(400);
  await page.goto(`${shop.server.shopUrl}/orders/${id}`);
  await untilOrderSays(page, 'Waiting for your payment');
  await page.goBack();
  await page
    .getByRole('link', { name: `Back to ${SHOP_NAME}` })
    .first()
    .click();
  await untilOrderSays(page, 'You left before paying');
});
