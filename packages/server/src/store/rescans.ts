import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Store, type Transaction, toTimestamp } from './database.ts';

/** A reading of a network's past. */
export interface Rescan {
  readonly id: string;
  readonly network: string;
  readonly from: bigint;
  readonly to: bigint;
  /** Every block of it up to this one is done. */
  readonly done: bigint;
  /** Differences mended so far. */
  readonly repaired: bigint;
  readonly startedAt: Instant;
}

const columns = sql`id, network, from_number AS "from", to_number AS "to", done_number AS done, repaired,
  started_at AS "startedAt"`;

/** The unfinished one of exactly these blocks, else a new one. */
export async function openRescan(
  store: Store,
  asked: {
    readonly id: string;
    readonly network: string;
    readonly from: bigint;
    readonly to: bigint;
    readonly at: Instant;
  },
): Promise<Rescan> {
  const { id, network, from, to, at } = asked;
  const now = toTimestamp(at);
  const { rows } = await sql<Rescan>`
    INSERT INTO rescans (id, network, from_number, to_number, done_number, started_at, updated_at)
    VALUES (${id}, ${network}, ${from}, ${to}, ${from}::bigint - 1, ${now}, ${now})
    ON CONFLICT (network, from_number, to_number) WHERE finished_at IS NULL DO UPDATE SET updated_at = excluded.updated_at
    RETURNING ${columns}`.execute(store);
  return rows[0]!;
}

/** Blocks after `rescan.done` up to `done` are done; undefined, with nothing changed, when another has taken it up. */
export async function advanceRescan(
  tx: Transaction,
  rescan: Rescan,
  { done, repaired, at }: { readonly done: bigint; readonly repaired: number; readonly at: Instant },
): Promise<Rescan | undefined> {
  const now = toTimestamp(at);
  const { rows } = await sql<Rescan>`
    UPDATE rescans SET done_number = ${done}, repaired = repaired + ${repaired}::bigint, updated_at = ${now},
      finished_at = CASE WHEN to_number = ${done}::bigint THEN ${now}::timestamptz END
    WHERE id = ${rescan.id} AND done_number = ${rescan.done} AND finished_at IS NULL
    RETURNING ${columns}`.execute(tx);
  return rows[0];
}
