import { describe, expect, test } from 'vitest';
import { inMinutes, instructionsFor, pending, refunded, takenBack, transfer, usdcOnBase, view } from './fixtures.ts';
import { PHONE, useStage, WIDE } from './open.ts';
import { states } from './states.ts';

/** Each test has a state of its own, so that what one sends the others do not get. */
const stage = useStage({
  walk: pending,
  steady: pending,
  short: view({ expiresAt: inMinutes(1) }),
  offline: pending,
  'logo-gone': view({}, { merchant: { ...pending.merchant, logoUrl: '/pictures/gone.png' } }),
  'part-short': {
    ...states['underpaid']!,
    session: { ...states['underpaid']!.session, expiresAt: inMinutes(1), graceEndsAt: inMinutes(11) },
  },
  'green-brand': {
    ...pending,
    merchant: { ...pending.merchant, accent: '#0a7a42' },
    urls: { ...pending.urls, brandCss: '/brand.css' },
  },
  gone: pending,
  copy: pending,
  choosing: pending,
  checking: pending,
  failing: pending,
  finding: pending,
  refunding: states['paid']!,
  restarting: states['expired']!,
  leaving: states['paid']!,
  refused: states['pending-test-mode']!,
  reorged: pending,
  simulating: states['pending-test-mode']!,
  old: pending,
  scrolled: states['pending-test-mode']!,
  pictures: view({
    lineItems: pending.session.lineItems.map((item, at) =>
      at === 0 ? { ...item, imageUrl: '/pictures/gone.png' } : item,
    ),
  }),
});

/** A later moment, since the page takes no view that is older than its own. */
const later = (minutes: number, ...changes: Parameters<typeof view>) => ({
  ...view(...changes),
  serverTime: inMinutes(minutes),
});

describe('the page while the payment comes', () => {
  test('follows it without a reload and says each change to screen readers', async () => {
    const page = await stage.open('walk');
    const spoken = page.locator('p[role=status]');
    const over = { instructions: null };

    stage.gallery.push('walk', later(1, {}, { transfers: [transfer('seen')] }));
    await expect.poll(() => spoken.textContent()).toBe('Payment seen, not in a block yet');

    stage.gallery.push('walk', later(2, { status: 'detected' }, { ...over, transfers: [transfer('confirming')] }));
    await expect.poll(() => spoken.textContent()).toBe('Payment received, confirming 1 of 3');
    expect(await page.locator('.steps [aria-current=step]').textContent()).toBe('Confirming 1 of 3');

    const paid = { status: 'paid', received: '99.00 USDC', paidAt: inMinutes(3) } as const;
    stage.gallery.push('walk', later(3, paid, { ...over, transfers: [transfer('confirmed')] }));
    await expect.poll(() => spoken.textContent()).toBe('Paid');
    expect(await page.getByRole('heading', { name: 'Paid', exact: true }).isVisible()).toBe(true);
    expect(await page.title()).toBe('Paid · Northwind Coffee');
    expect(await page.getByRole('link', { name: /View transaction 0x8c1f3a/ }).getAttribute('href')).toMatch(
      /^https:\/\/basescan\.org\/tx\/0x8c1f/,
    );
    await page.context().close();
  });

  test('says to screen readers that money goes back, and that it has gone', async () => {
    const page = await stage.open('refunding');
    const spoken = page.locator('p[role=status]');
    const { session, transfers } = states['paid']!;
    const rest = { instructions: null, transfers };
    const coming = refunded({ amount: '12.50 USDC', state: 'coming', transaction: null });
    stage.gallery.push('refunding', later(1, session, { ...rest, refunds: [coming] }));
    await expect.poll(() => spoken.textContent()).toBe('The shop is giving back 12.50 USDC on Base.');

    const partial = { ...session, refundStatus: 'partial' } as const;
    stage.gallery.push('refunding', later(2, partial, { ...rest, refunds: [refunded({ amount: '12.50 USDC' })] }));
    await expect.poll(() => spoken.textContent()).toBe('The shop has given back 12.50 USDC on Base.');
    await expect.poll(() => page.title()).toBe('Paid, refunded in part · Northwind Coffee');
    await page.context().close();
  });

  test('names the zone of its times, which is the customer’s own', async () => {
    const page = await stage.open('expired', { timezoneId: 'Europe/Berlin' });
    await page.getByText(/we are watching until 11:09.AM GMT\+1\.$/).waitFor();
    await page.goto(`${stage.gallery.url}/paid-refunded`);
    await page.getByText(/^Mar 14, 2026, 10:00.AM GMT\+1$/).waitFor();
    await page.context().close();
  });

  test('shows what is missing after an underpayment, with a code for exactly that', async () => {
    const page = await stage.open('underpaid');
    expect(await page.locator('.banner').textContent()).toContain('60.00 USDC arrived');
    expect(await page.locator('.amount').textContent()).toContain('39.00 USDC');
    const markup = await page.locator('.qr-request').innerHTML();
    expect(markup).toBe(instructionsFor(usdcOnBase, '39.00', '39000000').qrSvg.replace(/\/>/g, '></path>'));
    await page.context().close();
  });

  test('brings its news into view when the customer has scrolled away from them', async () => {
    const page = await stage.open('scrolled');
    const top = async (selector: string) => (await page.locator(selector).first().boundingBox())?.y ?? -1;
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const unexpected = { transfers: [transfer('unexpected')] };
    stage.gallery.push('scrolled', later(1, {}, { ...states['pending-test-mode'], ...unexpected }));
    await expect.poll(() => top('.notice')).toBeGreaterThanOrEqual(0);

    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const paid = { status: 'paid', paidAt: inMinutes(2) } as const;
    stage.gallery.push('scrolled', later(2, paid, { instructions: null, transfers: [transfer('confirmed')] }));
    await page.locator('.paid-band').waitFor();
    await expect.poll(() => top('.paid-band')).toBeGreaterThanOrEqual(0);
    await page.context().close();
  });

  test('keeps the order below where it is from the first sight of the money to its certainty', async () => {
    const page = await stage.open('steady');
    const height = async () => (await page.locator('.card').boundingBox())!.height;
    const over = { instructions: null };
    stage.gallery.push('steady', later(1, {}, { transfers: [transfer('seen')] }));
    await page.getByRole('heading', { name: 'Payment seen' }).waitFor();
    const seen = await height();
    stage.gallery.push('steady', later(2, { status: 'detected' }, { ...over, transfers: [transfer('confirming')] }));
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    expect(await height()).toBe(seen);
    await page.context().close();
  });

  test('says that the network took the payment back, also after a reload, until it is seen again', async () => {
    const page = await stage.open('reorged');
    const words = 'The network took your payment back. It may return by itself; do not send again yet.';
    const detected = { status: 'detected' } as const;
    const inBlock = { instructions: null, transfers: [transfer('confirming')] };
    const heading = page.getByRole('heading', { name: 'The network took your payment back' });
    stage.gallery.push('reorged', later(1, detected, inBlock));
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    expect(await heading.count()).toBe(0);
    stage.gallery.push('reorged', later(2, {}, { takenBack }));
    await heading.waitFor();
    await expect.poll(() => page.locator('p[role=status]').textContent()).toBe(words);
    await page.reload();
    await heading.waitFor();
    stage.gallery.push('reorged', later(3, detected, inBlock));
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    expect(await heading.count()).toBe(0);
    await page.context().close();
  });

  test.each([[true], [false]])(
    'shows no code, amount or address of a payment that may return unless it is asked for (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await stage.open('taken-back', { javaScriptEnabled });
      const shown = () =>
        page.evaluate(() =>
          ['.qr', '.amount', '.address', '.actions'].map((each) => document.querySelector(each)?.checkVisibility()),
        );
      expect(await shown()).toEqual([false, false, false, false]);
      expect(await page.locator('.time-left').count()).toBe(0);
      await page.getByText('Pay again all the same').click();
      expect(await shown()).toEqual([true, true, true, true]);
      expect(await page.getByText('you have paid twice').isVisible()).toBe(true);
      await page.reload();
      expect(await shown()).toEqual([false, false, false, false]);
      await page.context().close();
    },
  );

  test.each([
    ['taken-back-expired', 'If it returns by'],
    ['taken-back-after-grace', 'It had not returned by'],
  ])('says in %s what happened to the money, and never that none has come', async (name, words) => {
    const page = await stage.open(name);
    expect(await page.getByText('99.00 USDC had arrived on Base, and the network has undone it.').isVisible()).toBe(
      true,
    );
    expect(await page.getByText(words).isVisible()).toBe(true);
    expect(await page.getByText('No money has arrived').count()).toBe(0);
    expect(await page.getByText('None had arrived').count()).toBe(0);
    await page.context().close();
  });

  test('does not go back to what it has shown before', async () => {
    const page = await stage.open('old');
    stage.gallery.push(
      'old',
      later(2, { status: 'detected' }, { instructions: null, transfers: [transfer('confirming')] }),
    );
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    stage.gallery.push('old', later(1, {}));
    stage.gallery.push('old', later(3, { status: 'canceled' }, { instructions: null }));
    await page.getByRole('heading', { name: 'The shop canceled this checkout' }).waitFor();
    await page.context().close();
  });
});

test('a picture that does not load leaves its tile, and the others alone', async () => {
  const page = await stage.open('pictures');
  const tiles = page.locator('.item-image');
  await tiles.first().scrollIntoViewIfNeeded();
  await expect.poll(() => page.locator('.item-image img').count()).toBe(1);
  expect(await tiles.count()).toBe(2);
  expect(await tiles.first().boundingBox()).toMatchObject({ width: 44, height: 44 });
  await page.context().close();
});

test.each([[true], [false]])(
  'a logo that does not load gives way to the letter (JavaScript: %s)',
  async (javaScriptEnabled) => {
    const page = await stage.open('logo-gone', { javaScriptEnabled });
    const mark = page.locator('.merchant-logo').first();
    await expect
      .poll(() =>
        mark.evaluate(
          (element) => element.textContent || getComputedStyle(element, '::after').content.replaceAll('"', ''),
        ),
      )
      .toBe('N');
    expect(await mark.boundingBox()).toMatchObject({ width: 36, height: 36 });
    await page.context().close();
  },
);

describe('the countdown', () => {
  test('runs by the server’s clock, however wrong the clock here is', async () => {
    const page = await stage.open('short', { clockAt: 0 });
    expect(await page.locator('.time-left time').textContent()).toMatch(/^(1:00|0:[345]\d)$/);
    await page.clock.fastForward('01:00');
    await page.getByRole('heading', { name: 'Time is up' }).waitFor();
    expect(await page.locator('.qr').count()).toBe(0);
    await page.context().close();
  });
});

describe('the time of a part payment', () => {
  test('is no alarm before its end, and is called the last chance in grace', async () => {
    const page = await stage.open('part-short', { clockAt: 0 });
    const left = page.locator('.time-left');
    expect(await left.getAttribute('class')).not.toContain('is-short');
    expect(await left.textContent()).toContain('Time left');
    await page.clock.fastForward('01:00');
    await left.getByText('Last chance').waitFor();
    expect(await left.locator('time').textContent()).toMatch(/^(10:00|9:[345]\d)$/);
    expect(await left.getAttribute('class')).not.toContain('is-short');
    await page.context().close();
  });
});

test('waiting has no colour of the merchant’s, whose green would say that the money is certain', async () => {
  const page = await stage.open('green-brand');
  const fill = await page.locator('.pulse').evaluate((dot) => getComputedStyle(dot).backgroundColor);
  const plain = await stage.open('pending');
  expect(fill).toBe(await plain.locator('.pulse').evaluate((dot) => getComputedStyle(dot).backgroundColor));
  expect(fill).not.toBe('rgb(10, 122, 66)');
  await page.context().close();
  await plain.context().close();
});

describe('without a connection', () => {
  test('says so with the time of what it shows, and catches up', async () => {
    const page = await stage.open('offline');
    const boxes = () =>
      Promise.all(['.card', '.send', '.status', '.footer'].map((each) => page.locator(each).boundingBox()));
    const before = await boxes();
    await page.context().setOffline(true);
    await page.locator('.status-line').getByText('No connection right now.').waitFor();
    expect(await page.locator('.status-note').textContent()).toMatch(
      /^As of 10:00.AM UTC\. The page catches up by itself\.$/,
    );
    expect(await boxes()).toEqual(before);
    stage.gallery.push(
      'offline',
      later(1, { status: 'detected' }, { instructions: null, transfers: [transfer('confirming')] }),
    );
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    await expect.poll(() => page.locator('.status-note').count()).toBe(0);
    await page.context().close();
  });

  test('says that the server does not answer, goes on asking, and tells its return with what has happened', async () => {
    const page = await stage.open('gone');
    const spoken = page.locator('p[role=status]');
    await stage.gallery.pause();
    await page.locator('.status-line').getByText('No connection right now.').waitFor();
    expect(await spoken.textContent()).toBe('No connection right now.');
    await page.waitForEvent('requestfailed', (request) => request.url().endsWith('/gone/state'));

    stage.gallery.push(
      'gone',
      later(1, { status: 'detected' }, { instructions: null, transfers: [transfer('confirming')] }),
    );
    await stage.gallery.resume();
    await page.getByRole('heading', { name: 'Payment received' }).waitFor();
    await expect.poll(() => page.locator('.status-note').count()).toBe(0);
    await expect
      .poll(() => spoken.textContent())
      .toContain('The connection is back. Payment received, confirming 1 of 3');
    await page.context().close();
  });
});

describe('what the customer can do', () => {
  test('copies the plain amount and the whole address, and hears it', async () => {
    const page = await stage.open('copy', { permissions: ['clipboard-read', 'clipboard-write'] });
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy the address' }).click();
    await expect.poll(() => page.locator('p[role=status]').textContent()).toBe('Address copied. Send on Base only.');
    expect(await clipboard()).toBe(pending.instructions?.address);
    await page.getByRole('button', { name: 'Copy the amount' }).click();
    await expect.poll(() => page.locator('p[role=status]').textContent()).toBe('Amount copied.');
    expect(await clipboard()).toBe('99.00');
    await page.context().close();
  });

  test('gets the plain address also by selecting it by hand', async () => {
    const page = await stage.open('pending');
    const selected = await page.locator('.address').evaluate((address) => {
      getSelection()?.selectAllChildren(address);
      return getSelection()?.toString().replace(/\s/g, '');
    });
    expect(selected).toBe(pending.instructions?.address);
    await page.context().close();
  });

  test('chooses another method and sees a skeleton of the same size until it is there', async () => {
    const page = await stage.open('choosing');
    const isSeen = Promise.withResolvers<void>();
    stage.gallery.beforeAnswer = isSeen.promise;
    const chosen = stage.gallery.answer;
    stage.gallery.answer = () => later(1, {}, { instructions: instructionsFor(usdcOnBase, '98.50', '98500000') });
    await page.locator('.method summary').click();
    const before = await page.locator('.send').boundingBox();
    await page.getByRole('button', { name: /USDC on Ethereum/ }).click();
    expect(await page.locator('.instructions').getAttribute('aria-busy')).toBe('true');
    expect(await page.locator('.send').boundingBox()).toEqual(before);
    isSeen.resolve();
    await page.getByText('98.50').first().waitFor();
    expect(JSON.parse(stage.gallery.posts.at(-1)?.body ?? '')).toEqual({
      method: 'Ethereum:USDC',
      csrfToken: pending.csrfToken,
    });
    stage.gallery.answer = chosen;
    await page.context().close();
  });

  test('has the payment checked, and sees that nothing new was found, without anything moving', async () => {
    const page = await stage.open('checking');
    const boxes = () => Promise.all(['.card', '.status'].map((each) => page.locator(each).boundingBox()));
    const before = await boxes();
    await page.getByRole('button', { name: 'I have paid' }).click();
    await page
      .locator('.check-answer')
      .getByText(/^Nothing new at 10:00.AM UTC\. /)
      .waitFor();
    await expect.poll(() => page.locator('p[role=status]').textContent()).toContain('Nothing new at');
    expect(stage.gallery.posts.at(-1)).toMatchObject({ path: '/checking/check', type: 'application/json' });
    expect(await boxes()).toEqual(before);
    stage.gallery.push('checking', later(1, {}, { transfers: [transfer('seen')] }));
    await page.getByRole('heading', { name: 'Payment seen' }).waitFor();
    expect(await page.getByText('Nothing new at').isVisible()).toBe(false);
    await page.context().close();
  });

  test('is not told that nothing came by the check that finds something', async () => {
    const page = await stage.open('finding');
    const answer = stage.gallery.answer;
    const found = transfer('unexpected', { amount: '5,000,000', unknownToken: '0xe1aa25…', reason: 'unlisted_token' });
    stage.gallery.answer = () => later(1, {}, { transfers: [found] });
    await page.getByRole('button', { name: 'I have paid' }).click();
    const words =
      'A token unknown to us (0xe1aa25…) arrived on Base and is not counted: 5,000,000 of its smallest units.';
    await page.locator('.notice').getByText(words).waitFor();
    await expect.poll(() => page.locator('p[role=status]').textContent()).toBe(words);
    expect(await page.locator('.check-answer').textContent()).toBe('');
    stage.gallery.answer = answer;
    await page.context().close();
  });

  test('is told when a post fails, and that nothing was charged', async () => {
    const page = await stage.open('failing');
    await page.route('**/failing/check', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('button', { name: 'I have paid' }).click();
    await page.locator('.notice').getByText('That did not work. Nothing was charged.').waitFor();
    await page.context().close();
  });

  test('starts again on a new page', async () => {
    const page = await stage.open('restarting');
    const answer = stage.gallery.answer;
    stage.gallery.answer = () => ({ url: '/pending' });
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.waitForURL('**/pending');
    stage.gallery.answer = answer;
    await page.context().close();
  });

  test('plays a scenario in test mode', async () => {
    const page = await stage.open('simulating');
    await page.getByRole('button', { name: 'Too little' }).click();
    await expect.poll(() => stage.gallery.posts.at(-1)?.path).toBe('/simulating/simulate');
    expect(JSON.parse(stage.gallery.posts.at(-1)?.body ?? '')).toMatchObject({ scenario: 'underpaid' });
    await page.context().close();
  });

  test('reads in the test panel why a scenario was refused', async () => {
    const page = await stage.open('refused');
    const message = 'This session is paid; only a session that waits can be paid late.';
    const body = JSON.stringify({ error: { code: 'invalid_state', message } });
    await page.route('**/refused/simulate', (route) => route.fulfill({ status: 409, body }));
    await page.getByRole('button', { name: 'Too much' }).click();
    await page.locator('.test').getByRole('alert').getByText(message).waitFor();
    expect(await page.locator('.notice').count()).toBe(0);
    await page.context().close();
  });

  test('can stop the way back to the shop, and is taken there otherwise', async () => {
    const page = await stage.open('leaving');
    await page.getByText(/Going back to the shop in \d+ s/).waitFor();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.getByText('You can leave whenever you like.').first().waitFor();
    expect(await page.getByText(/Going back to the shop/).count()).toBe(0);

    await page.route('https://shop.example/**', (route) => route.fulfill({ body: 'thanks' }));
    await page.reload();
    await page.waitForURL('https://shop.example/thanks', { timeout: 20_000 });
    await page.goBack();
    await page.getByRole('link', { name: 'Back to Northwind Coffee' }).first().waitFor();
    expect(await page.getByText(/Going back to the shop/).count()).toBe(0);
    await page.context().close();
  });
});

describe('without a wallet in the browser', () => {
  test('a phone is sent to its own wallet, and a computer to the phone', async () => {
    const words = async (hasTouch: boolean) => {
      const page = await stage.open('pending', { hasTouch, isMobile: hasTouch });
      await page.getByRole('button', { name: 'Browser wallet' }).click();
      const text = await page.locator('.sheet-none').innerText();
      await page.context().close();
      return text;
    };
    expect(await words(true)).toContain('Use “Open in wallet”');
    expect(await words(true)).not.toContain('Scan the QR code');
    expect(await words(false)).toContain('Scan the QR code');
  });
});

describe('without JavaScript', () => {
  test('chooses, checks and switches the code by plain forms', async () => {
    const page = await stage.open('pending-test-mode', { javaScriptEnabled: false });
    expect(await page.getByRole('link', { name: 'Reload to see the latest status' }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Open in wallet' }).isVisible()).toBe(true);

    await page.locator('.method summary').click();
    await page.getByRole('button', { name: /ETH on Ethereum/ }).click();
    const post = stage.gallery.posts.at(-1);
    expect(post).toMatchObject({ path: '/pending-test-mode/method', type: 'application/x-www-form-urlencoded' });
    expect(Object.fromEntries(new URLSearchParams(post?.body))).toEqual({
      method: 'Ethereum:ETH',
      csrfToken: pending.csrfToken,
    });
    expect(page.url()).toBe(`${stage.gallery.url}/pending-test-mode`);

    await page.getByLabel('Address only').check();
    expect(await page.locator('.qr-address').isVisible()).toBe(true);
    await page.context().close();
  });

  test.each([PHONE, WIDE])(
    'names the moment of the deadline, and no figure that stands still ($width)',
    async (viewport) => {
      const page = await stage.open('pending', { javaScriptEnabled: false, viewport });
      expect(await page.locator('.time-until').textContent()).toBe('until 10:14 AM UTC');
      expect(await page.locator('.time-until').isVisible()).toBe(true);
      expect(await page.locator('.time-left time').isVisible()).toBe(false);
      await page.context().close();
    },
  );

  test('so on paper', async () => {
    const page = await stage.open('pending');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.time-until').isVisible()).toBe(true);
    expect(await page.locator('.time-left time').isVisible()).toBe(false);
    await page.context().close();
  });
});
