import type { Money } from '../core/money/money.ts';
import { applyDiscounts } from '../core/pricing/apply-discounts.ts';
import type { SessionDetails } from '../core/session/details.ts';
import { attachCustomer } from './attach-customer.ts';
import type { Cart } from './cart.ts';
import { checkAmount, checkCurrency } from './check-amount.ts';
import { type FillDeps, fillLineItems } from './fill-line-items.ts';
import { sumOfLineItems } from './line-items.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import { resolveDiscounts } from './resolve-discounts.ts';
import type { SessionGuard } from './write-guarded-session.ts';

/** What a cart comes to: spread it into the create's input. */
export interface PricedCart
  extends Pick<SessionDetails, 'lineItems' | 'discounts' | 'customerId' | 'customerEmail' | 'customerDetails'> {
  readonly outcome: 'priced';
  /** After discounts. */
  readonly total: Money;
  /** What must hold of the customer when the session is written. */
  readonly guards: readonly SessionGuard[];
}

/**
 * Looks up what a cart names (products, codes, the customer) and comes to its total. Writes nothing but the mark that a
 * product was used. The refusals name the fields of the canonical create.
 */
export async function priceCart(deps: FillDeps, principal: Principal, cart: Cart): Promise<PricedCart | Refusal> {
  const { currency } = cart;
  const unknown = checkCurrency(currency, 'amount.currency');
  if (unknown) return unknown;
  const filled = cart.lineItems && (await fillLineItems(deps, principal, cart.lineItems, currency));
  if (filled?.outcome === 'refused') return filled;
  const lineItems = filled === null ? null : filled.lineItems;
  const subtotal = subtotalOfCart(cart, lineItems);
  if ('outcome' in subtotal) return subtotal;
  const discounts = await resolveDiscounts(deps, principal, cart.discounts, currency);
  if (discounts.outcome === 'refused') return discounts;
  const customer = await attachCustomer(deps.store, principal, cart);
  if (customer.outcome === 'refused') return customer;
  const { total, applied } = applyDiscounts(subtotal, discounts.terms);
  return {
    outcome: 'priced',
    total,
    lineItems,
    discounts: applied.length === 0 ? null : applied,
    customerId: customer.customerId,
    customerEmail: customer.customerEmail,
    customerDetails: cart.customerDetails,
    guards: customer.guards,
  };
}

function subtotalOfCart({ currency, value }: Cart, lineItems: PricedCart['lineItems']): Money | Refusal {
  if (value !== null) return checkAmount(value, currency, 'amount.value');
  if (lineItems === null || lineItems.length === 0) {
    return refuse('amount_missing', '`amount.value` is required where there are no line items.', 'amount.value');
  }
  return sumOfLineItems(lineItems, currency);
}
