import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runOut, seeTransfer } from '../../testing/books.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type HostPage, RECORDING, startHostPage } from '../../testing/host-page.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';

const PHONE = { width: 390, height: 844 };

let api: TestApi;
let checkout: string;
let browser: Browser;
let shop: HostPage;
let stranger: HostPage;
let context: BrowserContext | undefined;

const element = (query: URLSearchParams) => {
  const mode = query.get('mode') === null ? '' : ` mode="${query.get('mode')}"`;
  return `${RECORDING}<script type="module" src="${checkout}/embed.js"></script>
    <h1>Your cart</h1><a href="#terms">Terms</a>
    <opentill-checkout ${query.has('link') ? 'link' : 'url'}="${query.get('link') ?? query.get('url')}"${mode}></opentill-checkout>`;
};

beforeAll(async () => {
  [api, browser] = await Promise.all([createTestApi(), launchBrowser()]);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  checkout = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  [shop, stranger] = await Promise.all([startHostPage(element), startHostPage(element)]);
});
beforeEach(() => allowOrigins([shop.origin]));
afterEach(async () => {
  await context?.close();
  context = undefined;
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([shop?.close(), stranger?.close(), api?.close()]);
});

const allowOrigins = (origins: readonly string[]) =>
  api.database.store
    .updateTable('sites')
    .set({ allowed_origins: [...origins] })
    .where('organization_id', '=', api.organizationId)
    .execute();

async function createSession(more: object = {}) {
  const body = { amount: { value: '99.00', currency: 'USD' }, ...more };
  const created = await api.call('POST', '/checkout_sessions', { body });
  return { id: created.body.id as string, url: checkout + new URL(created.body.checkoutUrl).pathname };
}

async function openShop(
  at: HostPage,
  query: Readonly<Record<string, string>>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(`${at.origin}/?${new URLSearchParams(query)}`);
  return page;
}

type Told = { type: string; status?: string; sessionId?: string; version?: number; reason?: string };
const told = (page: Page) => page.evaluate(() => (globalThis as unknown as { told: Told[] }).told);
const typesTold = async (page: Page) => (await told(page)).map(({ type }) => type);
const checkoutIn = (page: Page) => page.frameLocator('opentill-checkout iframe');

describe('<opentill-checkout> inline, on an origin that the site allows', () => {
  it('shows the checkout at its full height, and says when it stands there', async () => {
    const session = await createSession();
    const page = await openShop(shop, { url: session.url });
    await checkoutIn(page).getByText('$99.00').first().waitFor();
    await expect
      .poll(() => told(page))
      .toEqual([{ type: 'ready', sessionId: session.id, status: 'pending', version: 1 }]);
    const frame = page.frames().find((each) => each.url() === session.url)!;
    const scrolls = () => frame.evaluate(() => document.documentElement.scrollHeight > innerHeight);
    await expect.poll(scrolls).toBe(false);
  });

  it('lets the customer choose and check without any cookie', async () => {
    const session = await createSession();
    const page = await openShop(shop, { url: session.url });
    const answer = page.waitForResponse((response) => response.url().endsWith('/check'));
    await checkoutIn(page).getByRole('button', { name: 'I have paid' }).click();
    expect((await answer).status()).toBe(200);
    expect(await page.context().cookies(checkout)).toEqual([]);
  });

  it('tells each change of the session', async () => {
    const session = await createSession();
    const page = await openShop(shop, { url: session.url });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await api.call('POST', `/checkout_sessions/${session.id}/expire`);
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'status', 'expired']);
    expect((await told(page)).at(-1)).toEqual({
      type: 'expired',
      sessionId: session.id,
      status: 'expired',
      version: 2,
    });
  });

  it('tells once that it is paid', async () => {
    const session = await createSession({ method: 'Devnet:USDC', successUrl: `${shop.origin}/?thanks` });
    const page = await openShop(shop, { url: session.url });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const payment = { amountAtomic: 99_000_000n, contract: USDC };
    await seeTransfer(api, session.id, { ...payment, confirmed: true });
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'status', 'paid']);
    expect((await told(page)).at(-1)).toMatchObject({ type: 'paid', sessionId: session.id, status: 'paid' });
    // Dust that follows changes nothing; and the frame leads nobody away by itself.
    await seeTransfer(api, session.id, { amountAtomic: 1n, contract: USDC, confirmed: true });
    await checkoutIn(page)
      .getByRole('link', { name: /^Back to/ })
      .first()
      .waitFor();
    await checkoutIn(page).getByRole('heading', { name: 'Paid' }).waitFor();
    expect(
      await checkoutIn(page)
        .getByText(/Going back/)
        .count(),
    ).toBe(0);
    expect((await typesTold(page)).filter((type) => type === 'paid')).toHaveLength(1);
  });

  it('leads out of the frame to the shop', async () => {
    const session = await createSession({ cancelUrl: `${stranger.origin}/?cart` });
    const page = await openShop(shop, { url: session.url });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await checkoutIn(page)
      .getByRole('link', { name: /^Back to/ })
      .first()
      .click();
    await page.waitForURL(`${stranger.origin}/?cart`);
  });

  it('stays in the frame for a fresh session, and tells of that one', async () => {
    const session = await createSession();
    await runOut(api, session.id);
    const page = await openShop(shop, { url: session.url });
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'expired']);
    await checkoutIn(page).getByRole('button', { name: 'Start again' }).click();
    await expect.poll(async () => (await told(page)).at(-1)).toMatchObject({ type: 'ready', status: 'pending' });
    expect((await told(page)).at(-1)!.sessionId).not.toBe(session.id);
  });

  it('ignores messages that do not come from its own frame', async () => {
    const session = await createSession();
    const page = await openShop(shop, { url: session.url });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const forged = { type: 'opentill:status', sessionId: session.id, status: 'paid', version: 9 };
    // From the shop's own window, from another frame of the checkout's origin, and from a stranger's frame.
    await page.evaluate((message) => window.postMessage(message, '*'), forged);
    await page.evaluate(
      async ([message, ...urls]) => {
        for (const url of urls) {
          const frame = document.body.appendChild(document.createElement('iframe'));
          await new Promise((resolve) => {
            frame.onload = resolve;
            frame.src = url as string;
          });
        }
        return message;
      },
      [forged, `${checkout}/docs`, stranger.origin] as const,
    );
    for (const frame of page.frames().filter((each) => each.parentFrame() && each.url() !== session.url))
      await frame.evaluate((message) => parent.postMessage(message, '*'), forged).catch(() => {});
    // A round trip through the real page: had a forged message counted, it would have been told before.
    await api.call('POST', `/checkout_sessions/${session.id}/cancel`);
    await expect.poll(async () => (await told(page)).at(-1)?.status).toBe('canceled');
    expect(await typesTold(page)).toEqual(['ready', 'status']);
  });
});

describe('<opentill-checkout> inline, higher than the window', () => {
  const topOf = async (page: Page, selector: string) =>
    (await checkoutIn(page).locator(selector).first().boundingBox())?.y ?? -1;
  const scrollDown = (page: Page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));

  it('leaves the page where it is when it appears', async () => {
    const page = await openShop(shop, { url: (await createSession()).url }, { viewport: PHONE });
    await page.evaluate(() => document.body.style.setProperty('padding-block', '1500px'));
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  it('brings what has happened into view', async () => {
    const session = await createSession({ method: 'Devnet:USDC' });
    const page = await openShop(shop, { url: session.url }, { viewport: PHONE });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await page.evaluate(() => document.body.style.setProperty('padding-block-end', '1500px'));
    await scrollDown(page);
    expect(await topOf(page, '.pay-side')).toBeLessThan(0);
    await seeTransfer(api, session.id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    await expect.poll(() => topOf(page, '.paid-band')).toBeGreaterThanOrEqual(0);
  });

  it('does not scroll away under somebody who is typing into the page around it', async () => {
    const session = await createSession({ method: 'Devnet:USDC' });
    const page = await openShop(shop, { url: session.url }, { viewport: PHONE });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await page.evaluate(() => document.body.style.setProperty('padding-block-end', '1500px'));
    await page.evaluate(() => document.body.append(document.createElement('input')));
    // The checkout alone may fit into the window: there must be somewhere to scroll to.
    await page.evaluate(() => document.body.style.setProperty('padding-block-end', '1500px'));
    await page.locator('body > input').focus();
    await scrollDown(page);
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(0);
    await seeTransfer(api, session.id, { amountAtomic: 1n, contract: USDC });
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'status']);
    expect(await page.evaluate(() => scrollY)).toBe(before);
  });

  it('leads to the order and back up, as in a window of its own', async () => {
    const lineItems = Array.from({ length: 20 }, (_, i) => ({ name: `Tea ${i}`, quantity: 1, unitAmount: '1.00' }));
    const session = await createSession({ amount: { currency: 'USD' }, lineItems });
    const page = await openShop(shop, { url: session.url }, { viewport: PHONE });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await checkoutIn(page).getByRole('link', { name: 'Order details' }).click();
    await expect.poll(() => topOf(page, '#order')).toBeLessThan(PHONE.height / 2);
    expect(await topOf(page, '#order')).toBeGreaterThanOrEqual(0);
  });

  it('brings the first entry that is wrong into view, with the cursor in it', async () => {
    const collect = { email: 'required', billingAddress: 'required', shippingAddress: 'required' };
    const { body } = await api.call('POST', '/payment_links', {
      body: { name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD', collect },
    });
    const page = await openShop(shop, { link: `${checkout}/l/${body.slug}` }, { viewport: PHONE });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await checkoutIn(page).getByRole('button', { name: 'Continue to payment' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'ready']);
    await expect.poll(() => topOf(page, '.is-wrong')).toBeGreaterThanOrEqual(0);
    expect(await topOf(page, '.is-wrong')).toBeLessThan(PHONE.height * 0.75);
    await expect.poll(() => checkoutIn(page).locator(':focus').getAttribute('name')).toBe('email');

    // Beside the button it says so too, and leads there.
    await scrollDown(page);
    await checkoutIn(page).getByRole('link', { name: 'entries need your attention.' }).click();
    await expect.poll(() => topOf(page, '.is-wrong')).toBeGreaterThanOrEqual(0);
  });
});

describe('<opentill-checkout link="…">', () => {
  const createLink = async (body: object) =>
    (
      await api.call('POST', '/payment_links', {
        body: { name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD', ...body },
      })
    ).body;

  it('makes one session of a link that asks nothing, and shows it', async () => {
    const link = await createLink({});
    const page = await openShop(shop, { link: `${checkout}/l/${link.slug}` });
    await expect.poll(() => told(page)).toMatchObject([{ type: 'ready', status: 'pending' }]);
    const { body } = await api.call('GET', `/payment_links/${link.id}`);
    expect(body.uses.reserved).toBe(1);
  });

  it('shows the form of one that asks, at its height, and then the session, all without a cookie', async () => {
    const link = await createLink({ collect: { email: 'required' } });
    const page = await openShop(shop, { link: `${checkout}/l/${link.slug}` }, { viewport: PHONE });
    await expect.poll(() => told(page)).toEqual([{ type: 'ready', sessionId: null, status: null, version: null }]);
    await checkoutIn(page).getByLabel('Email').fill('ada@example.com');
    await checkoutIn(page).getByRole('button').last().click();
    await expect.poll(async () => (await told(page)).at(-1)).toMatchObject({ type: 'ready', status: 'pending' });
    await checkoutIn(page).getByText('$99.00').first().waitFor();
    expect(await page.context().cookies(checkout)).toEqual([]);
  });

  it('is the same visit when the page is loaded anew: the session under way, and the one that was paid', async () => {
    const link = await createLink({ useLimit: 1 });
    const page = await openShop(shop, { link: `${checkout}/l/${link.slug}` });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const { sessionId } = (await told(page))[0]!;
    await page.reload();
    await expect.poll(() => told(page)).toEqual([{ type: 'ready', sessionId, status: 'pending', version: 1 }]);
    // Come to again from elsewhere in the shop, it is still the payment that is under way.
    await page.goto(`${page.url()}&from=cart`);
    await expect.poll(() => told(page)).toMatchObject([{ type: 'ready', sessionId }]);
    const { amount } = (await api.call('GET', `/checkout_sessions/${sessionId}`)).body;
    await seeTransfer(api, sessionId!, { amountAtomic: BigInt(amount.wei), confirmed: true });
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'status', 'paid']);
    await page.reload();
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'paid']);
    expect((await told(page))[0]).toMatchObject({ sessionId, status: 'paid' });
    expect(await page.context().cookies(checkout)).toEqual([]);
  });

  it('is another visit in another tab, and a fresh one for who has paid and comes again', async () => {
    const link = await createLink({});
    const page = await openShop(shop, { link: `${checkout}/l/${link.slug}` });
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const { sessionId } = (await told(page))[0]!;
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await expect.poll(() => typesTold(tab)).toEqual(['ready']);
    expect((await told(tab))[0]!.sessionId).not.toBe(sessionId);
    const { amount } = (await api.call('GET', `/checkout_sessions/${sessionId}`)).body;
    await seeTransfer(api, sessionId!, { amountAtomic: BigInt(amount.wei), confirmed: true });
    await expect.poll(() => typesTold(page)).toEqual(['ready', 'status', 'paid']);
    await page.goto(`${page.url()}&from=cart`);
    await expect.poll(() => told(page)).toMatchObject([{ type: 'ready', status: 'pending' }]);
    expect((await told(page))[0]!.sessionId).not.toBe(sessionId);
  });

  it('tells of one that takes no payment, and shows why', async () => {
    const link = await createLink({ active: false });
    const page = await openShop(shop, { link: `${checkout}/l/${link.slug}` });
    await checkoutIn(page).getByText('This payment link is switched off').waitFor();
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'link_inactive' }]);
    expect(await page.getByText('The checkout cannot be shown here', { exact: true }).isVisible()).toBe(false);
  });

  it('is refused where the site does not allow it', async () => {
    const link = await createLink({ collect: { email: 'required' } });
    const page = await openShop(stranger, { link: `${checkout}/l/${link.slug}` });
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'framing_refused' }]);
  });
});

describe('attack 52: a page that the site does not allow', () => {
  it('gets nothing into its frame; the element says so and offers a link', async () => {
    const session = await createSession();
    const page = await openShop(stranger, { url: session.url });
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'framing_refused' }]);
    const blocked = page.frames().find((each) => each.parentFrame())!;
    expect(blocked.url()).toMatch(/^chrome-error:/);
    await page.getByText('The checkout cannot be shown here', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Open the checkout' }).click();
    await page.waitForURL(session.url);
    await page.getByText('$99.00').first().waitFor();
  });

  it('is every page, while the site names no origin', async () => {
    await allowOrigins([]);
    const page = await openShop(shop, { url: (await createSession()).url });
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'framing_refused' }]);
  });
});

describe('<opentill-checkout> that cannot show anything', () => {
  it('says that the server does not answer, and tries again when asked', async () => {
    const page = await openShop(shop, { url: 'http://127.0.0.1:1/checkout/x' });
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'unreachable' }]);
    const { url, id } = await createSession();
    await page.evaluate((next) => document.querySelector('opentill-checkout')!.setAttribute('url', next), url);
    await expect.poll(async () => (await told(page)).at(-1)).toMatchObject({ type: 'ready', sessionId: id });
    expect(await page.getByText('The checkout cannot be shown here', { exact: true }).isVisible()).toBe(false);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', ''])('takes %s for no address', async (url) => {
    const page = await openShop(shop, { url });
    await expect.poll(() => told(page)).toEqual([{ type: 'error', reason: 'address_invalid' }]);
    expect(await page.locator('opentill-checkout iframe').count()).toBe(0);
  });
});

describe('<opentill-checkout mode="modal">', () => {
  const modal = async (options: BrowserContextOptions = {}) => {
    const session = await createSession();
    const page = await openShop(shop, { url: session.url, mode: 'modal' }, options);
    await page.getByRole('button', { name: 'Pay' }).waitFor();
    return { session, page };
  };
  const isOpen = (page: Page) => page.getByRole('dialog', { name: 'Checkout' }).isVisible();

  it('loads nothing before it is opened, and is where it was when it is opened again', async () => {
    const { page, session } = await modal();
    expect(page.frames()).toHaveLength(1);
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    await page.getByRole('button', { name: 'Close the checkout' }).click();
    await expect
      .poll(() => told(page))
      .toContainEqual({
        type: 'close',
        sessionId: session.id,
        status: 'pending',
        version: 1,
      });
    await page.evaluate(() => document.querySelector('opentill-checkout')!.open());
    expect(await isOpen(page)).toBe(true);
    expect(page.frames()).toHaveLength(2);
    await page.evaluate(() => document.querySelector('opentill-checkout')!.close());
    expect(await isOpen(page)).toBe(false);
  });

  it('opens and closes by keyboard, keeps the focus inside, and gives it back', async () => {
    const { page } = await modal();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const outside = () => page.evaluate(() => document.activeElement?.tagName === 'A');
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press('Tab');
      expect(await outside()).toBe(false);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => isOpen(page)).toBe(false);
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent);
    await expect.poll(focused).toBe('Pay');
  });

  it('closes by Escape inside the checkout too, but first what stands open in there', async () => {
    const { page } = await modal();
    await page.getByRole('button', { name: 'Pay' }).click();
    await checkoutIn(page).locator('.method summary').click();
    await page.keyboard.press('Escape');
    await expect.poll(() => checkoutIn(page).locator('.method').getAttribute('open')).toBeNull();
    expect(await isOpen(page)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => isOpen(page)).toBe(false);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s', async (colorScheme) => {
    const { page } = await modal({ colorScheme });
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const { violations } = await new AxeBuilder({ page }).include('opentill-checkout').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('has the shop’s name above it once, not again inside', async () => {
    const { page } = await modal();
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const bar = page.locator('opentill-checkout').locator('.bar');
    const { rows } = await api.database.pool.query('SELECT name FROM sites WHERE organization_id = $1', [
      api.organizationId,
    ]);
    expect(await bar.textContent()).toBe(`${rows[0].name}Test mode`);
    expect(await checkoutIn(page).locator('.merchant').isVisible()).toBe(false);
  });

  it('lets the state of the payment cover nothing', async () => {
    const { page } = await modal();
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const box = async (selector: string) => (await checkoutIn(page).locator(selector).boundingBox())!;
    const [status, card] = await Promise.all([box('.status'), box('.card')]);
    expect(status.y + status.height).toBeLessThanOrEqual(card.y);
  });

  it('leaves nothing in the console', async () => {
    const session = await createSession();
    const said: string[] = [];
    context = await browser.newContext();
    const page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
    await page.goto(`${shop.origin}/?${new URLSearchParams({ url: session.url, mode: 'modal' })}`);
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    expect(said).toEqual([]);
  });

  it('fills a phone', async () => {
    const { page } = await modal({ viewport: PHONE });
    await page.getByRole('button', { name: 'Pay' }).click();
    await expect.poll(() => typesTold(page)).toEqual(['ready']);
    const dialog = page.getByRole('dialog', { name: 'Checkout' });
    expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
  });
});
