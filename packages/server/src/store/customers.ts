import type { Selectable } from 'kysely';
import { type Customer, emailKey } from '../core/catalogue/customer.ts';
import type { Instant } from '../core/time.ts';
import { jsonOrNull, timestampOrNull, UNIQUE_VIOLATION } from './columns.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { Page } from './page.ts';
import type { CustomersTable } from './tables-catalogue.ts';

/** What may be written of a customer. */
export type CustomerFields = Pick<
  Customer,
  'email' | 'name' | 'phone' | 'billingAddress' | 'shippingAddress' | 'metadata' | 'externalReference'
>;

export interface CustomerFilters {
  readonly email?: string | undefined;
  readonly externalReference?: string | undefined;
  readonly archived: boolean;
}

/** Whether a write failed because another customer has the external reference. */
export function isReferenceTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && constraint === 'customers_by_reference';
}

/** Throws what `isReferenceTaken` knows where another customer has the reference. */
export async function insertCustomer(
  queries: Queries,
  customer: CustomerFields & Pick<Customer, 'organizationId' | 'id' | 'livemode' | 'createdAt'>,
): Promise<Customer> {
  const at = toTimestamp(customer.createdAt);
  const row = await queries
    .insertInto('customers')
    .values({
      organization_id: customer.organizationId,
      id: customer.id,
      livemode: customer.livemode,
      ...columnsOf(customer),
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCustomer(row);
}

/** Throws what `isReferenceTaken` knows where another customer has the reference. */
export async function updateCustomer(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  fields: CustomerFields & Partial<Pick<Customer, 'archivedAt' | 'erasedAt'>>,
  at: Instant,
): Promise<Customer | undefined> {
  const row = await queries
    .updateTable('customers')
    .set({
      ...columnsOf(fields),
      ...(fields.archivedAt !== undefined && { archived_at: timestampOrNull(fields.archivedAt) }),
      ...(fields.erasedAt !== undefined && { erased_at: timestampOrNull(fields.erasedAt) }),
      updated_at: toTimestamp(at),
    })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toCustomer(row);
}

/** A customer of this organization and mode; another's does not exist. With `lock` the row is held until the commit. */
export async function findCustomer(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  { lock = false } = {},
): Promise<Customer | undefined> {
  const query = scoped(queries, scope).where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toCustomer(row);
}

/** So that nobody changes or deletes them before the transaction has ended; others may hold them too. */
export async function holdCustomer(
  tx: Transaction,
  scope: OrganizationScope,
  id: string,
): Promise<Customer | undefined> {
  const row = await scoped(tx, scope).where('id', '=', id).forShare().executeTakeFirst();
  return row && toCustomer(row);
}

export async function listCustomers(
  queries: Queries,
  scope: OrganizationScope,
  { email, externalReference, archived }: CustomerFilters,
  page: Page,
): Promise<readonly Customer[]> {
  let query = scoped(queries, scope).where('archived_at', archived ? 'is not' : 'is', null);
  if (email !== undefined) query = query.where('email_key', '=', emailKey(email));
  if (externalReference !== undefined) query = query.where('external_reference', '=', externalReference);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toCustomer);
}

/** Every customer of this organization and mode with the address, archived ones included. */
export async function findCustomersByEmail(
  queries: Queries,
  scope: OrganizationScope,
  email: string,
): Promise<readonly Customer[]> {
  const rows = await scoped(queries, scope).where('email_key', '=', emailKey(email)).orderBy('id').execute();
  return rows.map(toCustomer);
}

/** The row is locked by the caller, who has seen that no session names it; one that is being written holds it (`holdCustomer`). */
export async function deleteCustomer(tx: Transaction, organizationId: string, id: string): Promise<void> {
  await tx.deleteFrom('customers').where('organization_id', '=', organizationId).where('id', '=', id).execute();
}

const scoped = (queries: Queries, scope: OrganizationScope) =>
  queries
    .selectFrom('customers')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);

const columnsOf = (fields: CustomerFields) => ({
  email: fields.email,
  email_key: fields.email === null ? null : emailKey(fields.email),
  name: fields.name,
  phone: fields.phone,
  billing_address: jsonOrNull(fields.billingAddress),
  shipping_address: jsonOrNull(fields.shippingAddress),
  metadata: jsonOrNull(fields.metadata),
  external_reference: fields.externalReference,
});

function toCustomer(row: Selectable<CustomersTable>): Customer {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    email: row.email,
    name: row.name,
    phone: row.phone,
    billingAddress: row.billing_address,
    shippingAddress: row.shipping_address,
    metadata: row.metadata,
    externalReference: row.external_reference,
    archivedAt: row.archived_at,
    erasedAt: row.erased_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
