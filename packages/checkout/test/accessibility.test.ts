import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PHONE, useStage, WIDE } from './open.ts';
import { states } from './states.ts';

const stage = useStage();
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
      '3 items',
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
  test('has all that is needed on a phone within the first screen', async () => {
    const page = await stage.open('pending', { viewport: PHONE });
    for (const selector of [
      '.merchant',
      '.total',
      '.method',
      '.qr-frame',
      '.amount',
      '.address',
      '.send-warning',
      '.actions',
      '.status',
    ]) {
      const box = await page.locator(selector).first().boundingBox();
      expect(box && box.y >= 0 && box.y + box.height <= PHONE.height, selector).toBe(true);
    }
    const [actions, status] = await Promise.all(
      ['.actions', '.status'].map((selector) => page.locator(selector).boundingBox()),
    );
    expect(actions!.y + actions!.height).toBeLessThanOrEqual(status!.y);
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

  test('does not move when the script takes over', async () => {
    const page = await stage.open('pending');
    const selectors = ['.card', '.qr-frame', '.send', '.actions', '.status'];
    const boxes = () => Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()));
    const after = await boxes();
    await page.route('**/*.js', (route) => route.abort());
    await page.reload();
    expect(await page.locator('html.js').count()).toBe(0);
    expect(await boxes()).toEqual(after);
    await page.context().close();
  });
});
