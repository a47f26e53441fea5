import type { SessionEvent } from '@opentill/sdk';
import { expect, test } from 'vitest';
import { expectAccessible, heading, play, statusLine, untilPaid } from './checkout-page.ts';
import { createSession, openCheckout, untilStatus } from './sessions.ts';
import { useShop } from './use-shop.ts';

const shop = useShop({ ownServer: true });

test('a payment that the chain takes back is waited for, told to the merchant, and can be made again by whoever asks to', async () => {
  const session = await createSession(shop);
  const page = await openCheckout(await shop.customer(), session);
  await play(page, 'Reorged away');
  await heading(page, 'Payment received').waitFor();
  await heading(page, 'The network took your payment back').waitFor();
  await statusLine(page).getByText('Taken back by the network').waitFor();
  await untilStatus(shop.opentill, session.id, 'pending');
  await page.reload();
  await heading(page, 'The network took your payment back').waitFor();
  const code = page.getByRole('img', { name: 'QR code: a payment request for 50.00 USDC on Devnet' });
  expect(await code.isVisible()).toBe(false);
  await page.getByText('Pay again all the same').click();
  await code.waitFor();
  await expectAccessible(page);

  await play(page, 'Exact amount');
  await untilPaid(page);
  const events: string[] = [];
  for await (const event of shop.opentill.events.list()) {
    if ((event as SessionEvent).data.id === session.id) events.push(event.type);
  }
  expect(events.toReversed()).toEqual([
    'session.created',
    'session.detected',
    'session.pending',
    'session.detected',
    'session.paid',
  ]);
});
