import type { Metadata } from '../core/metadata.ts';
import type { LineItem } from '../core/session/details.ts';
import type { Queries, Transaction } from './database.ts';
import { isNamed, type Named } from './erasure.ts';
import type { OrganizationScope } from './organization-scope.ts';

export interface ErasableSubscription {
  readonly id: string;
  readonly customerEmail: string | null;
  readonly description: string | null;
  readonly lineItems: readonly LineItem[] | null;
  readonly metadata: Metadata | null;
}

/** The person's subscriptions, in id order. */
export async function subscriptionsOf(
  queries: Queries,
  scope: OrganizationScope,
  named: Named,
): Promise<readonly ErasableSubscription[]> {
  return (await theirs(queries, scope, named).execute()).map(toErasable);
}

/** The same, locked. */
export async function lockSubscriptionsOf(
  tx: Transaction,
  scope: OrganizationScope,
  named: Named,
): Promise<readonly ErasableSubscription[]> {
  return (await theirs(tx, scope, named).forUpdate().execute()).map(toErasable);
}

const theirs = (queries: Queries, { organizationId, livemode }: OrganizationScope, named: Named) =>
  queries
    .selectFrom('subscriptions')
    .select(['id', 'customer_email', 'description', 'line_items', 'metadata'])
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .where(isNamed(named, 'customer_email'))
    .orderBy('id');

type Row = Awaited<ReturnType<ReturnType<typeof theirs>['execute']>>[number];

const toErasable = ({ id, customer_email, description, line_items, metadata }: Row): ErasableSubscription => ({
  id,
  customerEmail: customer_email,
  description,
  lineItems: line_items,
  metadata,
});

/** Renewals to come are then made without an address. */
export async function writeErasedSubscription(
  tx: Transaction,
  organizationId: string,
  { id, customerEmail, description, lineItems, metadata }: ErasableSubscription,
): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({
      customer_email: customerEmail,
      description,
      line_items: lineItems && JSON.stringify(lineItems),
      metadata: metadata && JSON.stringify(metadata),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
