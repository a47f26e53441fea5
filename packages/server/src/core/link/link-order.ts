import { formatMoney } from '../money/amounts.ts';
import type { Money } from '../money/money.ts';
import type { LineItem } from '../session/details.ts';
import type { PaymentLink } from './payment-link.ts';

/** What a visit of a link comes to. */
export interface LinkOrder {
  readonly total: Money;
  readonly lineItems: readonly LineItem[];
}

/** What the customer decided where the link leaves it to them. */
export interface LinkChoice {
  /** Pieces; read only where the link lets the customer choose. */
  readonly quantity?: number | undefined;
  /** Minor units; needed where the customer chooses the amount. */
  readonly amountMinor?: bigint | undefined;
}

/** The order of a visit: exact, since pieces are whole. Undefined where the customer's amount is missing. */
export function linkOrder(link: PaymentLink, { quantity, amountMinor }: LinkChoice = {}): LinkOrder | undefined {
  const { price } = link;
  if (price.kind === 'customer') {
    if (amountMinor === undefined) return undefined;
    const total = { minor: amountMinor, currency: price.currency };
    return { total, lineItems: [lineItem(link, total, 1)] };
  }
  const pieces = price.quantity === null ? 1 : (quantity ?? price.quantity.minimum);
  const total = { minor: price.unit.minor * BigInt(pieces), currency: price.unit.currency };
  return { total, lineItems: [lineItem(link, price.unit, pieces)] };
}

const lineItem = (link: PaymentLink, unit: Money, quantity: number): LineItem => ({
  name: link.name,
  description: link.description,
  imageUrl: link.imageUrl,
  quantity,
  unitAmount: formatMoney(unit),
  productId: null,
  taxCategory: null,
});
