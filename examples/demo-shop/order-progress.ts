import { type SessionEvent, webhooks } from '@opentill/sdk';
import type { Order, ToldSession } from './orders.ts';

/** The order with an event's news, or null where there is none for it. */
export function applyEvent(order: Order, { version, data }: SessionEvent): Order | null {
  // Anyone with our API key could name this order in a session over one cent.
  if (data.currency !== 'USD' || data.amountTotal !== order.price) return null;
  // Deliveries may come twice and out of order: what is not newer than what we know is dropped.
  if (!webhooks.isNewer({ version }, order.told[data.id]?.version)) return null;
  const { status, createdAt, checkoutUrl } = data;
  return { ...order, told: { ...order.told, [data.id]: { status, version, createdAt, checkoutUrl } } };
}

/** The session that says how the order stands: the one that was paid, else the latest; null before the first webhook. */
export function decisiveSession(order: Order): ToldSession | null {
  const latestFirst = Object.values(order.told).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return latestFirst.find(({ status }) => PAID.has(status)) ?? latestFirst[0] ?? null;
}

/** These two, and nothing else, mean: ship it. */
const PAID: ReadonlySet<string> = new Set(['paid', 'paid_late']);

export function isPaid(order: Order): boolean {
  return PAID.has(decisiveSession(order)?.status ?? 'pending');
}

/** Whether anything at all has been heard of a payment. */
export function isSeen(order: Order): boolean {
  return (decisiveSession(order)?.status ?? 'pending') !== 'pending';
}

/** Whether the customer can still pay it where they began. */
export function isOpen(order: Order): boolean {
  const status = decisiveSession(order)?.status ?? 'pending';
  return status === 'pending' || status === 'detected' || status === 'underpaid' || status === 'overpaid';
}
