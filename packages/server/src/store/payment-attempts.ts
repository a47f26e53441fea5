import { type Selectable, sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Payment } from '../core/session/session.ts';
import type { Queries } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { PaymentsTable } from './tables.ts';

export interface PaymentAttempt extends Payment {
  readonly sessionId: string;
}

/** An attempt of this organization and mode; another's does not exist. */
export async function findPaymentAttempt(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<PaymentAttempt | undefined> {
  const row = await ofScope(queries, scope).where('payments.id', '=', id).executeTakeFirst();
  return row && toAttempt(row);
}

/** Newest first, after `startingAfter` when given; of one session when that is given. */
export async function listPaymentAttempts(
  queries: Queries,
  scope: OrganizationScope,
  filters: { readonly sessionId?: string | undefined },
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly PaymentAttempt[]> {
  let query = ofScope(queries, scope);
  if (filters.sessionId !== undefined) query = query.where('payments.session_id', '=', filters.sessionId);
  if (page.startingAfter !== undefined) query = query.where('payments.id', '<', page.startingAfter);
  const rows = await query.orderBy('payments.id', 'desc').limit(page.limit).execute();
  return rows.map(toAttempt);
}

function ofScope(queries: Queries, { organizationId, livemode }: OrganizationScope) {
  return queries
    .selectFrom('payments')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.organization_id', '=', 'payments.organization_id')
        .onRef('sessions.id', '=', 'payments.session_id'),
    )
    .selectAll('payments')
    .where('payments.organization_id', '=', organizationId)
    .where('sessions.livemode', '=', livemode);
}

const toAttempt = (row: Selectable<PaymentsTable>): PaymentAttempt => ({
  id: row.id,
  method: row.method,
  createdAt: row.created_at,
  sessionId: row.session_id,
});

/** Who sent each of these transfers, by the transfer's id. */
export async function readSenders(
  queries: Queries,
  organizationId: string,
  transferIds: readonly string[],
): Promise<ReadonlyMap<string, Hex>> {
  if (transferIds.length === 0) return new Map();
  const rows = await queries
    .selectFrom('transfers')
    .select(['id', 'sender'])
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`id = ANY(${transferIds}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, sender }) => [id, sender]));
}
