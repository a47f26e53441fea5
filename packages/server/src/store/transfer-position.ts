import type { Position } from '../core/books/accounts.ts';
import type { Transaction } from './database.ts';

/** The account that the ledger holds a transfer in; null where it holds none of it. */
export async function readPosition(
  tx: Transaction,
  organizationId: string,
  transferId: string,
): Promise<Position | null> {
  const row = await tx
    .selectFrom('transfers')
    .select('booked_as')
    .where('organization_id', '=', organizationId)
    .where('id', '=', transferId)
    .executeTakeFirst();
  return row?.booked_as ?? null;
}
