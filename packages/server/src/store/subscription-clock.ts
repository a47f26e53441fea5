import { sql } from 'kysely';
import type { Milliseconds } from '../core/time.ts';
import type { Transaction } from './database.ts';

/**
 * Moves every subscription that is attached to a test clock with it: the next look, which is by the server's clock, comes
 * that much sooner. After the clock's sessions, in the same transaction: a subscription that is being made of one of them
 * has then been written, with the offset of before.
 */
export async function moveSubscriptions(
  tx: Transaction,
  { organizationId, testClockId, offsetMs }: { organizationId: string; testClockId: string; offsetMs: Milliseconds },
): Promise<void> {
  await sql`
    UPDATE subscriptions SET
      next_act_at = next_act_at - (${BigInt(offsetMs)}::bigint - clock_offset_ms) * interval '1 millisecond',
      clock_offset_ms = ${BigInt(offsetMs)}::bigint
    WHERE organization_id = ${organizationId} AND test_clock_id = ${testClockId}
      AND clock_offset_ms < ${BigInt(offsetMs)}::bigint`.execute(tx);
}
