import type { SessionView } from '../core/resource/session-resource.ts';
import { deriveSession } from '../core/session/derive-session.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { Queries } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { readPayments, readTransfers } from '../store/session-facts.ts';
import type { SessionKey } from '../store/sessions.ts';

export const keyOf = (session: Session): SessionKey => ({
  organizationId: session.organizationId,
  sessionId: session.id,
});

/** Sessions with all that their presentation needs: facts, derivation, attempts, heads. Three queries for any number. */
export async function viewSessions(
  queries: Queries,
  sessions: readonly Session[],
  now: Instant,
): Promise<readonly SessionView[]> {
  const keys = sessions.map(keyOf);
  const [heads, transfers, payments] = await Promise.all([
    readHeads(queries),
    readTransfers(queries, keys),
    readPayments(queries, keys),
  ]);
  const watermarks = watermarksOf(heads);
  return sessions.map((session) => ({
    session,
    derived: deriveSession({ ...session, transfers: transfers.get(session.id) ?? [] }, watermarks, now),
    payments: payments.get(session.id) ?? [],
    heads,
  }));
}
