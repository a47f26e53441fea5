import type { Money } from '../core/money/money.ts';
import type { Instant } from '../core/time.ts';
import { type MethodCatalogue, methodsOf } from './method-catalogue.ts';
import { quote, tooLarge } from './offer-methods.ts';
import type { Refusal } from './refusal.ts';

export interface RecurringAmount {
  readonly livemode: boolean;
  readonly price: Money;
  /** Null: all that are switched on. */
  readonly allowedMethods: readonly string[] | null;
}

/**
 * Refuses a price that no renewal could ask: above what one payment may, in each method whose price is known. The first
 * session may ask less, or nothing.
 */
export function checkRecurringAmount(
  { catalogue, now }: { readonly catalogue: MethodCatalogue; readonly now: Instant },
  { livemode, price, allowedMethods }: RecurringAmount,
): Refusal | undefined {
  const methods = methodsOf(catalogue, livemode).filter(({ id }) => allowedMethods?.includes(id) ?? true);
  const quotes = methods.map((method) => quote(method, price, catalogue, now));
  const isPayable = quotes.some((made) => typeof made === 'object');
  return !isPayable && quotes.includes('too_large') ? tooLarge() : undefined;
}
