import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../server/src/testing/browser.ts';
import { startGallery } from '../test/gallery.ts';
import { states } from '../test/states.ts';

/**
 * Takes a picture of every state, on a phone and on a wide screen, light and dark, into `screenshots/`.
 * `node scripts/screenshots.ts [state…]`
 */
const FOLDER = join(import.meta.dirname, '../screenshots');
const SIZES = { phone: { width: 390, height: 844 }, wide: { width: 1280, height: 800 } } as const;

async function main(names: readonly string[]): Promise<void> {
  const gallery = await startGallery();
  const browser = await launchBrowser();
  try {
    for (const scheme of ['light', 'dark'] as const) {
      for (const size of ['phone', 'wide'] as const) await takeAll(browser, gallery.url, names, size, scheme);
    }
  } finally {
    await browser.close();
    await gallery.close();
  }
}

/** What is only there after somebody has done something: the state it starts from and what they do. */
const actions: Record<string, [state: string, act: (page: Page) => Promise<unknown>]> = {
  'do-methods': ['pending', (page) => page.locator('.method summary').click()],
  'do-copy': [
    'pending',
    async (page) => {
      await page.getByRole('button', { name: 'Copy the address' }).click();
      await page.waitForSelector('.copy.is-done');
    },
  ],
  'do-wallet': ['pending', (page) => page.getByRole('button', { name: 'Browser wallet' }).click()],
  'do-offline': ['pending', (page) => page.context().setOffline(true)],
  'do-load': ['pending', (page) => page.locator('.instructions').evaluate((node) => node.classList.add('is-loading'))],
  'do-submit': ['pending', submitted],
  'do-address': ['pending', (page) => page.getByLabel('Address only').check()],
  'do-print': ['pending', (page) => page.emulateMedia({ media: 'print' })],
  'do-print-receipt': ['paid', (page) => page.emulateMedia({ media: 'print' })],
};

/** As after a payment by a wallet, which leaves its transaction behind for the reload. */
async function submitted(page: Page): Promise<void> {
  const value = JSON.stringify({ hash: `0x${'ab'.repeat(32)}`, explorerUrl: 'https://basescan.org/tx/0xab' });
  const key = `opentill.submitted.${states['pending']?.session.code}`;
  await page.evaluate(([name, text]) => sessionStorage.setItem(name ?? '', text ?? ''), [key, value]);
  await page.reload();
  await page.waitForSelector('.submitted');
}

async function takeAll(
  browser: Browser,
  url: string,
  names: readonly string[],
  size: keyof typeof SIZES,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const folder = join(FOLDER, `${size}-${colorScheme}`);
  await mkdir(folder, { recursive: true });
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme, reducedMotion: 'reduce' });
  for (const name of names) {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()));
    const [state, act] = actions[name] ?? [name, async () => {}];
    await page.goto(`${url}/${state}`, { waitUntil: 'load' });
    await page.waitForSelector('html.js');
    await act(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.context().setOffline(false);
    await page.close();
  }
  await context.close();
}

const asked = process.argv.slice(2);
await main(asked.length > 0 ? asked : [...Object.keys(states), ...Object.keys(actions)]);
