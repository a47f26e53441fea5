import type { Metadata } from '../metadata.ts';
import type { Instant } from '../time.ts';

/** A code that takes something off, for as long and as often as the merchant lets it. */
export interface Discount {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  /** As the merchant spells it; customers may spell it in capitals or not. */
  readonly code: string;
  readonly name: string | null;
  /** Decimal text above 0 and up to 100; null when it is a fixed amount. */
  readonly percentOff: string | null;
  /** Decimal text in `currency`; null when it is a percentage. */
  readonly amountOff: string | null;
  readonly currency: string | null;
  /** Null: as often as anyone likes. */
  readonly maxRedemptions: number | null;
  readonly oncePerCustomer: boolean;
  /** From then on; null: at once. */
  readonly startsAt: Instant | null;
  /** Until just before then; null: for good. */
  readonly expiresAt: Instant | null;
  readonly active: boolean;
  readonly metadata: Metadata | null;
  /** Redemptions that stand: those of sessions that ended unpaid were given back. */
  readonly timesRedeemed: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What a code may be made of: it is typed by hand, and compared without regard to capitals. */
export const DISCOUNT_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The spelling under which a code is unique: `summer` and ` SUMMER` are one. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/** Why a discount cannot be redeemed at a moment, whoever asks. */
export type DiscountFlaw = 'discount_inactive' | 'discount_not_started' | 'discount_expired' | 'discount_exhausted';

/** Judged by the server's clock. `expiresAt` is the first moment at which it no longer counts. */
export function flawOf(discount: Discount, now: Instant): DiscountFlaw | null {
  if (!discount.active) return 'discount_inactive';
  if (discount.startsAt !== null && now < discount.startsAt) return 'discount_not_started';
  if (discount.expiresAt !== null && now >= discount.expiresAt) return 'discount_expired';
  const { maxRedemptions, timesRedeemed } = discount;
  return maxRedemptions !== null && timesRedeemed >= maxRedemptions ? 'discount_exhausted' : null;
}
