import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import type { AuditedAddress } from './balance-audits.ts';
import { type Queries, toTimestamp } from './database.ts';

/** How far the audit of a network has come. Ids of sessions sort by age. */
export interface AuditCursor {
  /** From the past up to here, every session was looked at. */
  readonly newest: string;
  /** Where the round through all of them, from the newest down, stands; null between rounds. */
  readonly round: string | null;
  readonly roundStartedAt: Instant;
}

export async function readAuditCursor(queries: Queries, network: string): Promise<AuditCursor | undefined> {
  const row = await queries
    .selectFrom('balance_audit_cursors')
    .selectAll()
    .where('network', '=', network)
    .executeTakeFirst();
  return row && { newest: row.newest_session, round: row.round_session, roundStartedAt: row.round_started_at };
}

/** Two processes may do the same part: what they find is the same. */
export async function writeAuditCursor(queries: Queries, network: string, cursor: AuditCursor): Promise<void> {
  const values = {
    newest_session: cursor.newest,
    round_session: cursor.round,
    round_started_at: toTimestamp(cursor.roundStartedAt),
  };
  await queries
    .insertInto('balance_audit_cursors')
    .values({ network, ...values })
    .onConflict((conflict) => conflict.column('network').doUpdateSet(values))
    .execute();
}

export interface SessionPage {
  /** The last session looked at; null when there was none left. */
  readonly last: string | null;
  /** Fewer than asked for: there are no more. */
  readonly isEnd: boolean;
  /** Those of the page that offer the network, with the addresses that were handed out for them. */
  readonly addresses: readonly AuditedAddress[];
}

/** The next sessions by id, of all organizations: after `after` and not after `upTo`, or else downwards below `below`. */
export async function readSessionPage(
  queries: Queries,
  network: string,
  where: { readonly after: string; readonly upTo: string } | { readonly below: string },
  limit: number,
): Promise<SessionPage> {
  const range =
    'below' in where
      ? sql`s.id < ${where.below}::uuid ORDER BY s.id DESC`
      : sql`s.id > ${where.after}::uuid AND s.id <= ${where.upTo}::uuid ORDER BY s.id`;
  const { rows } = await sql<PageRow>`
    SELECT page.organization_id, page.id, page.livemode, a.address, page.networks @> ARRAY[${network}::text] AS offers
    FROM (SELECT s.organization_id, s.id, s.livemode, s.networks, s.address FROM sessions s WHERE ${range} LIMIT ${limit}) page
    LEFT JOIN addresses a ON a.address = page.address AND a.session_id = page.id`.execute(queries);
  const ids = rows.map(({ id }) => id).sort();
  const last = ('below' in where ? ids[0] : ids.at(-1)) ?? null;
  return { last, isEnd: rows.length < limit, addresses: rows.flatMap((row) => (row.offers ? toAddress(row) : [])) };
}

/** Addresses with a surplus, of which the books have learnt something since. */
export async function readLearntAddresses(queries: Queries, network: string, limit: number) {
  const { rows } = await sql<PageRow>`
    SELECT DISTINCT s.organization_id, s.id, s.livemode, a.address, true AS offers
    FROM balance_audits b
    JOIN sessions s ON s.organization_id = b.organization_id AND s.id = b.session_id
    JOIN addresses a ON a.address = s.address AND a.session_id = s.id
    WHERE b.network = ${network} AND b.unseen > 0 AND EXISTS (
      SELECT FROM transfers t WHERE t.organization_id = b.organization_id AND t.session_id = b.session_id
        AND t.network = b.network AND t.block_number <= b.block_number AND t.found_at >= b.audited_at
        AND t.orphaned_at IS NULL)
    LIMIT ${limit}`.execute(queries);
  return rows.flatMap(toAddress);
}

interface PageRow {
  organization_id: string;
  id: string;
  livemode: boolean;
  address: AuditedAddress['address'] | null;
  offers: boolean;
}

function toAddress({ organization_id, id, livemode, address }: PageRow): AuditedAddress[] {
  return address === null ? [] : [{ organizationId: organization_id, sessionId: id, livemode, address }];
}
