import { formatMoney } from '../core/money/amounts.ts';
import { subtotalOf } from '../core/pricing/subtotal.ts';
import type { AppliedDiscount, Recurring } from '../core/session/details.ts';
import { firstPeriod } from '../core/subscription/deadlines.ts';
import type { Instant } from '../core/time.ts';
import type { CreateSessionInput } from './create-session.ts';
import { type MethodCatalogue, methodIds } from './offer-methods.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What a request says of a recurring price; the price itself is the session's, before discounts. */
export interface RecurringInput {
  readonly interval: Recurring['interval'];
  readonly intervalCount?: number | undefined;
  readonly trialDays?: number | undefined;
  readonly cycles?: number | null | undefined;
  readonly endsAt?: Instant | null | undefined;
}

/**
 * A priced create as the first session of a subscription. What was taken off it is taken off this once. With a trial the
 * whole price is: there is nothing to pay now, so that the session completes at once and the first period begins when
 * the trial ends. Refused without anybody to send renewals to.
 */
export function subscriptionInput(
  { catalogue, now }: { readonly catalogue: MethodCatalogue; readonly now: Instant },
  livemode: boolean,
  input: CreateSessionInput,
  asked: RecurringInput,
): CreateSessionInput | Refusal {
  if (input.customerEmail === null && input.customerId === null) return nobody();
  const methods = input.allowedMethods && methodIds(catalogue, livemode, input.allowedMethods);
  if (methods && 'outcome' in methods) return methods;
  const recurring = recurringOf(input, asked, methods ?? null);
  if (endsBeforeItBegins(recurring, now)) return endsTooSoon();
  const started = { ...input, mode: 'subscription' as const, recurring };
  return recurring.trialDays === 0 ? started : onTrial(started, recurring.trialDays);
}

function recurringOf(
  input: CreateSessionInput,
  { interval, intervalCount = 1, trialDays = 0, cycles = null, endsAt = null }: RecurringInput,
  allowedMethods: readonly string[] | null,
): Recurring {
  const amount = formatMoney(subtotalOf(input.total, input.discounts));
  return { amount, interval, intervalCount, trialDays, cycles, endsAt, allowedMethods };
}

const endsBeforeItBegins = (recurring: Recurring, now: Instant): boolean =>
  recurring.endsAt !== null && firstPeriod(recurring, now).anchor.at >= recurring.endsAt;

function onTrial(input: CreateSessionInput, days: number): CreateSessionInput {
  const { total } = input;
  if (total.minor === 0n) return input;
  const amount = formatMoney(total);
  const trial: AppliedDiscount = {
    discountId: null,
    code: null,
    name: days === 1 ? 'Free for 1 day' : `Free for ${days} days`,
    percentOff: null,
    amountOff: amount,
    amount,
  };
  return { ...input, total: { ...total, minor: 0n }, discounts: [...(input.discounts ?? []), trial] };
}

function nobody(): Refusal {
  return refuse(
    'subscription_customer_missing',
    'With `mode: "subscription"` either `customerEmail` or `customerId` is required: renewals have to reach somebody.',
    'customerEmail',
  );
}

function endsTooSoon(): Refusal {
  return refuse(
    'subscription_ends_too_soon',
    '`recurring.endsAt` must lie after the first period begins: after now, and after the trial.',
    'recurring.endsAt',
  );
}
