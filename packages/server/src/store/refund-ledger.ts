import { type RawBuilder, sql } from 'kysely';
import type { Account } from '../core/books/accounts.ts';
import type { Transaction } from './database.ts';

/** The account that the ledger has taken a refund from, of the row `r` of `refunds`; null where it holds none of it. */
export const takenFrom: RawBuilder<Account | null> = sql`(
  SELECT account FROM (
    SELECT debit AS account, amount FROM ledger_entries l
      WHERE l.organization_id = r.organization_id AND l.refund_id = r.id
    UNION ALL SELECT credit, -amount FROM ledger_entries l
      WHERE l.organization_id = r.organization_id AND l.refund_id = r.id
  ) AS moves GROUP BY account HAVING sum(amount) > 0)`;

export async function readTakenFrom(
  tx: Transaction,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): Promise<Account | null> {
  const { rows } = await sql<{ account: Account | null }>`
    SELECT ${takenFrom} AS account FROM refunds r
    WHERE r.organization_id = ${organizationId} AND r.id = ${id}`.execute(tx);
  return rows[0]?.account ?? null;
}
