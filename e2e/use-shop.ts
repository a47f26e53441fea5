import type { Opentill } from '@opentill/sdk';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, vi } from 'vitest';
import { launchBrowser } from '../packages/server/src/testing/browser.ts';
import { createDataDir, removeDataDir, startDevServer } from './dev-server.ts';
import { connectDevnet, type Devnet } from './devnet.ts';
import { clientOf } from './sessions.ts';
import type { SharedServer } from './shared-server.ts';

const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** A shop that is open for a test file. */
export interface Shop {
  server: SharedServer;
  devnet: Devnet;
  opentill: Opentill;
  /** A customer's browser, on a phone unless told otherwise; closed after the test, which fails if a page of it has faltered. */
  customer(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** The server that all files share, or one of the file's own, for what others must not feel: a stopped clock, a crash. */
export function useShop({ ownServer = false } = {}): Shop {
  // A purchase is a minute's work for a machine on which everything else is tested at the same time.
  vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });
  const shop = {} as Shop;
  let browser: Browser;
  const open: BrowserContext[] = [];
  const faults: string[] = [];
  let close = async () => {};

  beforeAll(async () => {
    const starting = ownServer ? startOwn() : askForShared();
    const launching = launchBrowser();
    [{ server: shop.server, close }, browser] = await Promise.all([starting, launching]);
    shop.devnet = connectDevnet(shop.server.dev);
    shop.opentill = clientOf(shop.server);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((context) => context.close()));
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await close();
  });

  shop.customer = async (options = {}) => {
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(20_000);
    context.on('page', (page) => listenForFaults(page, faults));
    open.push(context);
    return context;
  };
  return shop;
}

async function askForShared(): Promise<{ server: SharedServer; close: () => Promise<void> }> {
  const response = await fetch(inject('sharedServerUrl'));
  if (!response.ok) throw new Error(await response.text());
  return { server: (await response.json()) as SharedServer, close: async () => {} };
}

async function startOwn(): Promise<{ server: SharedServer; close: () => Promise<void> }> {
  const dataDir = await createDataDir();
  const server = await startDevServer(dataDir);
  return { server, close: () => server.stop().finally(() => removeDataDir(dataDir)) };
}

/** Scripts that throw and whatever the content security policy stops. A lost connection is no fault of the page. */
function listenForFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.includes('net::ERR_')) faults.push(`${page.url()}: ${text}`);
  });
}
