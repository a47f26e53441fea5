import type { Selectable } from 'kysely';
import { codeKey, type Discount } from '../core/catalogue/discount.ts';
import type { Instant } from '../core/time.ts';
import { UNIQUE_VIOLATION } from './columns.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { Page } from './page.ts';
import type { DiscountsTable } from './tables-catalogue.ts';

/** What may be written of a discount; how often it was redeemed is counted. */
export type DiscountFields = Omit<
  Discount,
  'organizationId' | 'id' | 'livemode' | 'timesRedeemed' | 'createdAt' | 'updatedAt'
>;

export interface DiscountFilters {
  readonly active?: boolean | undefined;
  readonly code?: string | undefined;
}

/** Whether a write failed because another active discount has the code. */
export function isCodeTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && constraint === 'discounts_by_code';
}

/** Throws what `isCodeTaken` knows where an active discount has the code. */
export async function insertDiscount(
  queries: Queries,
  discount: DiscountFields & Pick<Discount, 'organizationId' | 'id' | 'livemode' | 'createdAt'>,
): Promise<Discount> {
  const at = toTimestamp(discount.createdAt);
  const row = await queries
    .insertInto('discounts')
    .values({
      organization_id: discount.organizationId,
      id: discount.id,
      livemode: discount.livemode,
      ...columnsOf(discount),
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDiscount(row);
}

/** Throws what `isCodeTaken` knows where an active discount has the code. */
export async function updateDiscount(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  fields: DiscountFields,
  at: Instant,
): Promise<Discount | undefined> {
  const row = await queries
    .updateTable('discounts')
    .set({ ...columnsOf(fields), updated_at: toTimestamp(at) })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toDiscount(row);
}

/** A discount of this organization and mode; another's does not exist. */
export async function findDiscount(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<Discount | undefined> {
  const row = await scoped(queries, scope).where('id', '=', id).executeTakeFirst();
  return row && toDiscount(row);
}

/** The active discount of a code, however it is spelled. */
export async function findDiscountByCode(
  queries: Queries,
  scope: OrganizationScope,
  code: string,
): Promise<Discount | undefined> {
  const row = await scoped(queries, scope)
    .where('code_key', '=', codeKey(code))
    .where('active', '=', true)
    .executeTakeFirst();
  return row && toDiscount(row);
}

/** Locks the rows until the transaction ends, in id order. */
export async function lockDiscounts(
  tx: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly Discount[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('discounts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(toDiscount);
}

export async function listDiscounts(
  queries: Queries,
  scope: OrganizationScope,
  { active, code }: DiscountFilters,
  page: Page,
): Promise<readonly Discount[]> {
  let query = scoped(queries, scope);
  if (active !== undefined) query = query.where('active', '=', active);
  if (code !== undefined) query = query.where('code_key', '=', codeKey(code));
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toDiscount);
}

/** The row is locked by the caller, who has seen that nothing was ever redeemed with it. */
export async function deleteDiscount(tx: Transaction, organizationId: string, id: string): Promise<void> {
  await tx.deleteFrom('discounts').where('organization_id', '=', organizationId).where('id', '=', id).execute();
}

const scoped = (queries: Queries, scope: OrganizationScope) =>
  queries
    .selectFrom('discounts')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);

const columnsOf = (fields: DiscountFields) => ({
  code: fields.code,
  code_key: codeKey(fields.code),
  name: fields.name,
  percent_off: fields.percentOff,
  amount_off: fields.amountOff,
  currency: fields.currency,
  max_redemptions: fields.maxRedemptions,
  once_per_customer: fields.oncePerCustomer,
  starts_at: fields.startsAt === null ? null : toTimestamp(fields.startsAt),
  expires_at: fields.expiresAt === null ? null : toTimestamp(fields.expiresAt),
  active: fields.active,
  metadata: fields.metadata && JSON.stringify(fields.metadata),
});

function toDiscount(row: Selectable<DiscountsTable>): Discount {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    code: row.code,
    name: row.name,
    percentOff: row.percent_off,
    amountOff: row.amount_off,
    currency: row.currency,
    maxRedemptions: row.max_redemptions,
    oncePerCustomer: row.once_per_customer,
    startsAt: row.starts_at,
    expiresAt: row.expires_at,
    active: row.active,
    metadata: row.metadata,
    timesRedeemed: row.times_redeemed,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
