import type { Store } from '../store/database.ts';
import { findEventSessionId } from '../store/event-data.ts';
import { findIdempotencyRecord, type IdempotencyScope } from '../store/idempotency.ts';

/** The session that was made under a key which is taken. Throws when the books hold none: the two are written together. */
export async function findKeyedSession(store: Store, scope: IdempotencyScope): Promise<string> {
  const record = await findIdempotencyRecord(store, scope);
  const found = record?.eventId && (await findEventSessionId(store, scope.organizationId, record.eventId));
  if (!found) throw new Error(`${scope.route}: the key ${scope.key} left no session behind`);
  return found;
}
