import type { Store } from '../store/database.ts';
import { findEventData } from '../store/event-data.ts';
import { findIdempotencyRecord } from '../store/idempotency.ts';
import { bodyHash } from './idempotent.ts';
import type { Principal } from './principal.ts';

/**
 * The answer to a create that was made before under the same key: its `session.created` snapshot, or `session.paid` where
 * there was nothing to pay. `none`: no such create has been committed.
 */
export async function replayCreate(
  store: Store,
  principal: Principal,
  { route, key }: { route: string; key: string },
  body: unknown,
): Promise<{ outcome: 'replayed'; snapshot: string } | { outcome: 'key_reused' } | { outcome: 'none' }> {
  const { organizationId, livemode } = principal;
  const record = await findIdempotencyRecord(store, { organizationId, livemode, route, key });
  if (!record?.eventId) return { outcome: 'none' };
  if (record.bodyHash !== `0x${bodyHash(body).toString('hex')}`) return { outcome: 'key_reused' };
  const snapshot = await findEventData(store, organizationId, record.eventId);
  return snapshot === undefined ? { outcome: 'none' } : { outcome: 'replayed', snapshot };
}
