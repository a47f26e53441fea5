import type { Page } from 'playwright-core';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { chooseMethod, expectAccessible, openWallets, payWithWallet, statusLine, untilPaid } from './checkout-page.ts';
import { createSession, openCheckout } from './sessions.ts';
import { useShop } from './use-shop.ts';
import { DECLINED, injectWallet } from './wallet.ts';

const shop = useShop();

async function expectStillPayable(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await statusLine(page).textContent()).toBe('Waiting for your payment');
  expect(await page.getByRole('button', { name: 'Copy the address' }).isVisible()).toBe(true);
}

test('a customer who declines is told that nothing was sent, and can pay after all', async () => {
  const customer = await shop.customer();
  const wallet = await injectWallet(customer, await shop.devnet.createRichAccount());
  wallet.answers.set('eth_sendTransaction', DECLINED);
  const page = await openCheckout(customer, await createSession(shop));
  await payWithWallet(page);
  await page.getByText('You declined in your wallet. Nothing was sent.').waitFor();
  await expectStillPayable(page);

  wallet.answers.delete('eth_sendTransaction');
  await payWithWallet(page);
  await untilPaid(page);
});

test('a wallet without enough of the coin is not asked to send', async () => {
  const customer = await shop.customer();
  const wallet = await injectWallet(customer, privateKeyToAccount(generatePrivateKey()));
  const page = await openCheckout(customer, await createSession(shop));
  await payWithWallet(page);
  await page.getByText('There is not enough USDC on Devnet').waitFor();
  await expectStillPayable(page);
  await chooseMethod(page, 'ETH on Devnet');
  await payWithWallet(page);
  await page.getByText('There is not enough ETH on Devnet').waitFor();
  expect(wallet.asked).not.toContain('eth_sendTransaction');
});

test('a wallet with the coin but nothing for the fee says so in the same words', async () => {
  const customer = await shop.customer();
  const account = await shop.devnet.createRichAccount();
  await shop.devnet.client.setBalance({ address: account.address, value: 0n });
  const wallet = await injectWallet(customer, account);
  const page = await openCheckout(customer, await createSession(shop));
  await payWithWallet(page);
  await page
    .getByText('There is not enough USDC on Devnet in this account for the amount and the network fee.')
    .waitFor();
  expect(wallet.asked).toContain('eth_sendTransaction');
  await expectStillPayable(page);
});

test('a wallet that stays on another network is not asked to send', async () => {
  const customer = await shop.customer();
  const wallet = await injectWallet(customer, await shop.devnet.createRichAccount());
  wallet.answers.set('wallet_switchEthereumChain', { result: null });
  const page = await openCheckout(customer, await createSession(shop));
  await payWithWallet(page);
  await page.getByText('The wallet is not on Devnet, and did not switch. Nothing was sent.').waitFor();
  expect(wallet.asked).not.toContain('eth_sendTransaction');
  await expectStillPayable(page);
});

test('a customer who does not want to add the network is told that nothing was sent', async () => {
  const customer = await shop.customer();
  const wallet = await injectWallet(customer, await shop.devnet.createRichAccount());
  wallet.answers.set('wallet_addEthereumChain', DECLINED);
  const page = await openCheckout(customer, await createSession(shop));
  await payWithWallet(page);
  await page.getByText('You declined in your wallet. Nothing was sent.').waitFor();
  expect(wallet.asked).toEqual([
    'eth_requestAccounts',
    'eth_chainId',
    'wallet_switchEthereumChain',
    'wallet_addEthereumChain',
  ]);
  await expectStillPayable(page);
});

test('a browser without a wallet is told what else to do', async () => {
  const page = await openCheckout(await shop.customer(), await createSession(shop));
  await openWallets(page);
  await page.getByText('No wallet found in this browser').waitFor();
  await expectStillPayable(page);
});
