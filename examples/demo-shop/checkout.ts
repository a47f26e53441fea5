import { Opentill, type OpentillEvent, webhooks } from '@opentill/sdk';
import type { ShopConfig } from './config.ts';
import { applyEvent, decisiveSession, isPaid } from './order-progress.ts';
import type { Order, Orders } from './orders.ts';
import { findProduct } from './products.ts';

/** The shop's whole business with Opentill: ask for a payment, and be told of it. */
export interface Checkout {
  /** Where to send the customer to pay the order. Throws the client's `OpentillError`. */
  pay(order: Order): Promise<string>;
  /** Takes what was posted to our webhook. Throws `SignatureVerificationError` when it is not from Opentill. */
  hear(rawBody: Buffer, headers: NodeJS.Dict<string | string[]>): Promise<void>;
}

/** A customer is waiting. */
const TIMEOUT_MS = 10_000;

export function createCheckout(config: ShopConfig, shopUrl: string, orders: Orders): Checkout {
  const opentill = new Opentill(config.apiKey, { baseUrl: config.opentillUrl, timeoutMs: TIMEOUT_MS });
  return {
    async pay(order) {
      if (order.checkoutUrl !== null) return decisiveSession(order)?.checkoutUrl ?? order.checkoutUrl;
      const session = await opentill.checkoutSessions.create(
        {
          amount: { value: order.price, currency: 'USD' },
          description: `Order ${order.id}`,
          lineItems: [lineItem(order)],
          successUrl: `${shopUrl}/orders/${order.id}`,
          cancelUrl: `${shopUrl}/orders/${order.id}/canceled`,
          metadata: { orderId: order.id },
        },
        // The same order never gets two sessions, however often it is asked for and whatever breaks in between.
        { idempotencyKey: `order-${order.id}` },
      );
      // Found anew: the first webhook may have come before the answer.
      orders.save({ ...(orders.find(order.id) ?? order), checkoutUrl: session.checkoutUrl });
      return session.checkoutUrl;
    },

    async hear(rawBody, headers) {
      note(orders, await webhooks.verify(rawBody, headers, config.webhookSecret));
    },
  };
}

function lineItem({ productId, price }: Order) {
  const product = findProduct(productId);
  return { name: product?.name ?? productId, description: product?.description, quantity: 1, unitAmount: price };
}

/** Events of sessions that are none of this shop's are fine too: they are taken and forgotten. */
function note(orders: Orders, event: OpentillEvent): void {
  if (event.type === 'webhook.test') return;
  const before = orders.find(String(event.data.metadata?.['orderId'] ?? ''));
  const after = before && applyEvent(before, event);
  if (!after) return;
  orders.save(after);
  // Here a real shop has its parcel packed, or held back.
  if (isPaid(after) && !isPaid(before)) console.log(`Order ${after.id} is paid: ship it.`);
  if (isPaid(before) && !isPaid(after)) console.log(`Order ${after.id} is paid no longer: do not ship it.`);
}
