import { readWrittenMoney } from '../money/amounts.ts';
import type { Money } from '../money/money.ts';
import type { AppliedDiscount } from '../session/details.ts';

/** All that discounts took off, in minor units. */
export function discountedMinor(discounts: readonly AppliedDiscount[] | null, currency: string): bigint {
  return (discounts ?? []).reduce((sum, { amount }) => sum + readWrittenMoney(amount, currency), 0n);
}

/** What was asked before the discounts: they and the total sum to it exactly. */
export function subtotalOf(total: Money, discounts: readonly AppliedDiscount[] | null): Money {
  return { ...total, minor: total.minor + discountedMinor(discounts, total.currency) };
}
