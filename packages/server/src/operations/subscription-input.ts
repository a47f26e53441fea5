import { formatMoney } from '../core/money/amounts.ts';
import type { Money } from '../core/money/money.ts';
import { subtotalOf } from '../core/pricing/subtotal.ts';
import type { AppliedDiscount, Recurring } from '../core/session/details.ts';
import { firstPeriod } from '../core/subscription/deadlines.ts';
import type { Instant } from '../core/time.ts';
import type { CreateSessionDeps, CreateSessionInput } from './create-session.ts';
import type { MethodCatalogue } from './method-catalogue.ts';
import { methodIds } from './method-reference.ts';
import type { Principal } from './principal.ts';
import { checkRecurringAmount } from './recurring-amount.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

/** What a request says of a recurring price; the price itself is the session's, before discounts. */
export interface RecurringInput {
  readonly interval: Recurring['interval'];
  readonly intervalCount?: number | undefined;
  readonly trialDays?: number | undefined;
  readonly cycles?: number | null | undefined;
  readonly endsAt?: Instant | null | undefined;
}

export interface SubscriptionInputDeps extends Pick<CreateSessionDeps, 'findTestClock'> {
  readonly catalogue: MethodCatalogue;
  readonly runtime: Runtime;
}

/**
 * A priced create as the first session of a subscription. What was taken off it is taken off this once. With a trial the
 * whole price is: there is nothing to pay now, so that the session completes at once and the first period begins when
 * the trial ends. Refused without anybody to send renewals to.
 */
export async function subscriptionInput(
  { catalogue, runtime, findTestClock }: SubscriptionInputDeps,
  principal: Principal,
  input: CreateSessionInput,
  asked: RecurringInput,
): Promise<CreateSessionInput | Refusal> {
  const { livemode } = principal;
  if (input.customerEmail === null && input.customerId === null) return nobody();
  const methods = input.allowedMethods && methodIds(catalogue, livemode, input.allowedMethods);
  if (methods && 'outcome' in methods) return methods;
  const allowedMethods = methods ?? null;
  const price = subtotalOf(input.total, input.discounts);
  const recurring = recurringOf(price, asked, allowedMethods);
  const tooMuch = checkRecurringAmount({ catalogue, now: runtime.now() }, { livemode, price, allowedMethods });
  if (tooMuch) return tooMuch;
  const clock = input.testClockId === null ? undefined : await findTestClock(principal, input.testClockId);
  if (endsBeforeItBegins(recurring, runtime.now() + (clock?.offsetMs ?? 0))) return endsTooSoon();
  const started = { ...input, mode: 'subscription' as const, recurring };
  return recurring.trialDays === 0 ? started : onTrial(started, recurring.trialDays);
}

function recurringOf(
  price: Money,
  { interval, intervalCount = 1, trialDays = 0, cycles = null, endsAt = null }: RecurringInput,
  allowedMethods: readonly string[] | null,
): Recurring {
  return { amount: formatMoney(price), interval, intervalCount, trialDays, cycles, endsAt, allowedMethods };
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
