import type { Instant } from '../core/time.ts';
import { type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** An attempt, once for each method of a session. */
export async function insertPayment(
  tx: Transaction,
  payment: SessionKey & { id: string; method: string; createdAt: Instant },
): Promise<void> {
  await tx
    .insertInto('payments')
    .values({
      organization_id: payment.organizationId,
      id: payment.id,
      session_id: payment.sessionId,
      method: payment.method,
      created_at: toTimestamp(payment.createdAt),
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'session_id', 'method']).doNothing())
    .execute();
}
