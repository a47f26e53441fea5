import { type Selectable, sql } from 'kysely';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import { timestampOrNull } from './columns.ts';
import { moment, type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SubscriptionKey } from './subscriptions.ts';
import type { SubscriptionPeriodsTable } from './tables-subscriptions.ts';

const periodsOf = (queries: Queries, { organizationId, subscriptionId }: SubscriptionKey) =>
  queries
    .selectFrom('subscription_periods')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('subscription_id', '=', subscriptionId);

type PeriodsOf = Pick<Subscription, 'organizationId' | 'id' | 'canceledAt' | 'endedAt'>;

/**
 * Of a subscription that is over, a period that was missed counts as well: it was taken back because nothing is asked any more,
 * and it is why. Of a living one it will be asked again.
 */
const isOver = ({ canceledAt, endedAt }: PeriodsOf): boolean => canceledAt !== null || endedAt !== null;

/** The newest period that was asked and not withdrawn; null where there is none. */
export async function findLatestPeriod(queries: Queries, subscription: PeriodsOf): Promise<AskedPeriod | null> {
  const { organizationId, id: subscriptionId } = subscription;
  const row = await periodsOf(queries, { organizationId, subscriptionId })
    .where((where) =>
      where.or([where('voided_at', 'is', null), ...(isOver(subscription) ? [where('missed_at', 'is not', null)] : [])]),
    )
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toPeriod(row) : null;
}

/** The same for many subscriptions of one organization, by their ids, in one query. */
export async function findLatestPeriods(
  queries: Queries,
  organizationId: string,
  subscriptions: readonly PeriodsOf[],
): Promise<ReadonlyMap<string, AskedPeriod>> {
  if (subscriptions.length === 0) return new Map();
  const over = subscriptions.filter(isOver).map(({ id }) => id);
  const rows = await queries
    .selectFrom('subscription_periods')
    .distinctOn('subscription_id')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(
      'subscription_id',
      'in',
      subscriptions.map(({ id }) => id),
    )
    .where((where) =>
      where.or([
        where('voided_at', 'is', null),
        ...(over.length > 0
          ? [where.and([where('missed_at', 'is not', null), where('subscription_id', 'in', over)])]
          : []),
      ]),
    )
    .orderBy('subscription_id')
    .orderBy('number', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.subscription_id, toPeriod(row)]));
}

export async function findPeriod(
  queries: Queries,
  key: SubscriptionKey,
  number: number,
): Promise<AskedPeriod | undefined> {
  const row = await periodsOf(queries, key).where('number', '=', number).executeTakeFirst();
  return row && toPeriod(row);
}

/** Paid periods that are not over at the moment. */
export async function findPaidPeriodsAfter(
  queries: Queries,
  key: SubscriptionKey,
  now: Instant,
): Promise<readonly AskedPeriod[]> {
  const rows = await periodsOf(queries, key)
    .where('paid_at', 'is not', null)
    .where('ends_at', '>', moment(now))
    .orderBy('number')
    .execute();
  return rows.map(toPeriod);
}

/** How many periods in a row, up to the newest, were missed and have not been paid since. */
export async function countMisses(queries: Queries, key: SubscriptionKey): Promise<number> {
  const { rows } = await sql<{ misses: number }>`
    SELECT count(*)::int AS misses FROM subscription_periods
    WHERE organization_id = ${key.organizationId} AND subscription_id = ${key.subscriptionId}
      AND missed_at IS NOT NULL AND paid_at IS NULL AND voided_at IS NULL
      AND number > (
        SELECT coalesce(max(number), 0) FROM subscription_periods
        WHERE organization_id = ${key.organizationId} AND subscription_id = ${key.subscriptionId}
          AND paid_at IS NOT NULL)`.execute(queries);
  return rows[0]!.misses;
}

/** Writes the whole row, new or anew: a number that was withdrawn can be asked again. The subscription is locked. */
export async function putPeriod(
  tx: Transaction,
  key: SubscriptionKey,
  livemode: boolean,
  period: AskedPeriod,
): Promise<void> {
  const values = {
    starts_at: toTimestamp(period.startsAt),
    ends_at: toTimestamp(period.endsAt),
    price: period.price,
    credit_used: period.creditUsed,
    amount: period.amount,
    session_id: period.sessionId,
    opened_at: timestampOrNull(period.openedAt),
    paid_at: timestampOrNull(period.paidAt),
    paid_session_id: period.paidSessionId,
    missed_at: timestampOrNull(period.missedAt),
    voided_at: timestampOrNull(period.voidedAt),
    worth: period.worth,
    creditable: period.creditable,
    grace_spent_ms: BigInt(period.graceSpentMs),
  };
  await tx
    .insertInto('subscription_periods')
    .values({
      organization_id: key.organizationId,
      subscription_id: key.subscriptionId,
      number: period.number,
      livemode,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'subscription_id', 'number']).doUpdateSet(values))
    .execute();
}

function toPeriod(row: Selectable<SubscriptionPeriodsTable>): AskedPeriod {
  return {
    number: row.number,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    price: row.price,
    creditUsed: row.credit_used,
    amount: row.amount,
    sessionId: row.session_id,
    openedAt: row.opened_at,
    paidAt: row.paid_at,
    paidSessionId: row.paid_session_id,
    missedAt: row.missed_at,
    voidedAt: row.voided_at,
    worth: row.worth,
    creditable: row.creditable,
    graceSpentMs: Number(row.grace_spent_ms),
  };
}
