import { randomBytes } from 'node:crypto';
import { isOpen } from './order-progress.ts';
import type { Order, Orders } from './orders.ts';
import type { Product } from './products.ts';

/** 96 random bits: nobody guesses another's order. */
export const newOrderId = (): string => randomBytes(12).toString('base64url');

/**
 * The order that a "Buy" button stands for. Each button carries an id of its own, so that two taps on it are one order; an
 * order that is over is left alone, and the tap makes a new one.
 */
export function placeOrder(orders: Orders, product: Product, buttonId: string | null): Order {
  const id = buttonId !== null && /^[\w-]{16}$/.test(buttonId) ? buttonId : newOrderId();
  const earlier = orders.find(id);
  if (earlier?.productId === product.id && isOpen(earlier)) return earlier;
  const order: Order = {
    id: earlier ? newOrderId() : id,
    productId: product.id,
    price: product.price,
    createdAt: new Date().toISOString(),
    checkoutUrl: null,
    told: {},
  };
  orders.save(order);
  return order;
}
