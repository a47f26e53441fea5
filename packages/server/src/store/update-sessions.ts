import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { toByteArray } from './byte-array.ts';
import { type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** What a derivation changes. */
export interface SessionChange extends SessionKey {
  readonly status: string;
  readonly version: number;
  readonly toldPaid: boolean;
  readonly toldOverpaid: boolean;
  readonly expiresAt: Instant;
  readonly graceEndsAt: Instant;
  readonly nextDeadline: Instant | null;
  /** Undefined: as it was. */
  readonly searchUnlistedAt: Instant | null | undefined;
  readonly paidAt: Instant | null;
  readonly txHash: Hex | null;
  readonly completedAt: Instant | null;
  readonly subscriptionId: string | null;
  readonly updatedAt: Instant;
}

/** Writes them all in one statement. The rows are locked: without that, two callers could wait for each other in a circle. */
export async function updateSessions(tx: Transaction, changes: readonly SessionChange[]): Promise<void> {
  if (changes.length === 0) return;
  const column = <T>(read: (change: SessionChange) => T): T[] => changes.map(read);
  const moments = (read: (change: SessionChange) => Instant | null) =>
    column((change) => timestampOrNull(read(change)));
  await sql`
    UPDATE sessions SET status = c.status, version = c.version, told_paid = c.told_paid, told_overpaid = c.told_overpaid,
      expires_at = c.expires_at, grace_ends_at = c.grace_ends_at, next_deadline = c.next_deadline,
      search_unlisted_at = CASE WHEN c.sets_search THEN c.search_unlisted_at ELSE sessions.search_unlisted_at END,
      paid_at = c.paid_at, tx_hash = c.tx_hash, completed_at = c.completed_at, subscription_id = c.subscription_id,
      updated_at = c.updated_at
    FROM unnest(
      ${column((change) => change.organizationId)}::uuid[],
      ${column((change) => change.sessionId)}::uuid[],
      ${column((change) => change.status)}::text[],
      ${column((change) => change.version)}::integer[],
      ${column((change) => change.toldPaid)}::boolean[],
      ${column((change) => change.toldOverpaid)}::boolean[],
      ${moments((change) => change.expiresAt)}::timestamptz[],
      ${moments((change) => change.graceEndsAt)}::timestamptz[],
      ${moments((change) => change.nextDeadline)}::timestamptz[],
      ${column((change) => change.searchUnlistedAt !== undefined)}::boolean[],
      ${moments((change) => change.searchUnlistedAt ?? null)}::timestamptz[],
      ${moments((change) => change.paidAt)}::timestamptz[],
      ${toByteArray(column((change) => change.txHash))}::bytea[],
      ${moments((change) => change.completedAt)}::timestamptz[],
      ${column((change) => change.subscriptionId)}::uuid[],
      ${moments((change) => change.updatedAt)}::timestamptz[]
    ) AS c (organization_id, id, status, version, told_paid, told_overpaid, expires_at, grace_ends_at, next_deadline,
      sets_search, search_unlisted_at, paid_at, tx_hash, completed_at, subscription_id, updated_at)
    WHERE sessions.organization_id = c.organization_id AND sessions.id = c.id`.execute(tx);
}

const timestampOrNull = (instant: Instant | null) => (instant === null ? null : toTimestamp(instant));
