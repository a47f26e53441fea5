import { expect, test } from 'vitest';
import { qrSvg } from '../packages/checkout/src/qr.ts';
import { expectAccessible, heading, play, statusLine, untilPaid } from './checkout-page.ts';
import { createSession, openCheckout, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop();

test('who pays too little sees what came and what is missing, with a QR code for exactly that, and is paid with the rest', async () => {
  const session = await createSession(shop);
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Too little');
  await heading(page, '30.00 USDC arrived').waitFor();
  await page.getByText('Send the missing 20.00 USDC to the same address.').waitFor();
  expect(await page.locator('.amount .copyable').textContent()).toBe('20.00');
  const { USDC } = shop.server.dev.devnet.tokens;
  const uri = await page.getByRole('link', { name: 'Open in wallet' }).getAttribute('href');
  expect(uri?.toLowerCase()).toBe(
    `ethereum:${USDC}@31337/transfer?address=${session.address?.toLowerCase()}&uint256=20000000`,
  );
  const drawn = page.locator('.qr-request svg path');
  expect(qrSvg(uri ?? '')).toContain(await drawn.last().getAttribute('d'));
  await expectAccessible(page);

  await play(page, 'Exact amount');
  await untilPaid(page);
  const paid = await shop.opentill.checkoutSessions.retrieve(session.id);
  expect(paid).toMatchObject({ status: 'paid', amountReceived: { fraction: '1.000000' }, overpaidAmount: null });
});

test('who pays too much sees by how much, and is paid', async () => {
  const session = await createSession(shop);
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Too much');
  await heading(page, 'You sent 10.00 USDC too much').waitFor();
  await untilPaid(page);
  await page.getByText('You sent 10.00 USDC more than asked.').waitFor();
  await expectAccessible(page);
});

test('who pays twice sees that the second payment was too much', async () => {
  const session = await createSession(shop);
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Twice');
  await untilPaid(page);
  await page.getByText('You sent 50.00 USDC more than asked.').waitFor();
  expect((await shop.opentill.checkoutSessions.retrieve(session.id)).transfers).toHaveLength(2);
});

test('a coin that was not asked for is shown as not counted, and the page still asks for the payment', async () => {
  const session = await createSession(shop, { allowedMethods: ['Devnet:ETH'], method: 'Devnet:ETH' });
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Wrong coin');
  await page.locator('.notice').getByText('on Devnet arrived and is not counted.').waitFor();
  await page.getByText('This coin was not asked for.').waitFor();
  expect(await statusLine(page).textContent()).toBe('Waiting for your payment');
  expect(await page.locator('.amount').isVisible()).toBe(true);
  await expectAccessible(page);
});

test('a token that no list knows is found when the customer says «I have paid»', async () => {
  const session = await createSession(shop);
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Wrong coin');
  await page.getByRole('status').getByText('Sent.').waitFor();
  // One press has one search made: it must not come before the block.
  await shop.devnet.untilMined(2);
  await page.getByRole('button', { name: 'I have paid' }).click();
  await page.getByText('This token is not one that the shop accepts.').waitFor();
  await expectAccessible(page);
});

test('a payment in the grace window is taken, and the page says that it was late', async () => {
  const session = await createSession(shop, { expiresIn: 5, graceSeconds: 120 });
  const page = await openCheckout(await shop.customer(), session);
  await heading(page, 'This checkout has expired').waitFor();
  await page.getByText('we are watching until').waitFor();
  await expectAccessible(page);
  await play(page, 'Too late');
  await heading(page, 'Your payment came after the time limit').waitFor();
  await untilPaid(page);
  await page.getByText('Your payment came after the time limit and was accepted.').waitFor();
  await untilStatus(shop.opentill, session.id, 'paid_late');
});

test('an expired checkout starts again as one fresh session, however often one clicks', async () => {
  const metadata = { order: crypto.randomUUID() };
  const session = await createSession(shop, { expiresIn: 5, graceSeconds: 120, metadata });
  const customer = await shop.customer();
  const tabs = await Promise.all([openCheckout(customer, session), openCheckout(customer, session)]);
  const buttons = tabs.map((page) => page.getByRole('button', { name: 'Start again' }));
  await Promise.all(buttons.map((button) => button.waitFor()));
  await Promise.all(buttons.map((button) => button.click()));
  for (const page of tabs) {
    await page.waitForURL((url) => url.href !== session.checkoutUrl);
    await statusLine(page).getByText('Waiting for your payment').waitFor();
  }
  expect(tabs[0]?.url()).toBe(tabs[1]?.url());

  const all = await shop.opentill.checkoutSessions.list({ metadata });
  expect(all.data.map(({ status }) => status).sort()).toEqual(['expired', 'pending']);
  const fresh = all.data.find(({ status }) => status === 'pending');
  expect(fresh?.checkoutUrl).toBe(tabs[0]?.url());
  expect(fresh?.address).not.toBe(session.address);
  await tabs[0]?.goto(session.checkoutUrl);
  await tabs[0]?.getByRole('link', { name: 'Go to the new checkout' }).waitFor();
});
