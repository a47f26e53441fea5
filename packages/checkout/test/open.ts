import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../../server/src/testing/browser.ts';
import type { CheckoutView } from '../src/view.ts';
import { type Gallery, startGallery } from './gallery.ts';

export const PHONE = { width: 390, height: 844 };
export const WIDE = { width: 1280, height: 800 };

export interface StageOptions extends BrowserContextOptions {
  /** Where the browser's clock begins, in milliseconds since the epoch; `page.clock` then moves it. */
  readonly clockAt?: number;
  /** Runs in the page before its own scripts. */
  readonly init?: () => void;
}

export interface Stage {
  gallery: Gallery;
  /** Opens a state in a fresh browser context; hydrated unless JavaScript is off. */
  open(name: string, options?: StageOptions): Promise<Page>;
}

/** A gallery and a browser for a test file. */
export function useStage(extra: Record<string, CheckoutView> = {}): Stage {
  let browser: Browser;
  const stage = {} as Stage;
  beforeAll(async () => {
    [stage.gallery, browser] = await Promise.all([startGallery(extra), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await stage.gallery.close();
  });
  stage.open = async (name, { clockAt, init, ...options } = {}) => {
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce', ...options });
    if (init) await context.addInitScript(init);
    if (clockAt !== undefined) await context.clock.install({ time: clockAt });
    const page = await context.newPage();
    await page.goto(`${stage.gallery.url}/${name}`);
    if (options.javaScriptEnabled !== false) await page.waitForSelector('html.js', { state: 'attached' });
    return page;
  };
  return stage;
}
