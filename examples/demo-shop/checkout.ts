import { randomBytes } from 'node:crypto';
import { Opentill, webhooks } from '@opentill/sdk';
import type { ShopConfig } from './config.ts';
import type { Order, Orders } from './orders.ts';
import type { Product } from './products.ts';

/** The shop's whole business with Opentill: ask for a payment, and be told of it. */
export interface Checkout {
  /** Makes an order and a session for it; returns where to send the customer. */
  buy(product: Product): Promise<string>;
  /** What Opentill posted. Throws when it is not from there. */
  hear(rawBody: string, headers: Headers): Promise<void>;
}

export function createCheckout(config: ShopConfig, orders: Orders): Checkout {
  const opentill = new Opentill(config.apiKey, { baseUrl: config.opentillUrl });

  return {
    async buy(product) {
      const id = randomBytes(9).toString('base64url');
      const order: Order = {
        id,
        productId: product.id,
        createdAt: new Date().toISOString(),
        sessionId: null,
        status: 'pending',
        version: 0,
      };
      orders.save(order);
      const session = await opentill.checkoutSessions.create(
        {
          amount: { value: product.price, currency: 'USD' },
          description: `Order ${id}`,
          lineItems: [{ name: product.name, description: product.description, quantity: 1, unitAmount: product.price }],
          successUrl: `${config.shopUrl}/orders/${id}`,
          cancelUrl: `${config.shopUrl}/orders/${id}/canceled`,
          metadata: { orderId: id },
        },
        // The same order never makes two sessions, however often this request is repeated.
        { idempotencyKey: `order-${id}` },
      );
      orders.save({ ...order, sessionId: session.id });
      return session.checkoutUrl;
    },

    async hear(rawBody, headers) {
      const event = await webhooks.verify(rawBody, headers, config.webhookSecret);
      if (!event.type.startsWith('session.')) return;
      const { metadata, status } = event.data as { metadata: Record<string, string> | null; status: string };
      const order = orders.find(metadata?.['orderId'] ?? '');
      // Deliveries may come twice and out of order: what is older than what we know is dropped.
      if (!order || !webhooks.isNewer(event, order.version)) return;
      orders.save({ ...order, status, version: event.version ?? order.version });
    },
  };
}
