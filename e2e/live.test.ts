import { test } from 'vitest';
import { untilPaid } from './checkout-page.ts';
import { createSession, openCheckout, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop();

test('the page of another customer of the same session follows a changed method', async () => {
  const session = await createSession(shop);
  const [one, other] = [await shop.customer(), await shop.customer()];
  const [choosing, watching] = [await openCheckout(one, session), await openCheckout(other, session)];
  await choosing.locator('.method summary').click();
  await choosing.getByRole('button', { name: 'USDT on Devnet' }).click();
  await watching.locator('.amount', { hasText: 'USDT' }).waitFor();
});

test('a page without a connection says so, and catches up with what it has missed', async () => {
  const session = await createSession(shop);
  const customer = await shop.customer();
  const page = await openCheckout(customer, session);
  await customer.setOffline(true);
  const notice = page.getByRole('main').getByText('No connection right now.');
  await notice.waitFor();
  await shop.opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
  await untilStatus(shop.opentill, session.id, 'paid');
  await customer.setOffline(false);
  await untilPaid(page);
  await notice.waitFor({ state: 'detached' });
});
