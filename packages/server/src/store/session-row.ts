import type { Selectable } from 'kysely';
import { decodeClock } from '../core/session/clock-json.ts';
import type { SessionStatus } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
import { decodeActs, decodeTerms } from '../core/session/terms-json.ts';
import type { SessionsTable } from './tables.ts';

/** Line items from before these fields existed have none. */
const ADDED_LATER = { productId: null, taxCategory: null };

/** A row of `sessions` as the core knows it. */
export function toSession(row: Selectable<SessionsTable>): Session {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    siteId: row.site_id,
    terms: decodeTerms(row.terms),
    method: row.method,
    address: row.address,
    acts: decodeActs(row.acts),
    status: row.status as SessionStatus,
    version: row.version,
    toldPaid: row.told_paid,
    toldOverpaid: row.told_overpaid,
    expiresAt: row.expires_at,
    graceEndsAt: row.grace_ends_at,
    nextDeadline: row.next_deadline,
    paidAt: row.paid_at,
    txHash: row.tx_hash,
    restartedAs: row.restarted_as,
    accessedAt: row.accessed_at,
    completedAt: row.completed_at,
    refundStatus: row.refund_status,
    mode: row.mode,
    discounts: row.discounts,
    customerId: row.customer_id,
    customerDetails: row.customer_details,
    linkId: row.link_id,
    subscriptionId: row.subscription_id,
    subscriptionPeriod: row.subscription_period,
    recurring: row.recurring,
    dialectFields: row.dialect_fields,
    testClockId: row.test_clock_id,
    clock: decodeClock(row.clock_advances),
    description: row.description,
    lineItems: row.line_items?.map((item) => ({ ...ADDED_LATER, ...item })) ?? null,
    metadata: row.metadata,
    customerEmail: row.customer_email,
    successUrl: row.success_url,
    cancelUrl: row.cancel_url,
    returnUrl: row.return_url,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
