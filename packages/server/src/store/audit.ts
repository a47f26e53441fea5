import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

/** What somebody decided about money, and why. */
export interface AuditEntry extends OrganizationScope {
  readonly id: string;
  /** `key:<id>` … */
  readonly actor: string;
  /** `session.accept`, `unexpected_transfer.attached` … */
  readonly action: string;
  /** The public id of what it was done to. */
  readonly subject: string;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Instant;
}

/** In the transaction of the act itself: neither is ever there without the other. */
export async function insertAuditEntry(queries: Queries, entry: AuditEntry): Promise<void> {
  await queries
    .insertInto('audit_entries')
    .values({
      organization_id: entry.organizationId,
      id: entry.id,
      livemode: entry.livemode,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      reason: entry.reason,
      details: entry.details && JSON.stringify(entry.details),
      created_at: toTimestamp(entry.createdAt),
    })
    .execute();
}

/** Newest first, after `startingAfter` when given. */
export async function listAuditEntries(
  queries: Queries,
  { organizationId, livemode }: OrganizationScope,
  { subject }: { readonly subject?: string | undefined },
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly AuditEntry[]> {
  let query = queries
    .selectFrom('audit_entries')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map((row) => ({
    organizationId: row.organization_id,
    livemode: row.livemode,
    id: row.id,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    reason: row.reason,
    details: row.details,
    createdAt: row.created_at,
  }));
}
