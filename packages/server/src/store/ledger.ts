import { sql } from 'kysely';
import type { Account, LedgerCause } from '../core/books/accounts.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { toByteArray } from './byte-array.ts';
import { moment, type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { LedgerEntryRow } from './tables-books.ts';

/** One move of one asset. Rows are only ever added. */
export interface LedgerEntry {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly sessionId: string;
  readonly transferId: string | null;
  readonly refundId: string | null;
  readonly network: string;
  readonly contract: Hex | null;
  readonly debit: Account;
  readonly credit: Account;
  readonly amountAtomic: bigint;
  readonly cause: LedgerCause;
  readonly createdAt: Instant;
}

/** One statement however many there are. */
export async function insertLedgerEntries(queries: Queries, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = <T>(read: (entry: LedgerEntry) => T): T[] => entries.map(read);
  await sql`
    INSERT INTO ledger_entries (organization_id, id, livemode, session_id, transfer_id, refund_id, network, contract,
      debit, credit, amount, cause, created_at)
    SELECT * FROM unnest(
      ${column((entry) => entry.organizationId)}::uuid[],
      ${column((entry) => entry.id)}::uuid[],
      ${column((entry) => entry.livemode)}::boolean[],
      ${column((entry) => entry.sessionId)}::uuid[],
      ${column((entry) => entry.transferId)}::uuid[],
      ${column((entry) => entry.refundId)}::uuid[],
      ${column((entry) => entry.network)}::text[],
      ${toByteArray(column((entry) => entry.contract))}::bytea[],
      ${column((entry) => entry.debit)}::text[],
      ${column((entry) => entry.credit)}::text[],
      ${column((entry) => entry.amountAtomic)}::numeric[],
      ${column((entry) => entry.cause)}::text[],
      ${column((entry) => toTimestamp(entry.createdAt))}::timestamptz[]
    )`.execute(queries);
}

export interface LedgerFilters {
  readonly sessionId?: string | undefined;
  readonly createdFrom?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listLedgerEntries(
  queries: Queries,
  scope: OrganizationScope,
  filters: LedgerFilters,
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly LedgerEntry[]> {
  let query = queries
    .selectFrom('ledger_entries')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);
  if (filters.sessionId !== undefined) query = query.where('session_id', '=', filters.sessionId);
  if (filters.createdFrom !== undefined) query = query.where('created_at', '>=', moment(filters.createdFrom));
  if (filters.createdBefore !== undefined) query = query.where('created_at', '<', moment(filters.createdBefore));
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toEntry);
}

function toEntry(row: LedgerEntryRow): LedgerEntry {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    sessionId: row.session_id,
    transferId: row.transfer_id,
    refundId: row.refund_id,
    network: row.network,
    contract: row.contract,
    debit: row.debit,
    credit: row.credit,
    amountAtomic: row.amount,
    cause: row.cause,
    createdAt: row.created_at,
  };
}
