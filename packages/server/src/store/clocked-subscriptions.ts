import { sql } from 'kysely';
import type { Milliseconds } from '../core/time.ts';
import type { ClockKey } from './clocked-sessions.ts';
import type { Transaction } from './database.ts';

/**
 * Moves the clock of its subscriptions: what is due by the server's clock is due that much sooner. Locks them, in id order,
 * before any session of theirs is locked.
 */
export async function moveSubscriptions(
  tx: Transaction,
  { organizationId, id }: ClockKey,
  { offsetMs, stepMs }: { readonly offsetMs: Milliseconds; readonly stepMs: Milliseconds },
): Promise<void> {
  await sql`
    UPDATE subscriptions SET clock_offset_ms = ${offsetMs}::bigint,
      next_act_at = next_act_at - ${stepMs}::bigint * interval '1 millisecond'
    WHERE organization_id = ${organizationId} AND id IN (
      SELECT id FROM subscriptions WHERE organization_id = ${organizationId} AND test_clock_id = ${id}
      ORDER BY id FOR UPDATE)`.execute(tx);
}

/** Nothing is renewed any more by itself: its clock is gone, and no session can be attached to it. */
export async function stopSubscriptions(tx: Transaction, { organizationId, id }: ClockKey): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({ next_act_at: null })
    .where('organization_id', '=', organizationId)
    .where('test_clock_id', '=', id)
    .execute();
}
