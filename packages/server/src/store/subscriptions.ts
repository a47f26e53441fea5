import { type Insertable, type Selectable, sql } from 'kysely';
import type { Subscription, SubscriptionStatus } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import { timestampOrNull } from './columns.ts';
import { moment, type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { isNotPostponed } from './postponed-work.ts';
import type { SubscriptionsTable } from './tables-subscriptions.ts';

export interface SubscriptionKey {
  readonly organizationId: string;
  readonly subscriptionId: string;
}

/** False: this first session has made one before, and nothing was written. */
export async function insertSubscription(
  tx: Transaction,
  subscription: Subscription,
  nextActAt: Instant | null,
): Promise<boolean> {
  const result = await tx
    .insertInto('subscriptions')
    .values(toRow(subscription, nextActAt))
    .onConflict((conflict) => conflict.columns(['organization_id', 'first_session_id']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Writes the whole row. `nextActAt` is by the server's clock. */
export async function updateSubscription(
  tx: Transaction,
  subscription: Subscription,
  nextActAt: Instant | null,
): Promise<void> {
  const { organization_id, id, ...rest } = toRow(subscription, nextActAt);
  await tx
    .updateTable('subscriptions')
    .set(rest)
    .where('organization_id', '=', organization_id)
    .where('id', '=', id)
    .execute();
}

/** A subscription of this organization and mode; another's does not exist. */
export async function findSubscription(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<Subscription | undefined> {
  const row = await queries
    .selectFrom('subscriptions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toSubscription(row);
}

/** Locks the row until the transaction ends. Always before any of its sessions is locked. */
export async function lockSubscription(tx: Transaction, key: SubscriptionKey): Promise<Subscription | undefined> {
  const row = await lockQuery(tx, key).forUpdate().executeTakeFirst();
  return row && toSubscription(row);
}

/** The same, or undefined while another transaction holds it. */
export async function lockSubscriptionIfFree(tx: Transaction, key: SubscriptionKey): Promise<Subscription | undefined> {
  const row = await lockQuery(tx, key).forUpdate().skipLocked().executeTakeFirst();
  return row && toSubscription(row);
}

const lockQuery = (tx: Transaction, key: SubscriptionKey) =>
  tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.subscriptionId);

export interface SubscriptionFilters {
  readonly status?: SubscriptionStatus | undefined;
  readonly customerId?: string | undefined;
  readonly customerEmail?: string | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listSubscriptions(
  queries: Queries,
  scope: OrganizationScope,
  filters: SubscriptionFilters,
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly Subscription[]> {
  let query = queries
    .selectFrom('subscriptions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);
  if (filters.status !== undefined) query = query.where('status', '=', filters.status);
  if (filters.customerId !== undefined) query = query.where('customer_id', '=', filters.customerId);
  if (filters.customerEmail !== undefined) {
    query = query.where(sql<boolean>`lower(customer_email) = lower(${filters.customerEmail})`);
  }
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toSubscription);
}

/** Those whose next look has come, the longest due first; taken without locks, so another worker may take them too. */
export async function findDueSubscriptions(
  queries: Queries,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<readonly SubscriptionKey[]> {
  const rows = await queries
    .selectFrom('subscriptions')
    .select(['organization_id', 'id'])
    .where('next_act_at', '<=', moment(now))
    .where(isNotPostponed('renew_subscription', 'subscriptions', now))
    .orderBy('next_act_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ organizationId: row.organization_id, subscriptionId: row.id }));
}

function toRow(of: Subscription, nextActAt: Instant | null): Insertable<SubscriptionsTable> {
  return {
    organization_id: of.organizationId,
    id: of.id,
    livemode: of.livemode,
    site_id: of.siteId,
    first_session_id: of.firstSessionId,
    customer_id: of.customerId,
    customer_email: of.customerEmail,
    status: of.status,
    version: of.version,
    currency: of.currency,
    price: of.price,
    credit: of.credit,
    backing: of.backing,
    description: of.description,
    line_items: of.lineItems && JSON.stringify(of.lineItems),
    metadata: of.metadata && JSON.stringify(of.metadata),
    recurring: JSON.stringify(of.recurring),
    policy: JSON.stringify(of.policy),
    anchor_number: of.anchor.number,
    anchor_at: toTimestamp(of.anchor.at),
    current_number: of.current.number,
    current_starts_at: toTimestamp(of.current.startsAt),
    current_ends_at: toTimestamp(of.current.endsAt),
    misses: of.misses,
    cancel_at_period_end: of.cancelAtPeriodEnd,
    paused_at: timestampOrNull(of.pausedAt),
    canceled_at: timestampOrNull(of.canceledAt),
    cancel_reason: of.cancelReason,
    ended_at: timestampOrNull(of.endedAt),
    clock_offset_ms: BigInt(of.clockOffsetMs),
    test_clock_id: of.testClockId,
    next_act_at: timestampOrNull(nextActAt),
    created_at: toTimestamp(of.createdAt),
    updated_at: toTimestamp(of.updatedAt),
  };
}

function toSubscription(row: Selectable<SubscriptionsTable>): Subscription {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    siteId: row.site_id,
    firstSessionId: row.first_session_id,
    customerId: row.customer_id,
    customerEmail: row.customer_email,
    status: row.status,
    version: row.version,
    currency: row.currency,
    price: row.price,
    credit: row.credit,
    backing: row.backing,
    description: row.description,
    lineItems: row.line_items,
    metadata: row.metadata,
    recurring: row.recurring,
    policy: row.policy,
    anchor: { number: row.anchor_number, at: row.anchor_at },
    current: { number: row.current_number, startsAt: row.current_starts_at, endsAt: row.current_ends_at },
    misses: row.misses,
    cancelAtPeriodEnd: row.cancel_at_period_end,
    pausedAt: row.paused_at,
    canceledAt: row.canceled_at,
    cancelReason: row.cancel_reason,
    endedAt: row.ended_at,
    clockOffsetMs: Number(row.clock_offset_ms),
    testClockId: row.test_clock_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
