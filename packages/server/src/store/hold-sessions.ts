import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** Locks sessions until the transaction ends without reading them, in id order like everyone who locks several. */
export async function holdSessions(tx: Transaction, keys: readonly SessionKey[]): Promise<void> {
  if (keys.length === 0) return;
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  await sql`
    SELECT 1 FROM sessions
    WHERE (organization_id, id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))
    ORDER BY id FOR UPDATE`.execute(tx);
}
