import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
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
    await page.goto(`${url}/${name}`, { waitUntil: 'load' });
    await page.waitForSelector('html.js');
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
  await context.close();
}

const asked = process.argv.slice(2);
await main(asked.length > 0 ? asked : Object.keys(states));
