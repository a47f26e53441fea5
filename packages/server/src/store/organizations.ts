import type { Selectable } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SiteBrand, SitePolicy, SitesTable } from './tables.ts';

export interface Site {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly brand: SiteBrand;
  readonly policy: SitePolicy;
  /** Origins of the pages that may show the checkout in a frame. */
  readonly allowedOrigins: readonly string[];
}

export async function insertOrganization(
  queries: Queries,
  organization: { id: string; name: string; createdAt: Instant },
): Promise<void> {
  await queries
    .insertInto('organizations')
    .values({ id: organization.id, name: organization.name, created_at: toTimestamp(organization.createdAt) })
    .execute();
}

export async function listOrganizations(
  queries: Queries,
): Promise<readonly { id: string; name: string; createdAt: Instant }[]> {
  const rows = await queries.selectFrom('organizations').selectAll().orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at }));
}

export async function insertSite(
  queries: Queries,
  site: Omit<Site, 'allowedOrigins'> & { createdAt: Instant },
): Promise<void> {
  await queries
    .insertInto('sites')
    .values({
      organization_id: site.organizationId,
      id: site.id,
      name: site.name,
      brand: JSON.stringify(site.brand),
      policy: JSON.stringify(site.policy),
      created_at: toTimestamp(site.createdAt),
    })
    .execute();
}

/**
 * Locks the organization until the transaction ends: what is counted of it from then on is not counted by another at the
 * same time. For rare writes.
 */
export async function lockOrganization(tx: Transaction, organizationId: string): Promise<void> {
  await tx.selectFrom('organizations').select('id').where('id', '=', organizationId).forNoKeyUpdate().execute();
}

/** The site of a create: the one it names, else the organization's first. */
export function findSiteOrDefault(queries: Queries, organizationId: string, id?: string): Promise<Site | undefined> {
  return id === undefined ? findDefaultSite(queries, organizationId) : findSite(queries, organizationId, id);
}

async function findDefaultSite(queries: Queries, organizationId: string): Promise<Site | undefined> {
  const row = await queries
    .selectFrom('sites')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row && toSite(row);
}

export async function findSite(queries: Queries, organizationId: string, id: string): Promise<Site | undefined> {
  const row = await queries
    .selectFrom('sites')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toSite(row);
}

export function toSite(row: Selectable<SitesTable>): Site {
  return {
    organizationId: row.organization_id,
    id: row.id,
    name: row.name,
    brand: row.brand,
    policy: row.policy,
    allowedOrigins: row.allowed_origins,
  };
}
