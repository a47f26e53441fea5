import { type SqlBool, sql } from 'kysely';
import type { Queries, Transaction } from './database.ts';

/** How much of a link is used up, counted from its sessions: no counter can go astray. */
export interface LinkUses {
  /** Sessions that were told paid. */
  readonly completed: number;
  /** Sessions that can still be paid without anybody deciding so. */
  readonly reserved: number;
}

export const NO_USES: LinkUses = { completed: 0, reserved: 0 };

export interface UsesQuestion {
  readonly organizationId: string;
  readonly linkIds: readonly string[];
}

const isCompleted = sql<SqlBool>`completed_at IS NOT NULL`;
/**
 * Unpaid, and may still become paid by itself: until it is canceled, or has ended with nothing, or too little, in it and
 * all its networks were read past its grace. Up to then it has a next deadline; by the clock alone money that came in time
 * may not have been found yet.
 */
const isReserved = sql<SqlBool>`(completed_at IS NULL AND (
  status IN ('pending', 'detected', 'overpaid')
  OR (status IN ('expired', 'underpaid') AND next_deadline IS NOT NULL)))`;

export async function countLinkUses(
  queries: Queries,
  { organizationId, linkIds }: UsesQuestion,
): Promise<ReadonlyMap<string, LinkUses>> {
  const rows = await queries
    .selectFrom('sessions')
    .select('link_id')
    .select(sql<bigint>`count(*) FILTER (WHERE ${isCompleted})`.as('completed'))
    .select(sql<bigint>`count(*) FILTER (WHERE ${isReserved})`.as('reserved'))
    .where('organization_id', '=', organizationId)
    .where('link_id', 'in', [...linkIds])
    .groupBy('link_id')
    .execute();
  return new Map(
    rows.map((row) => [row.link_id!, { completed: Number(row.completed), reserved: Number(row.reserved) }]),
  );
}

export interface LinkHold {
  readonly organizationId: string;
  readonly linkId: string;
  readonly sessionId: string;
  /** A keyed hash of who holds it. */
  readonly holder: Uint8Array;
}

/**
 * Writes down who holds the session's use, and forgets those who hold theirs no more. Returns how many uses of the link
 * the same one holds now. The link is locked by the caller.
 */
export async function holdLinkUse(tx: Transaction, hold: LinkHold): Promise<number> {
  const { organizationId, linkId, sessionId, holder } = hold;
  const ofLink = sql`organization_id = ${organizationId} AND link_id = ${linkId}`;
  await sql`
    UPDATE sessions SET link_holder = NULL
    WHERE ${ofLink} AND link_holder IS NOT NULL AND NOT ${isReserved}`.execute(tx);
  await sql`UPDATE sessions SET link_holder = ${Buffer.from(holder)} WHERE ${ofLink} AND id = ${sessionId}`.execute(tx);
  const { rows } = await sql<{ held: number }>`
    SELECT count(*)::int AS held FROM sessions
    WHERE ${ofLink} AND link_holder = ${Buffer.from(holder)}`.execute(tx);
  return rows[0]!.held;
}
