import { applyCredit } from '../core/subscription/credit.ts';
import { graceSpent } from '../core/subscription/deadlines.ts';
import type { SubscriptionEventType } from '../core/subscription/event-types.ts';
import { nextStep, type RenewalSession, type Step } from '../core/subscription/next-step.ts';
import { type AskedPeriod, type Subscription, statusOf } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { findLatestPeriod, findPeriod, putPeriod } from '../store/subscription-periods.ts';
import { lockSubscriptionIfFree, type SubscriptionKey } from '../store/subscriptions.ts';
import { readRenewalSession } from './renewal-session.ts';
import { nowOf, type SubscriptionBooksDeps, subscriptionKey, writeSubscription } from './subscription-books.ts';
import { withdrawRenewal } from './withdraw-renewal.ts';

/** A session to create outside the transaction. */
export interface RenewalToMake {
  readonly kind: 'open_renewal' | 'replace_renewal';
  readonly subscription: Subscription;
  readonly period: AskedPeriod;
}

export interface Advance {
  readonly renewal: RenewalToMake | null;
  readonly told: boolean;
  /** Sessions that were ended; for the wake after the commit. */
  readonly sessionIds: readonly string[];
}

/** Should a worker die over a session that it makes, or be refused one, the next look comes so much later. */
const RETRY_MS = 60_000;
/** More steps than any subscription has due at once; the rest waits for the next look. */
const MOST_STEPS = 100;

interface State {
  subscription: Subscription;
  latest: AskedPeriod | null;
  session: RenewalSession | null;
  readonly told: SubscriptionEventType[];
  readonly sessionIds: string[];
}

/**
 * Does everything that is due for a subscription up to the next session that must be created, which happens outside:
 * one transaction, with its row locked. Undefined: another worker has it.
 */
export async function advanceSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  key: SubscriptionKey,
): Promise<Advance | undefined> {
  const subscription = await lockSubscriptionIfFree(tx, key);
  if (!subscription) return undefined;
  const now = nowOf(deps, subscription);
  const latest = await findLatestPeriod(tx, subscription);
  const session = await readRenewalSession(tx, subscription, latest, now);
  let state: State = { subscription, latest, session, told: [], sessionIds: [] };
  let renewal: RenewalToMake | null = null;
  let nextLookAt: Instant | null = now;
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = nextStep({ ...state.subscription, latest: state.latest, session: state.session }, now);
    if (step.kind === 'wait') {
      nextLookAt = step.until;
      break;
    }
    if (step.kind === 'open_renewal' || step.kind === 'replace_renewal') {
      renewal = { kind: step.kind, subscription: state.subscription, period: step.period };
      nextLookAt = now + RETRY_MS;
      break;
    }
    state = await take(deps, tx, state, step, now);
  }
  const { told } = state;
  await writeSubscription(deps, tx, { ...state, nextLookAt });
  return { renewal, told: told.length > 0, sessionIds: state.sessionIds };
}

type OwnStep = Exclude<Step, { kind: 'wait' | 'open_renewal' | 'replace_renewal' }>;

async function take(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  state: State,
  step: OwnStep,
  now: Instant,
): Promise<State> {
  switch (step.kind) {
    case 'ask_period':
      return askPeriod(deps, tx, state, step.period);
    case 'mark_past_due':
      return markPastDue(tx, state, step.period, now);
    case 'begin_period': {
      const begun = { ...state.subscription, current: step.period };
      if (statusOf(begun) !== statusOf(state.subscription)) state.told.push('subscription.updated');
      return { ...state, subscription: begun };
    }
    case 'cancel': {
      const canceled = { ...state.subscription, canceledAt: now, cancelReason: step.reason };
      return over(deps, tx, { ...state, subscription: canceled }, 'subscription.canceled');
    }
    case 'end':
      return over(deps, tx, { ...state, subscription: { ...state.subscription, endedAt: now } }, 'subscription.ended');
  }
}

/** A period that was withdrawn is asked again where it stood: neither its grace nor a miss begins anew. */
async function askPeriod(
  { runtime }: SubscriptionBooksDeps,
  tx: Transaction,
  state: State,
  period: Extract<Step, { kind: 'ask_period' }>['period'],
): Promise<State> {
  const { price, credit, livemode } = state.subscription;
  const { amount, creditUsed, creditLeft } = applyCredit(price, credit);
  const before = await findPeriod(tx, subscriptionKey(state.subscription), period.number);
  const latest: AskedPeriod = {
    ...period,
    price,
    creditUsed,
    amount,
    sessionId: runtime.newId(),
    openedAt: null,
    paidAt: null,
    paidSessionId: null,
    missedAt: before?.missedAt ?? null,
    voidedAt: null,
    worth: 0n,
    creditable: 0n,
    graceSpentMs: before === undefined ? 0 : graceSpent(before),
  };
  await putPeriod(tx, subscriptionKey(state.subscription), livemode, latest);
  return { ...state, subscription: { ...state.subscription, credit: creditLeft }, latest, session: null };
}

async function markPastDue(tx: Transaction, state: State, period: AskedPeriod, now: Instant): Promise<State> {
  const latest = { ...period, missedAt: now };
  await putPeriod(tx, subscriptionKey(state.subscription), state.subscription.livemode, latest);
  state.told.push('subscription.past_due');
  return { ...state, latest, subscription: { ...state.subscription, misses: state.subscription.misses + 1 } };
}

/** Nothing is asked any more: what is still open is taken back. */
async function over(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  state: State,
  type: 'subscription.canceled' | 'subscription.ended',
): Promise<State> {
  const { subscription, withdrawn, sessionId } = await withdrawRenewal(deps, tx, state.subscription, state.latest);
  if (sessionId !== null) state.sessionIds.push(sessionId);
  state.told.push(type);
  const latest = withdrawn ? await findLatestPeriod(tx, subscription) : state.latest;
  return { ...state, subscription, latest };
}
