import type { CheckoutSession } from '@opentill/sdk';
import { createWalletClient, http, parseAbi, parseUnits } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { createSession, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop({ ownServer: true });
const TRANSFER = parseAbi(['function transfer(address to, uint256 value) returns (bool)']);

interface Refund {
  readonly id: string;
  readonly status: string;
  readonly refundUrl: string;
  readonly toAddress: `0x${string}`;
  readonly problem: string | null;
}

async function call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const { url, dev } = shop.server;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${dev.apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T;
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return answer;
}

/** Sends USDC from this wallet, else from one of its own, and returns the transaction's hash. */
async function send(to: `0x${string}`, amount: string, from?: PrivateKeyAccount): Promise<`0x${string}`> {
  const { devnet } = shop;
  const account = from ?? (await devnet.createRichAccount());
  const wallet = createWalletClient({
    account,
    chain: devnet.client.chain,
    transport: http(shop.server.dev.devnet.rpcUrl),
  });
  const token = shop.server.dev.devnet.tokens.USDC as `0x${string}`;
  const args = [to, parseUnits(amount, 6)] as const;
  return wallet.writeContract({ address: token, abi: TRANSFER, functionName: 'transfer', args });
}

async function paidSession(): Promise<CheckoutSession> {
  const session = await createSession(shop);
  await send(session.address as `0x${string}`, '50');
  await untilStatus(shop.opentill, session.id, 'paid');
  return session;
}

test('a refund: the customer says where to, the merchant sends it, and the chain confirms it', async () => {
  const session = await paidSession();
  const refund = await call<Refund>('POST', '/refunds', {
    sessionId: session.id,
    amount: '20',
    reason: 'One cup broke',
  });
  expect(refund.status).toBe('awaiting_address');

  const wallet = privateKeyToAccount(generatePrivateKey()).address;
  const customer = await shop.customer();
  const page = await customer.newPage();
  await page.goto(refund.refundUrl);
  await page.getByLabel('Your Devnet address').fill(wallet);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Yes, send it there' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();

  const ready = await call<Refund>('GET', `/refunds/${refund.id}`);
  expect(ready).toMatchObject({ status: 'ready', toAddress: wallet.toLowerCase() });
  // A transaction that pays somebody else confirms nothing, whatever the merchant says.
  const stray = await send(session.address as `0x${string}`, '20');
  await call('POST', `/refunds/${refund.id}/sent`, { txHash: stray });
  const read = () => call<Refund>('GET', `/refunds/${refund.id}`);
  await expect.poll(async () => (await read()).problem).toContain('none of this asset');

  // The chain stands still while the page says so: it would be confirmed three seconds later.
  const payer = await shop.devnet.createRichAccount();
  await shop.devnet.pause();
  const txHash = await send(ready.toAddress, '20', payer);
  await call('POST', `/refunds/${refund.id}/sent`, { txHash });
  await page.reload();
  await page.getByRole('heading', { name: 'Your refund is on its way' }).waitFor();
  await shop.devnet.resume();
  await expect.poll(async () => (await read()).status).toBe('confirmed');
  await page.getByRole('link', { name: 'Look again' }).click();
  await page.getByRole('heading', { name: 'Refunded' }).waitFor();
  expect(await shop.devnet.usdcOf(wallet)).toBe(20_000_000n);

  const { data } = await call<{ data: object[] }>('GET', `/ledger_entries?session=${session.id}`);
  expect(data).toContainEqual(
    expect.objectContaining({ debit: 'credited', credit: 'refunded', cause: 'refunded', refundId: refund.id }),
  );
  expect(await call('GET', `/checkout_sessions/${session.id}`)).toMatchObject({ refundStatus: 'partial' });
});
