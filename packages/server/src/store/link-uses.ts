import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { atInstant, type Queries, type Transaction } from './database.ts';

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
  readonly now: Instant;
}

/**
 * A session holds its use while it is unpaid and may still become paid by itself: until it is canceled, or its grace window
 * is over with nothing, or too little, in it. One that another session took the place of holds none.
 */
export async function countLinkUses(
  queries: Queries,
  { organizationId, linkIds, now }: UsesQuestion,
): Promise<ReadonlyMap<string, LinkUses>> {
  const completed = sql<boolean>`completed_at IS NOT NULL`;
  const rows = await queries
    .selectFrom('sessions')
    .select('link_id')
    .select(sql<bigint>`count(*) FILTER (WHERE ${completed})`.as('completed'))
    .select(sql<bigint>`count(*) FILTER (WHERE NOT ${completed})`.as('reserved'))
    .where('organization_id', '=', organizationId)
    .where('link_id', 'in', [...linkIds])
    .where((eb) =>
      eb.or([
        eb('completed_at', 'is not', null),
        eb.and([
          eb('status', 'not in', ['canceled', 'failed']),
          eb('restarted_as', 'is', null),
          eb.or([eb('grace_ends_at', '>', atInstant(now)), eb('status', 'in', ['pending', 'detected', 'overpaid'])]),
        ]),
      ]),
    )
    .groupBy('link_id')
    .execute();
  return new Map(
    rows.map((row) => [row.link_id!, { completed: Number(row.completed), reserved: Number(row.reserved) }]),
  );
}

/**
 * The visitor's ended session gives its place to the one about to be written: its late payment, should it come, would be
 * the same customer's. Nothing happens to one that is not of this link, or whose place is taken.
 */
export async function handOverPlace(
  tx: Transaction,
  { organizationId, linkId }: { readonly organizationId: string; readonly linkId: string },
  from: string,
  to: string,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ restarted_as: to })
    .where('organization_id', '=', organizationId)
    .where('id', '=', from)
    .where('link_id', '=', linkId)
    .where('status', '=', 'expired')
    .where('restarted_as', 'is', null)
    .execute();
}
