import { sql } from 'kysely';
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

/** Attempts that nobody chose: offered methods that were paid all the same. Once for each method of a session. */
export async function insertPaidMethods(
  tx: Transaction,
  payments: readonly (SessionKey & { id: string; method: string; createdAt: Instant })[],
): Promise<void> {
  if (payments.length === 0) return;
  await sql`
    INSERT INTO payments (organization_id, id, session_id, method, created_at)
    SELECT * FROM unnest(
      ${payments.map((each) => each.organizationId)}::uuid[],
      ${payments.map((each) => each.id)}::uuid[],
      ${payments.map((each) => each.sessionId)}::uuid[],
      ${payments.map((each) => each.method)}::text[],
      ${payments.map((each) => toTimestamp(each.createdAt))}::timestamptz[])
    ON CONFLICT (organization_id, session_id, method) DO NOTHING`.execute(tx);
}
