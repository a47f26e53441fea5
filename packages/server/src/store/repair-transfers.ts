import { sql } from 'kysely';
import type { Account } from '../core/books/accounts.ts';
import type { StandingTransfer } from '../core/books/compare-transfers.ts';
import type { Instant } from '../core/time.ts';
import { type Transaction, toBytes, toTimestamp } from './database.ts';
import type { FoundTransfer } from './transfers.ts';

type Named = Pick<StandingTransfer, 'organizationId' | 'id'>;

const named = (transfers: readonly Named[]) => sql`(organization_id, id) IN (SELECT * FROM unnest(
  ${transfers.map((each) => each.organizationId)}::uuid[], ${transfers.map((each) => each.id)}::uuid[]))`;

/** Marks transfers that the chain does not hold. Their sessions must be locked. */
export async function orphanTransfers(tx: Transaction, transfers: readonly Named[], at: Instant): Promise<void> {
  if (transfers.length === 0) return;
  await sql`UPDATE transfers SET orphaned_at = ${toTimestamp(at)}, confirmed_at = NULL WHERE ${named(transfers)}`.execute(
    tx,
  );
}

/** Takes back confirmations by blocks that were not read yet; the follower gives them again when it reads those. */
export async function unconfirmTransfers(tx: Transaction, transfers: readonly Named[]): Promise<void> {
  if (transfers.length === 0) return;
  await sql`UPDATE transfers SET confirmed_at = NULL WHERE ${named(transfers)}`.execute(tx);
}

/**
 * Makes a transfer's row say what the chain says. It must be booked in no account. One that turns out to be another's is that
 * one's from now on, whatever a person decided about it.
 */
export async function amendTransfer(tx: Transaction, stored: StandingTransfer, chain: FoundTransfer): Promise<void> {
  const isOthers = stored.sessionId !== chain.sessionId;
  await tx
    .updateTable('transfers')
    .set({
      organization_id: chain.organizationId,
      session_id: chain.sessionId,
      ...(isOthers && { attached_session_id: null }),
      block_number: chain.block.number,
      block_time: toTimestamp(chain.block.timestamp),
      contract: chain.contract && toBytes(chain.contract),
      sender: toBytes(chain.from),
      recipient: toBytes(chain.to),
      amount: chain.amountAtomic,
      listed: chain.listed,
      confirm_number: chain.confirmNumber,
      finality: chain.finality,
      gated: chain.gated,
    })
    .where('organization_id', '=', stored.organizationId)
    .where('id', '=', stored.id)
    .execute();
}

/** What the ledger holds of one transfer, by account; accounts at zero are absent. */
export type Held = Readonly<Partial<Record<Account, bigint>>>;

/** By transfer; those of which it holds nothing are absent. */
export async function readHeld(tx: Transaction, transfers: readonly Named[]): Promise<ReadonlyMap<string, Held>> {
  if (transfers.length === 0) return new Map();
  const { rows } = await sql<{ id: string; account: Account; balance: bigint }>`
    SELECT transfer_id AS id, account, sum(amount) AS balance FROM (
      SELECT organization_id, transfer_id, credit AS account, amount FROM ledger_entries
      UNION ALL SELECT organization_id, transfer_id, debit, -amount FROM ledger_entries
    ) AS moves
    WHERE (organization_id, transfer_id) IN (SELECT * FROM unnest(
      ${transfers.map((each) => each.organizationId)}::uuid[], ${transfers.map((each) => each.id)}::uuid[]))
    GROUP BY 1, 2 HAVING sum(amount) <> 0`.execute(tx);
  const held = new Map<string, Partial<Record<Account, bigint>>>();
  for (const { id, account, balance } of rows) held.set(id, { ...held.get(id), [account]: balance });
  return held;
}
