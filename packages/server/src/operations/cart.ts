import type { CustomerDetails } from '../core/session/details.ts';

/** A line item as a request gives it: what its product knows may be left out. */
export interface CartItem {
  readonly name: string | null;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly quantity: number;
  /** Decimal text in the cart's currency. */
  readonly unitAmount: string | null;
  /** `prod_…` of this server, or whatever the merchant calls it. */
  readonly productId: string | null;
  readonly taxCategory: string | null;
}

/** A code of ours, or terms that the request itself spells out: exactly one of the three is given. */
export interface CartDiscount {
  readonly code: string | null;
  readonly percentOff: string | null;
  readonly amountOff: string | null;
  readonly name: string | null;
}

/** What somebody wants to buy, before anything of it was looked up. */
export interface Cart {
  readonly currency: string;
  /** Decimal text before discounts; null: the sum of the line items. */
  readonly value: string | null;
  readonly lineItems: readonly CartItem[] | null;
  readonly discounts: readonly CartDiscount[];
  /** `cus_…` */
  readonly customerId: string | null;
  readonly customerEmail: string | null;
  readonly customerDetails: CustomerDetails | null;
}
