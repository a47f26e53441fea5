import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';

export interface IdempotencyScope {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly route: string;
  readonly key: string;
}

export interface IdempotencyRecord {
  readonly bodyHash: Hex;
  readonly eventId: string | null;
  readonly responseStatus: number;
  readonly responseBody: Hex | null;
}

/**
 * Takes the key inside the transaction of its effect. False: another request has it (waited for, if it was still
 * under way, up to the transaction's lock_timeout: then PostgreSQL raises 55P03).
 */
export async function claimIdempotencyKey(
  tx: Transaction,
  scope: IdempotencyScope,
  bodyHash: Buffer,
  times: { createdAt: Instant; expiresAt: Instant },
): Promise<boolean> {
  const result = await tx
    .insertInto('idempotency_records')
    .values({
      organization_id: scope.organizationId,
      livemode: scope.livemode,
      route: scope.route,
      key: scope.key,
      body_hash: bodyHash,
      response_status: 0,
      created_at: toTimestamp(times.createdAt),
      expires_at: toTimestamp(times.expiresAt),
      event_id: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function storeIdempotentAnswer(
  tx: Transaction,
  scope: IdempotencyScope,
  answer: { status: number; body: Buffer },
): Promise<void> {
  await tx
    .updateTable('idempotency_records')
    .set({ response_status: answer.status, response_body: answer.body })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('route', '=', scope.route)
    .where('key', '=', scope.key)
    .execute();
}

export async function findIdempotencyRecord(
  queries: Queries,
  scope: IdempotencyScope,
): Promise<IdempotencyRecord | undefined> {
  const row = await queries
    .selectFrom('idempotency_records')
    .select(['body_hash', 'event_id', 'response_status', 'response_body'])
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('route', '=', scope.route)
    .where('key', '=', scope.key)
    .executeTakeFirst();
  return (
    row && {
      bodyHash: row.body_hash,
      eventId: row.event_id,
      responseStatus: row.response_status,
      responseBody: row.response_body,
    }
  );
}
