import { sql } from 'kysely';
import type { Milliseconds } from '../core/time.ts';
import type { Queries } from './database.ts';

export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: Milliseconds;
}

// Judged by the database's clock alone, so that processes whose clocks disagree cannot both think they hold it.
const now = sql`clock_timestamp()`;
const after = (ttlMs: Milliseconds) => sql`${now} + make_interval(secs => ${ttlMs / 1000})`;

/**
 * Takes a lease that is free, has run out, or is the holder's own. Returns its token, which is higher than every earlier
 * one's: what is written under a token can be refused once a later one exists. `null`: another holds it.
 */
export async function acquireLease(queries: Queries, { name, holder, ttlMs }: Lease): Promise<bigint | null> {
  const { rows } = await sql<{ token: bigint }>`
    INSERT INTO leases AS lease (name, holder, token, expires_at)
    VALUES (${name}, ${holder}, 1, ${after(ttlMs)})
    ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, token = lease.token + 1, expires_at = excluded.expires_at
    WHERE lease.expires_at <= ${now} OR lease.holder = excluded.holder
    RETURNING token`.execute(queries);
  return rows[0]?.token ?? null;
}

/** Prolongs a lease that nobody has taken since; false: it is lost. */
export async function renewLease(
  queries: Queries,
  { name, token, ttlMs }: { name: string; token: bigint; ttlMs: Milliseconds },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE leases SET expires_at = ${after(ttlMs)} WHERE name = ${name} AND token = ${token}`.execute(queries);
  return numAffectedRows === 1n;
}

/** Lets the next one in at once. The token stays, so that it never repeats. */
export async function releaseLease(queries: Queries, { name, token }: { name: string; token: bigint }): Promise<void> {
  await sql`UPDATE leases SET expires_at = ${now} WHERE name = ${name} AND token = ${token}`.execute(queries);
}
