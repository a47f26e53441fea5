import { type CheckoutSession, type CheckoutSessionCreateParams, Opentill } from '@opentill/sdk';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { hydrated } from './checkout-page.ts';
import type { DevServer } from './dev-server.ts';

/** The merchant's own client, with the key that a newcomer gets. */
export function clientOf({ url, dev }: Pick<DevServer, 'url' | 'dev'>): Opentill {
  return new Opentill(dev.apiKey, { baseUrl: url });
}

const USDC = 'Devnet:USDC';

type Order = Extract<CheckoutSessionCreateParams, { amount: object }>;

/** A session over 50 dollars, by USDC unless told otherwise. */
export function createSession(
  { opentill }: { readonly opentill: Opentill },
  params: Partial<Order> = {},
): Promise<CheckoutSession> {
  return opentill.checkoutSessions.create({ amount: { value: '50.00', currency: 'USD' }, method: USDC, ...params });
}

export async function openCheckout(context: BrowserContext, session: CheckoutSession): Promise<Page> {
  const page = await context.newPage();
  await page.goto(session.checkoutUrl);
  await hydrated(page);
  return page;
}

/** Until the API says so, too. */
export async function untilStatus(opentill: Opentill, id: string, status: CheckoutSession['status']): Promise<void> {
  const read = async () => (await opentill.checkoutSessions.retrieve(id)).status;
  await expect.poll(read, { interval: 50 }).toBe(status);
}
