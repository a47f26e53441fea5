import type { SessionDetails } from '../core/session/details.ts';
import type { Instant } from '../core/time.ts';
import { jsonOrNull } from './columns.ts';
import { type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** Writes those of the details that are given. */
export async function setSessionDetails(
  tx: Transaction,
  key: SessionKey,
  change: Partial<Pick<SessionDetails, 'customerEmail' | 'metadata' | 'successUrl' | 'cancelUrl' | 'dialectFields'>>,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      updated_at: toTimestamp(at),
      ...(change.customerEmail !== undefined && { customer_email: change.customerEmail }),
      ...(change.metadata !== undefined && { metadata: jsonOrNull(change.metadata) }),
      ...(change.successUrl !== undefined && { success_url: change.successUrl }),
      ...(change.cancelUrl !== undefined && { cancel_url: change.cancelUrl }),
      ...(change.dialectFields !== undefined && { dialect_fields: jsonOrNull(change.dialectFields) }),
    })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
}
