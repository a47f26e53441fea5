import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pending } from './fixtures.ts';
import { useStage } from './open.ts';

const stage = useStage();
const HASH = `0x${'ab'.repeat(32)}`;

interface FakeWallet {
  readonly asked: { method: string; params?: unknown }[];
  chainId: string;
  reject: boolean;
}

/** Runs in the page: a wallet that announces itself by EIP-6963, does what it is asked and writes it down. */
function injectWallet(): void {
  const hash = `0x${'ab'.repeat(32)}`;
  const wallet: FakeWallet = { asked: [], chainId: '0x1', reject: false };
  const answers: Record<string, (params: never) => unknown> = {
    eth_requestAccounts: () => ['0x1111111111111111111111111111111111111111'],
    eth_chainId: () => wallet.chainId,
    wallet_switchEthereumChain: ([{ chainId }]: [{ chainId: string }]) => {
      wallet.chainId = chainId;
      return null;
    },
    eth_call: () => `0x${'f'.repeat(64)}`,
    eth_sendTransaction: () => hash,
  };
  const provider = {
    async request(call: { method: string; params?: never }) {
      wallet.asked.push(call);
      if (wallet.reject && call.method === 'eth_sendTransaction') throw { code: 4001, message: 'declined' };
      return answers[call.method]?.(call.params as never);
    },
  };
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
  const info = { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'Sample Wallet', icon, rdns: 'example.wallet' };
  const announce = () =>
    dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  addEventListener('eip6963:requestProvider', announce);
  Object.assign(globalThis, { fakeWallet: wallet });
}

const fake = (page: Page) => page.evaluate(() => (globalThis as unknown as { fakeWallet: FakeWallet }).fakeWallet);

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Browser wallet' }).click();
}

describe('paying with a wallet of the browser', () => {
  test('connects, switches the network, sends the exact transfer and waits for the network', async () => {
    const page = await stage.open('pending', { init: injectWallet });
    await openDialog(page);
    await page.getByRole('button', { name: 'Sample Wallet' }).click();
    await page.getByText('Submitted, waiting for the network').first().waitFor();
    const { asked } = await fake(page);
    expect(asked.map((call) => call.method)).toEqual([
      'eth_requestAccounts',
      'eth_chainId',
      'wallet_switchEthereumChain',
      'eth_chainId',
      'eth_call',
      'eth_sendTransaction',
    ]);
    expect(asked.at(-1)?.params).toEqual([
      {
        from: '0x1111111111111111111111111111111111111111',
        to: pending.instructions?.wallet.contract,
        value: '0x0',
        data:
          '0xa9059cbb0000000000000000000000007ab31c5e0f4d92b6ae8810c3d57f29a6b4e1c08d' +
          '0000000000000000000000000000000000000000000000000000000005e69ec0',
      },
    ]);
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(await page.locator('.status-line').textContent()).toBe('Submitted, waiting for the network');
    const link = page.locator('.submitted a');
    expect(await link.getAttribute('href')).toBe(`https://basescan.org/tx/${HASH}`);

    await page.reload();
    await page.locator('.submitted').waitFor();
    await page.context().close();
  });

  test('says in plain words that the customer declined, and lets them try again', async () => {
    const page = await stage.open('pending', { init: injectWallet });
    await page.evaluate(() => {
      (globalThis as unknown as { fakeWallet: FakeWallet }).fakeWallet.reject = true;
    });
    await openDialog(page);
    await page.getByRole('button', { name: 'Sample Wallet' }).click();
    await page.getByText('You declined in your wallet. Nothing was sent.').waitFor();
    expect(await page.getByRole('button', { name: 'Sample Wallet' }).isVisible()).toBe(true);
    expect(await page.locator('.submitted').count()).toBe(0);
    await page.context().close();
  });

  test('says what else to do where there is no wallet', async () => {
    const page = await stage.open('pending');
    await openDialog(page);
    await page.getByText('No wallet found in this browser').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await page.context().close();
  });
});
