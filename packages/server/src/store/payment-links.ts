import type { PaymentLink, PaymentLinkSettings } from '../core/link/payment-link.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { settingsColumns, toPaymentLink } from './payment-link-row.ts';

export async function insertPaymentLink(queries: Queries, link: PaymentLink): Promise<void> {
  await queries
    .insertInto('payment_links')
    .values({
      organization_id: link.organizationId,
      id: link.id,
      livemode: link.livemode,
      site_id: link.siteId,
      slug: link.slug,
      ...settingsColumns(link, link.updatedAt),
      created_at: toTimestamp(link.createdAt),
    })
    .execute();
}

/** A link of this organization and mode; another's, and a deleted one, do not exist. */
export async function findPaymentLink(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<PaymentLink | undefined> {
  const row = await ofScope(queries, scope).where('id', '=', id).executeTakeFirst();
  return row && toPaymentLink(row);
}

/** The same, held by the transaction: whoever else wants to change or to use it up waits. */
export async function lockPaymentLink(
  tx: Transaction,
  scope: OrganizationScope,
  id: string,
): Promise<PaymentLink | undefined> {
  const row = await ofScope(tx, scope).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toPaymentLink(row);
}

/** For visitors, who know only the address: also by an earlier slug, also a deleted one. */
export async function findPaymentLinkBySlug(queries: Queries, slug: string): Promise<PaymentLink | undefined> {
  const row = await queries
    .selectFrom('slugs')
    .innerJoin('payment_links', (join) =>
      join
        .onRef('payment_links.organization_id', '=', 'slugs.organization_id')
        .onRef('payment_links.id', '=', 'slugs.link_id'),
    )
    .selectAll('payment_links')
    .where('slugs.slug', '=', slug)
    .executeTakeFirst();
  return row && toPaymentLink(row);
}

/** Newest first, after `startingAfter` when given. */
export async function listPaymentLinks(
  queries: Queries,
  scope: OrganizationScope,
  filters: { readonly active?: boolean | undefined },
  page: { limit: number; startingAfter?: string | undefined },
): Promise<readonly PaymentLink[]> {
  let query = ofScope(queries, scope);
  if (filters.active !== undefined) query = query.where('active', '=', filters.active);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toPaymentLink);
}

const ofScope = (queries: Queries, { organizationId, livemode }: OrganizationScope) =>
  queries
    .selectFrom('payment_links')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null);

/** Writes what the merchant decided anew on a link that the transaction holds. */
export async function updatePaymentLink(
  tx: Transaction,
  { organizationId, id }: Pick<PaymentLink, 'organizationId' | 'id'>,
  change: PaymentLinkSettings & { readonly slug: string; readonly updatedAt: Instant },
): Promise<void> {
  await tx
    .updateTable('payment_links')
    .set({ slug: change.slug, ...settingsColumns(change, change.updatedAt) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Marks it deleted; its slugs stay taken. False: there is none. */
export async function deletePaymentLink(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  at: Instant,
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('payment_links')
    .set({ deleted_at: toTimestamp(at), updated_at: toTimestamp(at) })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
