import type { Account, LedgerCause } from '../core/books/accounts.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { moment, type Queries, toBytes, toTimestamp } from './database.ts';
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

export async function insertLedgerEntries(queries: Queries, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await queries
    .insertInto('ledger_entries')
    .values(
      entries.map((entry) => ({
        organization_id: entry.organizationId,
        id: entry.id,
        livemode: entry.livemode,
        session_id: entry.sessionId,
        transfer_id: entry.transferId,
        refund_id: entry.refundId,
        network: entry.network,
        contract: entry.contract === null ? null : toBytes(entry.contract),
        debit: entry.debit,
        credit: entry.credit,
        amount: entry.amountAtomic,
        cause: entry.cause,
        created_at: toTimestamp(entry.createdAt),
      })),
    )
    .execute();
}

export interface LedgerFilters {
  readonly sessionId?: string | undefined;
  readonly createdFrom?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listLedgerEntries(
  queries: Queries,
  scope: { readonly organizationId: string; readonly livemode: boolean },
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
