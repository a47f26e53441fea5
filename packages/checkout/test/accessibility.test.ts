import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { byMethod, PHONES } from './first-screen.ts';
import { PHONE, useStage, WIDE } from './open.ts';
import { states } from './states.ts';

const stage = useStage(byMethod);
const names = Object.keys(states);

async function violationsIn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

describe.each(['light', 'dark'] as const)('in %s, axe finds nothing to object to', (colorScheme) => {
  test.each(names)('in %s', async (name) => {
    const page = await stage.open(name, { colorScheme, viewport: PHONE });
    expect(await violationsIn(page)).toEqual([]);
    await page.context().close();
  });

  test('on a wide screen, with and without the colours of a merchant', async () => {
    for (const name of ['pending', 'pending-brand', 'detected', 'paid']) {
      const page = await stage.open(name, { colorScheme, viewport: WIDE });
      expect(await violationsIn(page), name).toEqual([]);
      await page.context().close();
    }
  });

  test('in the open list of methods and in the wallet dialog', async () => {
    const page = await stage.open('pending', { colorScheme });
    await page.locator('.method summary').click();
    expect(await violationsIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Browser wallet' }).click();
    expect(await violationsIn(page)).toEqual([]);
    await page.context().close();
  });

  test('on the page for no session', async () => {
    const page = await stage.open('pending', { colorScheme });
    await page.goto(`${stage.gallery.url}/nothing-here`);
    expect(await violationsIn(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the keyboard', () => {
  test('reaches everything in reading order, and one sees where it is', async () => {
    const page = await stage.open('pending-test-mode');
    const stops: string[] = [];
    for (let at = 0; at < 30; at += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const shown = element.matches('input') ? (element.nextElementSibling ?? element) : element;
        const { outlineStyle, outlineWidth } = getComputedStyle(shown);
        const name = element.getAttribute('aria-label') ?? shown.textContent?.trim() ?? '';
        return { name, seen: outlineStyle !== 'none' && Number.parseInt(outlineWidth, 10) >= 2 };
      });
      if (!stop) break;
      expect(stop.seen, `focus on ${stop.name}`).toBe(true);
      stops.push(stop.name);
    }
    expect(stops.slice(0, 8)).toEqual([
      'Back to Northwind Coffee',
      'Order details',
      'Pay withUSDC on BaseChange',
      'With amount',
      'Copy the amount',
      'Copy the address',
      'Open in wallet',
      'Browser wallet',
    ]);
    expect(stops).toContain('I have paid');
    expect(stops).toContain('Exact amount');
    await page.context().close();
  });

  test('chooses another method, and the focus comes back', async () => {
    const page = await stage.open('pending');
    await page.locator('.method summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => stage.gallery.posts.at(-1)?.body ?? '').toContain('"method":"Ethereum:USDC"');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    expect(await page.locator('.method').getAttribute('open')).toBeNull();
    await page.context().close();
  });

  test('switches between the two QR codes by the arrow keys', async () => {
    const page = await stage.open('pending');
    await page.getByLabel('With amount').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.qr-address').isVisible()).toBe(true);
    expect(await page.locator('.qr-request').isVisible()).toBe(false);
    await page.context().close();
  });
});

describe('the layout', () => {
  /** Which of these the first screen does not show whole, above the status at its lower edge. */
  const outOfSight = (page: Page, selectors: readonly string[]) =>
    page.evaluate((each) => {
      const boxOf = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
      const { top: end, bottom } = boxOf('.status');
      const hidden = each.filter((selector) => boxOf(selector).top < 0 || boxOf(selector).bottom > end);
      return bottom > innerHeight ? [...hidden, '.status'] : hidden;
    }, selectors);
  const TO_PAY = ['.method', '.qr-frame', '.amount', '.address', '.send-warning', '.actions'];

  describe.each(PHONES)('on a phone of %i × %i', (width, height) => {
    test.each(Object.keys(byMethod))('has all that is needed within the first screen, %s', async (name) => {
      const page = await stage.open(name, { viewport: { width, height } });
      expect(await outOfSight(page, ['.merchant', '.total', ...TO_PAY, '.check'])).toEqual([]);
      await page.context().close();
    });

    test.each([['underpaid'], ['subscription']])('has all that is needed to pay within it, %s', async (name) => {
      const page = await stage.open(name, { viewport: { width, height } });
      expect(await outOfSight(page, TO_PAY)).toEqual([]);
      await page.context().close();
    });
  });

  test.each([['unexpected'], ['unexpected-refunding'], ['unexpected-refunded'], ['unexpected-written-off']])(
    'has all that is needed to pay within it on a whole phone, below what else came, %s',
    async (name) => {
      const page = await stage.open(name, { viewport: PHONE });
      expect(await outOfSight(page, TO_PAY)).toEqual([]);
      await page.context().close();
    },
  );

  test('keeps what the keyboard reaches above the status at the lower edge', async () => {
    const page = await stage.open('pending-thirty-items', { viewport: { width: 390, height: 664 } });
    await page.getByRole('link', { name: /Questions/ }).scrollIntoViewIfNeeded();
    const padding = await page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockEnd),
    );
    expect(padding).toBeGreaterThanOrEqual((await page.locator('.status').boundingBox())!.height);
    await page.context().close();
  });

  test.each(names)('of %s needs no sideways scrolling at 320 pixels, which is 200 % zoom of 640', async (name) => {
    const page = await stage.open(name, { viewport: { width: 320, height: 568 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.context().close();
  });

  test('puts the order left and the payment right on a wide screen, and mirrors it for right-to-left', async () => {
    for (const [name, leftFirst] of [
      ['pending', true],
      ['pending-rtl', false],
    ] as const) {
      const page = await stage.open(name, { viewport: WIDE });
      const [order, card] = await Promise.all(
        ['.order', '.card'].map((selector) => page.locator(selector).boundingBox()),
      );
      expect(order!.x < card!.x).toBe(leftFirst);
      await page.context().close();
    }
  });

  test.each([{ viewport: PHONE }, { viewport: WIDE, timezoneId: 'Asia/Kolkata' }])(
    'does not move when the script takes over: %o',
    async (options) => {
      const page = await stage.open('pending', options);
      const selectors = ['.card', '.qr-frame', '.send', '.actions', '.status'];
      const boxes = () => Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()));
      const after = await boxes();
      await page.route('**/*.js', (route) => route.abort());
      await page.reload();
      expect(await page.locator('html.js').count()).toBe(0);
      expect(await boxes()).toEqual(after);
      await page.context().close();
    },
  );
});
