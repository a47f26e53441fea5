/**
 * `node --conditions=source e2e/readme-image.ts`: docs/images/checkout.png anew, from the real thing: the demo shop on a
 * desktop, and over it the payment page of one of its orders on a phone.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page, ViewportSize } from 'playwright-core';
import { launchBrowser } from '../packages/server/src/testing/browser.ts';
import { chooseMethod, hydrated } from './checkout-page.ts';
import { buy } from './demo-shop.ts';
import { createDataDir, removeDataDir, startDevServer } from './dev-server.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'images', 'checkout.png');
const DESKTOP = { width: 1120, height: 700 };
const PHONE = { width: 390, height: 844 };

const dataDir = await createDataDir();
const server = await startDevServer(dataDir);
const browser = await launchBrowser();
try {
  const shop = await open(browser, server.shopUrl, DESKTOP);
  const checkout = await open(browser, server.shopUrl, PHONE);
  await buy(checkout, 'Stoneware teapot');
  await hydrated(checkout);
  await chooseMethod(checkout, 'USDC on Devnet');
  await checkout.evaluate(() => scrollTo(0, 0));
  const image = await compose(browser, await shop.screenshot(), await checkout.screenshot());
  await mkdir(join(FILE, '..'), { recursive: true });
  await writeFile(FILE, image);
  console.log(`${FILE}: ${Math.ceil(image.length / 1024)} kB`);
} finally {
  await browser.close();
  await server.stop().finally(() => removeDataDir(dataDir));
}

async function open(browser: Browser, url: string, viewport: ViewportSize): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: 2,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** The browser itself lays the two pictures over each other. */
async function compose(browser: Browser, shop: Buffer, checkout: Buffer): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1260, height: 720 }, deviceScaleFactor: 1.5 });
  const source = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;
  await page.setContent(`<style>
    body { margin: 0; height: 720px; position: relative; }
    img { position: absolute; display: block; }
    .desktop { left: 24px; top: 76px; width: 908px; border-radius: 12px; box-shadow: 0 0 0 1px #0002, 0 12px 32px #0002; }
    .phone { right: 24px; top: 24px; width: 297px; border-radius: 32px; border: 9px solid #1c1f1e; box-shadow: 0 16px 48px #0006; }
  </style><img class="desktop" src="${source(shop)}"><img class="phone" src="${source(checkout)}">`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  return page.screenshot({ omitBackground: true });
}
