import { sql } from 'kysely';
import type { Transaction } from './database.ts';
import type { SessionScope } from './sessions.ts';

export interface ErasableSubscription {
  readonly id: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** Locks the person's subscriptions, in id order. */
export async function lockSubscriptionsOf(
  tx: Transaction,
  scope: SessionScope,
  { customerIds, emails }: { readonly customerIds: readonly string[]; readonly emails: readonly string[] },
): Promise<readonly ErasableSubscription[]> {
  return tx
    .selectFrom('subscriptions')
    .select(['id', 'description', 'metadata'])
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where(sql<boolean>`(customer_id = ANY(${customerIds}::uuid[]) OR lower(customer_email) = ANY(${emails}::text[]))`)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Renewals to come are then made without an address. */
export async function writeErasedSubscription(
  tx: Transaction,
  organizationId: string,
  { id, description, metadata }: ErasableSubscription,
): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({ customer_email: null, description, metadata: metadata && JSON.stringify(metadata) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
