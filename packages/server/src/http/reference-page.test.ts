import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../testing/browser.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  [api, browser] = await Promise.all([createTestApi(), launchBrowser()]);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  await api.close();
});

describe('/docs', () => {
  it('names no other machine in its HTML', async () => {
    const { status, body } = await api.call('GET', '/docs/', { key: null });
    expect(status).toBe(200);
    expect(body).not.toMatch(/https?:\/\//);
    expect(body).not.toMatch(/["'(]\/\/[a-z]/i);
  });

  it('names its language, and leads whoever has no scripts to the document itself', async () => {
    const { body } = await api.call('GET', '/docs/', { key: null });
    expect(body).toMatch(/<html lang="en"/);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${origin}/docs`);
    await page.getByRole('link', { name: '/openapi.json' }).click();
    expect(page.url()).toBe(`${origin}/openapi.json`);
    await context.close();
  });

  it.each(['light', 'dark'] as const)(
    'can be read by everybody: its texts stand out enough, in the %s',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      await page.goto(`${origin}/docs`);
      await page.getByRole('heading', { name: 'Create a checkout session' }).first().waitFor();
      const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast', 'html-has-lang']).analyze();
      expect(violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${html} ${any[0]?.message}`))).toEqual([]);
      await context.close();
    },
  );

  it('leads from /docs to /docs/ whatever Host says', async () => {
    const { status, headers } = await api.call('GET', '/docs', { key: null, headers: { host: 'evil.example' } });
    expect(status).toBe(301);
    expect(headers['location']).toBe('/docs/');
  });

  it('shows the API in a browser and asks this server alone', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${origin}/docs`);
    await page.getByRole('heading', { name: 'Create a checkout session' }).first().waitFor();
    // Its fonts come last. «No request for half a second» never comes on a busy machine.
    await page.evaluate(async () => void (await document.fonts.ready));
    const elsewhere = asked.filter((url) => !url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url));
    expect(elsewhere).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows what an endpoint is sent, with a delivery as an example', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/docs#tag/webhooks/webhook/POST/session.paid`);
    const section = page.getByRole('region', { name: 'session.paid', exact: true });
    await section.getByText('webhook-signature', { exact: true }).first().waitFor();
    await section.getByText('"session.paid"').first().waitFor();
    await page.close();
  });

  it('offers to try what one asks this server, and not what this server asks others', async () => {
    const page = await browser.newPage();
    const buttonsOf = (name: string) =>
      page.getByRole('region', { name, exact: true }).getByRole('button', { name: /Test Request/ });
    await page.goto(`${origin}/docs#tag/checkout-sessions/POST/api/v1/checkout_sessions`);
    await buttonsOf('Create a checkout session').waitFor();
    await page.goto('about:blank');
    await page.goto(`${origin}/docs#tag/webhooks/webhook/POST/session.paid`);
    const section = page.getByRole('region', { name: 'session.paid', exact: true });
    await section.getByText('"session.paid"').first().waitFor();
    expect(await buttonsOf('session.paid').count()).toBe(0);
    await page.close();
  });
});
