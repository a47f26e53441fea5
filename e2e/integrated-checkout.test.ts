import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { createWalletClient, defineChain, encodeFunctionData, type Hex, http, parseAbi, parseUnits } from 'viem';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { expectAccessible } from './checkout-page.ts';
import { DESKTOP, useShop } from './use-shop.ts';

const MAIN = join(import.meta.dirname, '..', 'examples', 'integrated-checkout', 'main.ts');
const ERC20 = parseAbi(['function transfer(address to, uint256 value) returns (bool)']);

/** The example as its README starts it: it finds the development server by itself. */
const shop = useShop();
let example: ChildProcess;
let url: string;
let log = '';

beforeAll(async () => {
  example = spawn(process.execPath, ['--conditions=source', MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', OPENTILL_DATA_DIR: shop.server.dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [example.stdout!, example.stderr!]) stream.on('data', (text) => (log += text));
  await vi.waitFor(() => expect(log).toContain('The shop is open at '), { timeout: 20_000, interval: 20 });
  url = /open at (\S+)/.exec(log)![1]!;
});
afterAll(async () => {
  const ended = once(example, 'exit');
  example.kill('SIGTERM');
  await ended;
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const radio = (page: Page, symbol: string) => page.getByRole('radio', { name: new RegExp(`^${symbol} `) });
const amountOn = async (page: Page) => (await page.locator('.amount').textContent()) ?? '';

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function choose(page: Page, symbol: string): Promise<void> {
  await page.goto(url);
  await radio(page, symbol).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, `Send ${symbol} on Devnet`).waitFor();
}

/** Sends from a wallet to the address that the customer reads on the page. */
async function send(page: Page, amount: string): Promise<void> {
  const address = (await page.locator('.address').textContent()) ?? '';
  await sendTo(address.replaceAll(/\s/g, '') as Hex, amount);
}

async function sendTo(address: Hex, amount: string): Promise<void> {
  const { devnet } = shop.server.dev;
  const account = await shop.devnet.createRichAccount();
  const chain = defineChain({ ...shop.devnet.client.chain, id: devnet.chainId });
  const wallet = createWalletClient({ account, chain, transport: http(devnet.rpcUrl) });
  const args = [address, parseUnits(amount, 6)] as const;
  await wallet.sendTransaction({
    to: devnet.tokens.USDC,
    data: encodeFunctionData({ abi: ERC20, functionName: 'transfer', args }),
  });
}

test('a customer pays on the merchant’s own page, in two parts, and the page says so', async () => {
  const customer = await shop.customer();
  const said: string[] = [];
  customer.on('response', async (response) => said.push(await response.text().catch(() => '')));
  const page = await customer.newPage();
  await page.goto(url);
  await radio(page, 'USDC').waitFor();
  await expectAccessible(page);
  await look(page, 'choose-phone');

  await choose(page, 'USDC');
  expect(await page.getByRole('timer').textContent()).toMatch(/^(30:00|29:5\d)$/);
  await page.locator('.qr').and(page.locator('[src]')).waitFor();
  expect(await amountOn(page)).toBe('39.99 USDC');
  expect(await page.locator('.network').textContent()).toBe('on Devnet');
  expect(await page.getByRole('link', { name: 'Open in a wallet' }).getAttribute('href')).toMatch(
    /^ethereum:0x[0-9a-fA-F]{40}@31337\/transfer\?address=0x[0-9a-fA-F]{40}&uint256=39990000$/,
  );
  await expectAccessible(page);
  await look(page, 'pay-phone');

  await page.getByRole('button', { name: 'More time' }).click();
  await page.getByRole('timer').getByText(/^59:/).waitFor();
  await page.getByRole('button', { name: 'More time' }).waitFor({ state: 'hidden' });

  await send(page, '15');
  await heading(page, '15 USDC has arrived').waitFor();
  expect(await amountOn(page)).toBe('24.99 USDC');
  await page.getByText('Please send the remaining 24.99 USDC on Devnet.').first().waitFor();
  await page.getByRole('button', { name: 'Pay another way' }).waitFor({ state: 'hidden' });
  await expectAccessible(page);
  await look(page, 'partly-phone');

  await send(page, '24.99');
  await heading(page, 'Paid. Thank you!').waitFor();
  await expectAccessible(page);
  await look(page, 'paid-phone');
  const [, id] = /\/orders\/(\w+)$/.exec(page.url())!;
  await page.getByText(`39.99 USDC on Devnet · Order ${id!.slice(0, 8)}`).waitFor();
  await page.getByRole('link', { name: 'Back to the shop' }).waitFor();
  await expect.poll(() => log).toContain(`Order ${id} is paid: ship it.`);
  // Whoever opens the order's page again sees how it stands.
  await page.reload();
  await heading(page, 'Paid. Thank you!').waitFor();

  const { apiKey, webhookSecret } = shop.server.dev;
  expect(said.join('\n')).not.toContain(apiKey);
  expect(said.join('\n')).not.toMatch(/ck_(test|live)_|whsec_/);
  expect(webhookSecret).toMatch(/^whsec_/);
});

test('a customer thinks better of the coin, on a desktop in the dark', async () => {
  const customer = await shop.customer({ viewport: DESKTOP, colorScheme: 'dark' });
  const page = await customer.newPage();
  await page.goto(url);
  await radio(page, 'ETH').waitFor();
  await look(page, 'choose-desktop-dark');
  await choose(page, 'ETH');
  await page.locator('.qr').and(page.locator('[src]')).waitFor();
  await expectAccessible(page);
  await look(page, 'pay-desktop-dark');
  const orderPage = page.url();
  await page.getByRole('button', { name: 'Pay another way' }).click();
  await heading(page, 'How would you like to pay?').waitFor();
  await page.goto(orderPage);
  await heading(page, 'This payment was withdrawn').waitFor();
  await expectAccessible(page);
  await look(page, 'canceled-desktop-dark');
  await page.getByRole('link', { name: 'Choose again how to pay' }).click();
  await radio(page, 'USDC').waitFor();
});

test('the shop is told by webhook: nobody looks, and it ships', async () => {
  const id = '0123456789abcdef0123456789abcdef';
  const order = (method: string) =>
    fetch(`${url}/api/orders`, { method: 'POST', body: JSON.stringify({ id, method, total: '0.01', price: 1 }) });
  const [first, again] = await Promise.all([order('Devnet:USDC'), order('Devnet:USDC')]);
  const made = (await first.json()) as { address: Hex; amount: string };
  // Pressed twice it is one order, at the shop's own price.
  expect((await again.json()) as object).toMatchObject({ address: made.address, amount: '39.99' });
  await sendTo(made.address, made.amount);
  await expect.poll(() => log).toContain(`Order ${id} is paid: ship it.`);
});

test('the shop says which payment an order is, and the command that it prints pays it', async () => {
  const id = 'fedcba9876543210fedcba9876543210';
  await fetch(`${url}/api/orders`, { method: 'POST', body: JSON.stringify({ id, method: 'Devnet:USDC' }) });
  await expect.poll(() => log).toContain(`is for order ${id}.`);
  const told = log.slice(log.indexOf(`is for order ${id}.`));
  const command = told.slice(told.indexOf('curl '), told.indexOf(`'{"scenario": "exact"}'`) + 23);
  expect(log).not.toContain(shop.server.dev.apiKey);
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env: { PATH: process.env['PATH'] } });
  expect(JSON.parse(stdout)).toMatchObject({ object: 'simulated_payment' });
  await expect.poll(() => log).toContain(`Order ${id} is paid: ship it.`);
});

test('a message that is not from the gateway changes nothing', async () => {
  const body = JSON.stringify({ type: 'session.paid', data: { id: 'x', sessionStatus: 'success' } });
  const forged = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': `${Math.floor(Date.now() / 1000)}`,
    'webhook-signature': 'v1,AAAA',
  };
  const answer = await fetch(`${url}/webhooks/opentill`, { method: 'POST', body, headers: forged });
  expect(answer.status).toBe(400);
});

test('an address where nothing is says so to people, and to programs in their way', async () => {
  const ask = (accept: string) => fetch(`${url}/nothing`, { headers: { accept } });
  const page = await ask('text/html,*/*;q=0.8');
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('There is no page at this address');
  expect((await ask('*/*')).headers.get('content-type')).toContain('application/json');
});

test('at 320 pixels nothing is cut off, and the code is in sight on a phone', async () => {
  const narrow = await (await shop.customer({ viewport: { width: 320, height: 640 } })).newPage();
  await choose(narrow, 'USDC');
  expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const phone = await (await shop.customer()).newPage();
  await choose(phone, 'USDC');
  const box = await phone.locator('.qr').boundingBox();
  expect(box!.y + box!.height).toBeLessThan(844);
});
