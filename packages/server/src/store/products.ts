import { type Selectable, sql } from 'kysely';
import type { Product } from '../core/catalogue/product.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { Page } from './page.ts';
import type { ProductsTable } from './tables-catalogue.ts';

/** What may be written of a product; the rest is the store's. */
export type ProductFields = Pick<
  Product,
  'name' | 'description' | 'imageUrl' | 'taxCategory' | 'unitAmount' | 'currency' | 'active' | 'metadata'
>;

export interface ProductFilters {
  readonly active?: boolean | undefined;
}

export async function insertProduct(
  queries: Queries,
  product: ProductFields & Pick<Product, 'organizationId' | 'id' | 'livemode' | 'createdAt'>,
): Promise<Product> {
  const at = toTimestamp(product.createdAt);
  const row = await queries
    .insertInto('products')
    .values({
      organization_id: product.organizationId,
      id: product.id,
      livemode: product.livemode,
      ...columnsOf(product),
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toProduct(row);
}

/** Undefined: it has been deleted meanwhile. */
export async function updateProduct(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  fields: ProductFields,
  at: Instant,
): Promise<Product | undefined> {
  const row = await queries
    .updateTable('products')
    .set({ ...columnsOf(fields), updated_at: toTimestamp(at) })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toProduct(row);
}

/** A product of this organization and mode; another's does not exist. With `lock` its row is held until the commit. */
export async function findProduct(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  { lock = false } = {},
): Promise<Product | undefined> {
  const query = scoped(queries, scope).where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toProduct(row);
}

export async function findProducts(
  queries: Queries,
  scope: OrganizationScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Product>> {
  if (ids.length === 0) return new Map();
  const rows = await scoped(queries, scope).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, toProduct(row)]));
}

export async function listProducts(
  queries: Queries,
  scope: OrganizationScope,
  { active }: ProductFilters,
  page: Page,
): Promise<readonly Product[]> {
  let query = scoped(queries, scope);
  if (active !== undefined) query = query.where('active', '=', active);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toProduct);
}

/** Remembers that sessions name these products; only the first time costs a write. */
export async function markProductsUsed(
  queries: Queries,
  scope: OrganizationScope,
  ids: readonly string[],
  at: Instant,
): Promise<void> {
  await queries
    .updateTable('products')
    .set({ first_used_at: toTimestamp(at) })
    .where('organization_id', '=', scope.organizationId)
    .where('id', 'in', ids)
    .where('first_used_at', 'is', null)
    .execute();
}

/** Deletes it unless a session has named it. */
export async function deleteUnusedProduct(queries: Queries, scope: OrganizationScope, id: string): Promise<boolean> {
  const result = await sql`
    DELETE FROM products
    WHERE organization_id = ${scope.organizationId} AND livemode = ${scope.livemode} AND id = ${id}
      AND first_used_at IS NULL`.execute(queries);
  return (result.numAffectedRows ?? 0n) > 0n;
}

const scoped = (queries: Queries, scope: OrganizationScope) =>
  queries
    .selectFrom('products')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);

const columnsOf = (fields: ProductFields) => ({
  name: fields.name,
  description: fields.description,
  image_url: fields.imageUrl,
  tax_category: fields.taxCategory,
  unit_amount: fields.unitAmount,
  currency: fields.currency,
  active: fields.active,
  metadata: fields.metadata && JSON.stringify(fields.metadata),
});

function toProduct(row: Selectable<ProductsTable>): Product {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    name: row.name,
    description: row.description,
    imageUrl: row.image_url,
    taxCategory: row.tax_category,
    unitAmount: row.unit_amount,
    currency: row.currency,
    active: row.active,
    metadata: row.metadata,
    firstUsedAt: row.first_used_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
